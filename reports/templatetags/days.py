"""What holds on the day a page is about."""

from datetime import date

from django import template

from monitoring.models import Milestone

register = template.Library()


@register.filter
def is_overdue_on(milestone: Milestone, day: date | None) -> bool:
    """As of today where the page is about no other day."""
    return milestone.is_overdue(day or None)
