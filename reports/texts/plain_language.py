"""Texts in plain language: the cities' own summaries, and short sentences for the status words."""

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.choices import NO_REPORT, STATUS_WORDS, UNSTATED
from monitoring.models import MonitoredMeasure

if TYPE_CHECKING:
    from catalog.models import Municipality, Report
    from catalog.permissions.roles import Visitor
    from monitoring.models.measure import MonitoredMeasureQuerySet

CHOSEN = "einfach"  # ?sprache=einfach

SENTENCES: dict[str, str | Promise] = {
    **{status.value: word.sentence for status, word in STATUS_WORDS.items()},
    UNSTATED: _("There is news. It does not say how far the work is."),
    NO_REPORT: _("Nobody has told us about it yet."),
}


def summarised(municipality: "Municipality", user: "Visitor") -> "MonitoredMeasureQuerySet":
    """Returns the measures of a city that have a summary in plain language."""
    measures = MonitoredMeasure.objects.visible_to(user).filter(report__municipality=municipality)
    return measures.exclude(plain_language="")


def summaries_by_report(municipality: "Municipality", user: "Visitor") -> "list[tuple[Report, list[MonitoredMeasure]]]":
    """Returns the summarised measures under their reports, the newest report first; needs one query."""
    measures = summarised(municipality, user).with_status().select_related("report__municipality", "parent")
    in_order = sorted(measures, key=lambda measure: (_newest_first(measure.report), _place(measure)))
    return [(report, list(group)) for report, group in groupby(in_order, key=lambda measure: measure.report)]


def _newest_first(report: "Report") -> tuple[int, str, int]:
    return -(report.published_on or date.min).toordinal(), report.title, report.pk


def _place(measure: MonitoredMeasure) -> tuple[int, str, bool, int, str]:
    """Returns a key that sorts by number, parts below their whole."""
    whole = measure.parent or measure
    return whole.order, whole.code_sort, measure.parent is not None, measure.order, measure.code_sort
