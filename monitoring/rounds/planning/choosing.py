"""What a round may ask about: the reports, and the measures of a draft, narrowed down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from catalog.choices import Role
from catalog.models import Measure, Report, Section
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from catalog.themes import EffectiveThemes
from monitoring.choices import NO_REPORT, UNSTATED
from monitoring.models import ReportingRound
from monitoring.rounds.opening import measures_to_ask

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from monitoring.models.measure import MonitoredMeasureQuerySet
    from monitoring.rounds.planning.forms import MeasureFilterForm


def askable_reports(request: HttpRequest) -> QuerySet[Report]:
    """Returns the open reports of the municipalities where this person plans."""
    return Report.objects.filter(permitted(request.user, Action.ADD, ReportingRound, of=Report), is_closed=False)


def narrowed(draft: ReportingRound, filters: MeasureFilterForm) -> MonitoredMeasureQuerySet:
    """Returns the measures of a draft that fit the filters, with what the list shows of them."""
    today = timezone.localdate()
    found: Any = measures_to_ask(draft, today).with_deadlines().with_silence(today).with_responsibilities()
    chosen = filters.chosen
    if "report" in chosen:
        found = found.filter(report=chosen["report"])
    if "section" in chosen:
        found = found.filter(section__in=_within(int(chosen["section"]), filters.sections))
    if "lead" in chosen:
        led = Measure.objects.filter(responsibilities__office=chosen["lead"], responsibilities__role=Role.LEAD)
        found = found.filter(pk__in=led.values("pk"))
    if "theme" in chosen:
        sections = Section.objects.filter(report__in=draft.reports.all()).once_for_each_theme()
        found = found.filter(EffectiveThemes(sections).measures_about(chosen["theme"]))
    if "deadline" in chosen:
        found = found.filter(deadline_state=chosen["deadline"])
    if "silent" in chosen:
        found = found.filter(is_silent=True)
    narrowed_down: MonitoredMeasureQuerySet = _of_status(found, chosen.get("status", ""))
    return narrowed_down


def _of_status(found: Any, status: str) -> Any:
    if status == "none":
        return found.filter(reported_on=None)
    if status == UNSTATED:
        return found.filter(status=NO_REPORT, reported_on__isnull=False)
    return found.filter(status=status) if status else found


def _within(section: int, sections: list[Section]) -> set[int]:
    """Returns the ids of a section and of all below it; superior ones come first."""
    within = {section}
    for one in sections:
        if one.parent_id in within:
            within.add(one.pk)
    return within
