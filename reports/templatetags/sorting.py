"""Headings that sort a table."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.addresses.query_string import Address
from reports.measures.list_query import Reading
from reports.measures.sorting import Sorting

register = template.Library()


@register.filter
def sorted_by(reading: Reading, word: str) -> Address:
    """Where a click on a heading leads."""
    return reading.sorted_by(word)


@register.filter
def aria_sort(sorting: Sorting, word: str) -> str:
    return format_html(' aria-sort="{}"', sorting.aria) if word and sorting.word == word else SafeString()


@register.filter
def arrow(sorting: Sorting, word: str) -> str:
    if sorting.word != word:
        return SafeString()
    return format_html('<span aria-hidden="true"> {}</span>', "▼" if sorting.descending else "▲")
