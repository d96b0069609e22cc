"""Writes down what was reported on a report as of the day of a round: rows as they are stored, with a checksum.

`reports.measures.frozen` makes pages and files of it. Only what everybody may see once the report is public is kept:
neither drafts, internal notes and remarks nor people.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from catalog.models import MeasureTheme, Office, Responsibility, Section
from catalog.permissions.policy import published_measure
from catalog.row_values import ExactEncoder, deserialised, serialised
from monitoring.models import (
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    MonitoredMeasure,
    Snapshot,
    StatusUpdate,
)
from monitoring.querysets import existing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import Model

    from catalog.models import Report
    from monitoring.models import ReportingRound

FORMAT = 1
LEFT_OUT = frozenset(
    {"internal_note", "remark", "author", "email", "substitute_email", "email_key", "search_text", "letter"}
)
Entries = list[dict[str, Any]]


def freeze(reporting_round: ReportingRound, report: Report, day: date, at: datetime) -> Snapshot:
    """Stores the state of a report as of a day; some queries for each kind of row."""
    text = json.dumps(content_of(report, day), cls=ExactEncoder, ensure_ascii=False, separators=(",", ":"))
    return Snapshot.objects.create(
        round=reporting_round, report=report, text=text, digest=Snapshot.digest_of(text), as_of=day, frozen_at=at
    )


def content_of(report: Report, day: date) -> dict[str, Any]:
    """Returns what is frozen of a report, ready for JSON."""
    sections = Section.objects.filter(report=report)
    themes = sections.exclude(themes=None).values_list("pk", "themes__theme")
    of_measures = MeasureTheme.objects.filter(measure__report=report).order_by().values_list("measure", "theme")
    rows = [row for some in _rows(report, day) for row in some]
    return {
        "format": FORMAT,
        "rows": [without_secrets(entry) for entry in serialised([report, *sections, *rows])],
        "themes_of_sections": [list(pair) for pair in themes],
        "themes_of_measures": [list(pair) for pair in of_measures],
    }


def _rows(report: Report, day: date) -> Iterable[Iterable[Model]]:
    """Yields the rows kind by kind, each in the order in which pages show them."""
    measures = list(MonitoredMeasure.objects.filter(existing(day), published_measure(), report=report))
    ids = [measure.pk for measure in measures]
    of_measures = Q(measure__in=ids)
    yield measures
    yield Office.objects.filter(responsibilities__measure__in=ids).distinct()
    yield Responsibility.objects.filter(of_measures)
    yield StatusUpdate.objects.published().until(day).filter(of_measures)
    yield Milestone.objects.published().filter(of_measures)
    yield Discussion.objects.filter(of_measures)
    yield Indicator.objects.filter(of_measures)
    yield IndicatorTarget.objects.filter(indicator__measure__in=ids)
    yield IndicatorValue.objects.published().filter(indicator__measure__in=ids, as_of__lte=day)


def without_secrets(entry: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in entry["fields"].items() if name not in LEFT_OUT}
    return {**entry, "fields": fields}


class FrozenRows:
    """The rows of a snapshot, in the order they were frozen. They are not to be saved."""

    def __init__(self, snapshot: Snapshot) -> None:
        content = json.loads(snapshot.text)
        self._entries: dict[str, Entries] = defaultdict(list)
        for entry in content["rows"]:
            self._entries[entry["model"]].append(entry)
        self.themes_of_sections: list[tuple[int, int]] = [tuple(pair) for pair in content["themes_of_sections"]]
        self.themes_of_measures: list[tuple[int, int]] = [tuple(pair) for pair in content["themes_of_measures"]]

    def of(self, model: type[Model]) -> list[Any]:
        """Returns the rows of a model as objects of their own, whenever they are asked for."""
        return deserialised(self._entries[model._meta.label_lower])
