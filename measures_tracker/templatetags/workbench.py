"""The tag for the tabs above the form of a report."""

from django import template

from catalog.models import Report
from measures_tracker.workbench.tabs import Tab, tabs_of, with_numbers

register = template.Library()


@register.simple_tag
def tabs_of_settings(report: Report) -> list[Tab]:
    return tabs_of(with_numbers(Report.objects.filter(pk=report.pk)).get(), "settings")
