"""A report as a closed round has frozen it: measures as their pages load them, made of the rows of the snapshot.

What is shown is what was frozen; whether it is shown, the rules of today decide. What has been deleted since is still
shown, as it was reported; what has been hidden is not. Addresses of report and offices are those of today.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from catalog.models import Measure, Office, Report, Responsibility, Section
from catalog.permissions.policy import published
from catalog.themes import EffectiveThemes
from monitoring.models import (
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    MonitoredMeasure,
    StatusUpdate,
)
from monitoring.models.loaded_report import grouped
from monitoring.models.loaded_status import DatedTarget, RowsBeside, set_status
from monitoring.rounds.review.freezing import FrozenRows
from reports.measures.as_of import look_back

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model

    from catalog.permissions.roles import Visitor
    from monitoring.models import Snapshot

# Which rows of a report are hidden by now is asked by their way to it.
REVIEWED: tuple[tuple[type[Any], str], ...] = (
    (StatusUpdate, "measure__report"),
    (Milestone, "measure__report"),
    (IndicatorValue, "indicator__measure__report"),
)
OF_TODAY = frozenset({"id", "slug", "municipality_id", "predecessor_id", "is_public", "table_view"})


class FrozenReport:
    """The frozen state of a report for a visitor; needs six queries, however many measures there are."""

    def __init__(self, snapshot: Snapshot, report: Report, user: Visitor) -> None:
        self.snapshot = snapshot
        self.day = snapshot.as_of
        self.user = user
        self._rows = FrozenRows(snapshot)
        self.report = self._report_then(report)
        self._hidden = {model: self._hidden_of(model, path) for model, path in REVIEWED}

    def _report_then(self, report: Report) -> Report:
        """Returns the report of today with its title, columns and other texts of then."""
        then, frozen = copy(report), self._rows.of(Report)[0]
        for field in Report._meta.concrete_fields:
            if field.attname not in OF_TODAY:
                setattr(then, field.attname, getattr(frozen, field.attname))
        return then

    def _hidden_of(self, model: type[Any], path: str) -> set[int]:
        rows = model.objects.filter(**{path: self.report.pk}).exclude(published())
        return set(rows.order_by().values_list("pk", flat=True))

    @cached_property
    def sections(self) -> list[Section]:
        """Returns the sections as `once_for_each_theme` loads them."""
        themes = grouped(self._rows.themes_of_sections)
        found = []
        for section in self._rows.of(Section):
            section.report = self.report
            for theme in themes.get(section.pk) or [None]:
                one: Any = copy(section)
                one.own_theme = theme
                found.append(one)
        return found

    @cached_property
    def themes(self) -> EffectiveThemes:
        return EffectiveThemes(self.sections, self.own_themes)

    @property
    def own_themes(self) -> list[tuple[int, int]]:
        """Returns the themes that measures have themselves, as pairs of ids."""
        return self._rows.themes_of_measures

    def measures(self) -> list[MonitoredMeasure]:
        """Returns the measures that the visitor may see, in the order of numbers, with all that pages ask of them."""
        return look_back(self.measures_on(self.day), self.day)

    def measures_on(self, day: date, *, with_later: bool = False) -> list[MonitoredMeasure]:
        """Returns them as they stood on a day, which is that of the snapshot or an earlier one.

        `with_later`: with those that joined the report after it.
        """
        shown = self._visible(self._rows.of(MonitoredMeasure), self.day if with_later else day)
        by_id = {measure.pk: measure for measure in shown}
        for measure in shown:
            measure.report = self.report
            measure.parent = by_id.get(measure.parent_id) if measure.parent_id else None
        beside = self._load(shown, day)
        set_status(shown, day, beside)
        return shown

    def _visible(self, measures: list[MonitoredMeasure], day: date) -> list[MonitoredMeasure]:
        ids = [measure.pk for measure in measures]
        there = Measure.objects.filter(pk__in=ids).order_by()
        hidden = set(there.values_list("pk", flat=True)).difference(
            there.visible_to(self.user).values_list("pk", flat=True)
        )
        known = [one for one in measures if one.pk not in hidden and (one.added_on is None or one.added_on <= day)]
        shown = {one.pk for one in known}
        return [one for one in known if one.parent_id is None or one.parent_id in shown]

    def _shown(self, model: type[Model]) -> list[Any]:
        return [row for row in self._rows.of(model) if row.pk not in self._hidden.get(model, ())]

    def _load(self, measures: list[MonitoredMeasure], day: date) -> RowsBeside:
        """Gives each measure the rows that belong to it, and returns what the rules ask of them."""
        updates = grouped((one.measure_id, one) for one in self._updates(day))
        milestones = grouped((one.measure_id, one) for one in self._shown(Milestone))
        discussions = grouped((one.measure_id, one) for one in self._rows.of(Discussion))
        responsibilities = grouped((one.measure_id, one) for one in self._responsibilities())
        indicators = grouped((one.measure_id, one) for one in self._indicators(day))
        for measure in measures:
            pk = measure.pk
            measure.published_updates = updates[pk]  # type: ignore[attr-defined]
            measure.newest_updates = updates[pk][:1]
            measure.known_milestones = milestones[pk]
            measure.known_discussions = discussions[pk]
            measure.known_indicators = indicators[pk]
            measure.loaded_responsibilities = responsibilities[pk]  # type: ignore[attr-defined]
            for one in (*updates[pk], *milestones[pk], *discussions[pk], *indicators[pk]):
                one.measure = measure
            prefetched(measure, "indicators", Indicator, indicators[pk])
            prefetched(measure, "responsibilities", Responsibility, responsibilities[pk])
        ids = {measure.pk for measure in measures}
        return RowsBeside(
            {pk: word for pk, found in updates.items() if (word := last_word(found))},
            {measure.parent_id for measure in measures if measure.parent_id},
            {pk for pk in indicators if pk in ids and indicators[pk]},
            {pk: dated_targets(found, day) for pk, found in indicators.items()},
        )

    def _updates(self, day: date) -> list[StatusUpdate]:
        """Returns the published updates until a day, each with the one it confirms, the newest first."""
        found = [one for one in self._shown(StatusUpdate) if one.as_of <= day]
        by_id = {one.pk: one for one in found}
        for update in found:
            update.confirms = by_id.get(update.confirms_id)
        return found

    @cached_property
    def offices(self) -> dict[str, Office]:
        """Returns the offices as they were called then, by their addresses of today."""
        offices: list[Office] = self._rows.of(Office)
        slugs = dict(Office.objects.filter(pk__in=[office.pk for office in offices]).values_list("pk", "slug"))
        for office in offices:
            office.municipality = self.report.municipality
            office.slug = slugs.get(office.pk, office.slug)
        return {office.slug: office for office in offices}

    def _responsibilities(self) -> list[Responsibility]:
        offices = {office.pk: office for office in self.offices.values()}
        found: list[Responsibility] = self._rows.of(Responsibility)
        for named in found:
            named.office = offices[named.office_id]
        return found

    def _indicators(self, day: date) -> list[Indicator]:
        targets = grouped((one.indicator_id, one) for one in self._rows.of(IndicatorTarget))
        values = grouped((one.indicator_id, one) for one in self._shown(IndicatorValue) if one.as_of <= day)
        found: list[Indicator] = self._rows.of(Indicator)
        for indicator in found:
            indicator.known_targets, indicator.known_values = targets[indicator.pk], values[indicator.pk]
            prefetched(indicator, "targets", IndicatorTarget, targets[indicator.pk])
            prefetched(indicator, "values", IndicatorValue, values[indicator.pk])
        return found


def prefetched(row: Model, name: str, model: type[Model], rows: list[Any]) -> None:
    """Gives a row what `prefetch_related` would load."""
    queryset: Any = model._default_manager.none()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    cache = vars(row).setdefault("_prefetched_objects_cache", {})
    cache[name] = queryset


def last_word(updates: list[StatusUpdate]) -> tuple[str, date] | None:
    return next(((one.status, one.as_of) for one in updates if one.status), None)


def dated_targets(indicators: list[Indicator], day: date) -> list[DatedTarget]:
    """Returns the targets that name a day in the order of their days."""
    found = [(target, indicator) for indicator in indicators for target in indicator.known_targets if target.due_on]
    return [
        DatedTarget(
            target.due_on,
            target.due,
            target.value,
            indicator.direction,
            indicator.baseline,
            [(value.as_of, value.value) for value in indicator.values.all()] if target.due_on < day else (),
        )
        for target, indicator in sorted(found, key=lambda pair: (pair[0].due_on, pair[0].pk))
    ]
