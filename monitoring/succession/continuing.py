"""Begins the next report: takes over sections and measures with what was planned, not what was reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from catalog.choices import AuditKind
from catalog.locking.row_locks import lock_report, writing
from catalog.models import AuditEntry, Measure, MeasureTheme, Report, Responsibility, Section, SectionTheme
from catalog.outline import outline
from catalog.row_values import source_columns, values_of
from catalog.texts.web_names import free_web_name
from monitoring.choices import ReviewState
from monitoring.models import Indicator, IndicatorTarget, Milestone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from catalog.models import User

BATCH = 500
# What is taken over as it is; the rest is made anew or belongs to the earlier report alone.
OF_REPORT = ("municipality_id", "kind", "compiled_by", "columns", "row_order", "table_view", "reporting_interval")
NOT_OF_MEASURE = frozenset({"id", "added_on", "pages", "original_due", "change_reason", "moved_on"})


@dataclass(frozen=True, kw_only=True)
class NextReport:
    """What the next report is to be: its own facts, and the ids of the sections and measures it takes over.

    `codes` holds the new numbers of measures that get one. The earlier report is closed on the first day, if it
    `closes` at all.
    """

    title: str
    begins_on: date
    sections: Collection[int] = ()
    measures: Collection[int] = ()
    codes: Mapping[int, str] = field(default_factory=dict)
    closes: bool = True


def begin_next(report: Report, wish: NextReport, by: User | None) -> Report:
    """Returns the next report, which is not public yet. All in one transaction; raises BusyError."""
    with writing():
        lock_report(report.pk)
        report.refresh_from_db()
        return _Continuation(report, wish, by).carry_out()


class _Continuation:
    def __init__(self, report: Report, wish: NextReport, by: User | None) -> None:
        self.report, self.wish, self.by = report, wish, by
        with translation.override(settings.LANGUAGE_CODE):
            self.reason = _("taken over from “%(report)s”")[:100] % {"report": report.title[:60]}

    def carry_out(self) -> Report:
        new = self._report()
        sections = self._sections(new)
        measures = self._measures(new, sections)
        self._belongings(measures)
        if self.wish.closes:
            self._close()
        AuditEntry.record(AuditKind.CONTINUED, person=self.by, subject=new.title, municipality=self.report.municipality)
        return new

    def _report(self) -> Report:
        beside = Report.objects.filter(municipality=self.report.municipality_id)
        new = Report(**{name: getattr(self.report, name) for name in OF_REPORT})
        new.title, new.predecessor = self.wish.title, self.report
        new.published_on = new.period_start = self.wish.begins_on
        new.slug = free_web_name(new.title, beside.values_list("slug", flat=True))
        self._save(new)
        return new

    def _sections(self, new: Report) -> dict[int, Section]:
        """Returns the new sections by the ids of the old ones; those above come first."""
        made: dict[int, Section] = {}
        for _depth, old in outline(self.report.sections.filter(pk__in=self.wish.sections)):
            section = Section(**values_of(old, source_columns(Section)))
            section.pk, section.report, section.pages = None, new, ""
            section.parent = made.get(old.parent_id or 0)
            self._save(section)
            made[old.pk] = section
        themes = SectionTheme.objects.filter(section__in=made)
        self._create(
            SectionTheme, [SectionTheme(section=made[row.section_id], theme_id=row.theme_id) for row in themes]
        )
        return made

    def _measures(self, new: Report, sections: Mapping[int, Section]) -> dict[int, Measure]:
        """Returns the new measures by the ids of the old ones. A part is taken over only with its whole."""
        made: dict[int, Measure] = {}
        chosen = self.report.measures.filter(pk__in=self.wish.measures)
        for are_parts in (False, True):
            rows = chosen.filter(parent__isnull=not are_parts).order_by("pk")
            of_wholes = [old for old in rows if not are_parts or old.parent_id in made]
            fresh = [self._measure(old, new, sections, made) for old in of_wholes]
            self._create(Measure, fresh)
            made |= {old.pk: measure for old, measure in zip(of_wholes, fresh, strict=True)}
        return made

    def _measure(
        self, old: Measure, new: Report, sections: Mapping[int, Section], made: Mapping[int, Measure]
    ) -> Measure:
        kept = [column for column in source_columns(Measure) if column.name not in NOT_OF_MEASURE]
        measure = Measure(**values_of(old, kept))
        measure.report, measure.predecessor = new, old
        measure.section = sections.get(old.section_id or 0)
        measure.parent = made.get(old.parent_id or 0)
        measure.code = self.wish.codes.get(old.pk, old.code)
        return measure

    def _belongings(self, measures: Mapping[int, Measure]) -> None:
        """Takes over responsibilities, themes, open milestones, indicators and their targets."""
        self._copy(Responsibility, Responsibility.objects.filter(measure__in=measures), "measure", measures)
        self._copy(MeasureTheme, MeasureTheme.objects.filter(measure__in=measures), "measure", measures)
        open_ones = Milestone.objects.filter(measure__in=measures, done_on__isnull=True)
        self._copy(Milestone, open_ones.filter(publication=ReviewState.PUBLISHED), "measure", measures)
        indicators = self._copy(Indicator, Indicator.objects.filter(measure__in=measures), "measure", measures)
        self._copy(IndicatorTarget, IndicatorTarget.objects.filter(indicator__in=indicators), "indicator", indicators)

    def _copy(self, model: Any, rows: Iterable[Any], above: str, made: Mapping[int, Any]) -> dict[int, Any]:
        """Writes copies of rows below the new rows above them; returns the copies by the ids of the originals."""
        fresh: dict[int, Any] = {}
        for old in rows:
            copy = model(**values_of(old, source_columns(model)))
            copy.pk = None
            setattr(copy, above, made[getattr(old, f"{above}_id")])
            if isinstance(copy, Milestone):
                copy.original_due, copy.change_reason, copy.moved_on = "", "", None
            fresh[old.pk] = copy
        self._create(model, list(fresh.values()))
        return fresh

    def _close(self) -> None:
        """Closes the earlier report, or notes the day on which the daily command does."""
        if self.wish.begins_on <= timezone.localdate():
            self.report.is_closed = True
        else:
            self.report.closes_on = self.wish.begins_on
        self._save(self.report)

    def _save(self, row: Any) -> None:
        row._change_reason, row._history_user = self.reason, self.by
        row.save()

    def _create(self, model: type[Any], rows: list[Any]) -> None:
        if rows:
            bulk_create_with_history(
                rows, model, batch_size=BATCH, default_user=self.by, default_change_reason=self.reason
            )


def close_due(today: date) -> int:
    """Closes the reports whose day has come; returns their number."""
    number = 0
    for key in Report.objects.filter(closes_on__lte=today, is_closed=False).values_list("pk", flat=True):
        with writing():
            lock_report(key)
            report: Any = Report.objects.get(pk=key)
            with translation.override(settings.LANGUAGE_CODE):
                report._change_reason = _("closed on its day")
            report.is_closed = True
            report.save()
        number += 1
    return number
