"""Filters for texts of the cities as paragraphs, and for numbers."""

from django import template

from reports.texts.formatted import formatted
from reports.texts.numbers import figure

register = template.Library()
register.filter("figure", figure)
register.filter("formatted", formatted, is_safe=True)
