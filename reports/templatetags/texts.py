"""Filters for texts of the cities as paragraphs, with the hits of a search marked, and for numbers."""

from django import template

from reports.measures.search import marked, marked_code
from reports.texts.formatted import formatted, in_a_line
from reports.texts.hyphenation import hyphenated
from reports.texts.numbers import figure

register = template.Library()
register.filter("figure", figure)
register.filter("formatted", formatted, is_safe=True)
register.filter("hyphenated", hyphenated, is_safe=True)
register.filter("in_a_line", in_a_line)
register.filter("marked", marked)
register.filter("marked_code", marked_code)
