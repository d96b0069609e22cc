"""Texts of the cities as paragraphs, lists and links."""

from django import template

from reports.texts.formatted import formatted

register = template.Library()
register.filter("formatted", formatted, is_safe=True)
