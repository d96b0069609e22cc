"""The tags for what stands above the form of a report: its tabs, and the next steps with its settings."""

from typing import Any

from django import template

from catalog.models import Report
from measures_tracker.workbench.next_steps.seen import Step
from measures_tracker.workbench.next_steps.steps import next_steps
from measures_tracker.workbench.tabs import Tab, tabs_of, with_numbers

register = template.Library()


@register.simple_tag
def tabs_of_settings(report: Any) -> list[Tab]:
    return tabs_of(report, "settings")


@register.simple_tag
def steps_of_settings(user: Any, report: Any) -> list[Step]:
    return next_steps(user, report, "settings")


@register.simple_tag
def with_numbers_of_tabs(report: Report) -> Any:
    return with_numbers(Report.objects.filter(pk=report.pk)).get()
