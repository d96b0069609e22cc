"""The tabs of a report as a workplace, each with how much is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import localize
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from catalog.models import Measure, Report, Section
from catalog.permissions.large_lists import number_of
from monitoring.models import Indicator, ReportingRound, SpreadsheetImport
from reports.models import CouncilPaper

if TYPE_CHECKING:
    from django.db.models import QuerySet

TABS = {
    "measures": gettext_lazy("Measures"),
    "sections": gettext_lazy("Sections"),
    "imports": gettext_lazy("Import"),
    "rounds": gettext_lazy("Rounds"),
    "indicators": gettext_lazy("Indicators"),
    "papers": gettext_lazy("Papers"),
    "publication": gettext_lazy("Publication"),
    "settings": gettext_lazy("Settings"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    title: str
    url: str
    number: str  # "" where there is nothing to count
    is_current: bool


def with_numbers(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Annotates how much there is in each tab."""
    return reports.select_related("municipality").annotate(
        number_of_measures=number_of(Measure, "report"),
        number_of_sections=number_of(Section, "report"),
        number_of_imports=number_of(SpreadsheetImport, "report"),
        number_of_rounds=number_of(ReportingRound, "reports"),
        number_of_indicators=number_of(Indicator, "measure__report"),
        number_of_papers=number_of(CouncilPaper, "report"),
    )


def tab_url(report: Any, name: str) -> str:
    if name == "settings":
        return reverse("admin:catalog_report_change", args=[report.pk])
    return reverse(f"workplace-{name}", args=[report.pk])


def tabs_of(report: Any, current: str) -> list[Tab]:
    return [
        Tab(str(title), tab_url(report, name), number_in(report, name), name == current) for name, title in TABS.items()
    ]


def number_in(report: Any, name: str) -> str:
    if name == "publication":
        return "" if report.is_public else "!"
    number = getattr(report, f"number_of_{name}", None)
    return "" if number is None else str(localize(number))


def add_url(report: Any, model: str, tab: str, **more: Any) -> str:
    """Returns the form of a new row that knows its report and leads back to the tab."""
    known = {"report": report.pk, "back": tab_url(report, tab), **more}
    return f"{reverse(f'admin:{model}_add')}?{urlencode(known)}"


def change_url(report: Any, model: str, pk: int, tab: str) -> str:
    """Returns the form of a row that leads back to the tab, or on to another row of the report."""
    known = {"report": report.pk, "back": tab_url(report, tab)}
    return f"{reverse(f'admin:{model}_change', args=[pk])}?{urlencode(known)}"
