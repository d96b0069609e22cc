"""Columns of the public tables that no import reads: what is computed, or has a form of its own elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from monitoring.choices import DeadlineState
from monitoring.exports.tables import ExtraColumn
from reports.documents.cells import milestone_words

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from monitoring.models import MonitoredMeasure
    from reports.measures.list_query import ListQuery


def extra_columns(reading: ListQuery, request: HttpRequest) -> list[ExtraColumn]:
    """Returns the columns; they need measures `with_status`, `with_milestones`, `with_discussions` and predecessors."""
    as_of = reading.as_of.day

    return [
        ExtraColumn(
            "milestones",
            gettext_lazy("Milestones"),
            lambda measure: "\n".join(milestone_words(one, as_of) for one in measure.known_milestones),
        ),
        ExtraColumn("discussed_on", gettext_lazy("Discussed on"), discussed_on),
        ExtraColumn(
            "approach",
            gettext_lazy("Approach"),
            lambda measure: "\n".join(one.approach for one in measure.known_discussions if one.approach),
        ),
        ExtraColumn(
            "deadline_state",
            pgettext_lazy("column of a file", "State of the deadline"),
            lambda measure: str(DeadlineState(measure.deadline_state).label) if measure.speaks else "",
        ),
        ExtraColumn("predecessor", gettext_lazy("Continues"), continued),
        ExtraColumn("starts_on", gettext_lazy("Start (ISO)"), lambda measure: iso(measure.starts_on), "date"),
        ExtraColumn("due_on", gettext_lazy("Deadline (ISO)"), lambda measure: iso(measure.due_on), "date"),
        ExtraColumn("reported_on", gettext_lazy("Reported as of (ISO)"), lambda m: iso(m.reported_on), "date"),
        ExtraColumn(
            "confirms_report_of", gettext_lazy("Unchanged since the report of (ISO)"), confirmed_report, "date"
        ),
        ExtraColumn(
            "url", gettext_lazy("Address of the page"), lambda m: request.build_absolute_uri(m.get_absolute_url())
        ),
    ]


def continued(measure: MonitoredMeasure) -> str:
    """Returns the measure of an earlier report that this one continues: "A3 Elternarbeit (Soziale Lage 2018)"."""
    earlier = measure.predecessor
    return f"{earlier} ({earlier.report})" if earlier else ""


def confirmed_report(measure: MonitoredMeasure) -> str:
    """Returns the day of the report whose text the newest one has confirmed."""
    update = measure.newest_update
    return iso(update.confirmed.as_of) if update and update.confirmed else ""


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def discussed_on(measure: MonitoredMeasure) -> str:
    """Returns the days line by line, in the order of the approaches."""
    days = (iso(one.held_on) or _("still to be scheduled") for one in measure.known_discussions)
    return "\n".join(days)
