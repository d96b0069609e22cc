"""The pages of the tabs: who may open them, and what stands around each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Count, Q
from django.shortcuts import render

from catalog.choices import Publication
from catalog.models import Measure, Report
from catalog.permissions.finding import find_seen
from catalog.permissions.registry import Action
from measures_tracker.workbench.next_steps.steps import next_steps
from measures_tracker.workbench.tabs import TABS, tabs_of, with_numbers

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def find_report(request: HttpRequest, pk: int) -> Any:
    """Returns a report with the numbers of its tabs. 403 for who changes no reports, 404 for one of others."""
    return find_seen(request, with_numbers(Report.objects.all()), pk, Action.CHANGE)


def tab_page(request: HttpRequest, report: Any, name: str, **context: Any) -> HttpResponse:
    """Returns the page of a tab; its template has the name of the tab."""
    shown = {
        **admin.site.each_context(request),
        "title": report.title,
        "report": report,
        "tab": name,
        "tab_title": TABS[name],
        "tabs": tabs_of(report, name),
        "is_open": not report.is_closed,
        "steps": next_steps(request.user, report, name),
        **context,
    }
    return render(request, f"workbench/report/{name}.html", shown)


def drafts_in(report: Any) -> dict[str, int]:
    """Returns how many measures of a report are published, released for the committee and drafts; in one query."""
    counted = Measure.objects.filter(report=report).aggregate(
        published=Count("pk", filter=Q(publication=Publication.PUBLISHED)),
        committee=Count("pk", filter=Q(publication=Publication.COMMITTEE)),
        draft=Count("pk", filter=Q(publication=Publication.DRAFT)),
    )
    return dict(counted)
