"""What an import of indicator values would do: value by value, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from catalog import deadlines
from catalog.fields import longest, too_long
from catalog.models import Report
from catalog.texts import codes, figures
from monitoring.choices import ValueColumn
from monitoring.exports.resources import figure, place, tidy
from monitoring.imports.answers import LEAVE, Answers
from monitoring.imports.planning.base import PlanBase
from monitoring.imports.planning.entry import CellChange, EntryKind
from monitoring.imports.planning.findings import Findings
from monitoring.imports.planning.offices import fold
from monitoring.imports.planning.problems import Problem
from monitoring.imports.planning.stored import Stored
from monitoring.imports.reading.measure_row import MeasureRow
from monitoring.imports.reading.rows import PLACE
from monitoring.imports.values.value_headings import heading_day
from monitoring.models import Indicator, IndicatorValue, MonitoredMeasure
from monitoring.tables import ColumnHeading, Record, Table
from monitoring.tables.writing import restore

LONGEST = {
    ValueColumn.INDICATOR: longest(Indicator, "name"),
    ValueColumn.UNIT: longest(Indicator, "unit"),
    ValueColumn.NOTE: longest(IndicatorValue, "note"),
}


@dataclass(slots=True)
class Named:
    """The measure and the indicator that a row is about; None for an indicator that is to be created."""

    measure: MonitoredMeasure
    label: str
    name: str
    unit: str
    indicator: Indicator | None = None


@dataclass(frozen=True, slots=True)
class ValueCell:
    """A cell with a value, and the column that messages name; `note` is None where the file has no column for it."""

    column: str
    as_of: date
    text: str
    note: str | None = None

    @property
    def day(self) -> str:
        return date_format(self.as_of, "d.m.Y")


@dataclass(frozen=True, slots=True)
class ValuePlace:
    """Where a value stands in the file, and what the preview calls it: "A3 · Beratungen · 31.12.2020"."""

    number: int
    label: str


@dataclass(slots=True)
class ValueEntry:
    """One value of the file beside the one of the database; `value` is None where it is to be removed."""

    row: ValuePlace
    named: Named
    as_of: date
    value: Decimal | None
    note: str | None
    stored: IndicatorValue | None
    changes: list[CellChange] = field(default_factory=list)

    @property
    def kind(self) -> EntryKind:
        if not self.changes:
            return EntryKind.UNCHANGED
        return EntryKind.CHANGED if self.stored else EntryKind.NEW


class ValuePlan(PlanBase[ValueEntry]):
    """The values of a file in its order, and everything that stands in the way."""

    def __init__(
        self,
        report: Report,
        table: Table,
        columns: Mapping[int, ValueColumn],
        answers: Answers,
    ) -> None:
        super().__init__(report, answers, answers.as_of or table.as_of or timezone.localdate())
        self.findings = Findings(self._column, answers)
        self.entries = []
        self.headings: dict[ValueColumn, ColumnHeading] = {}
        self.days: list[tuple[ColumnHeading, date]] = []
        for heading in table.headings:
            column = columns.get(heading.index)
            if column is ValueColumn.VALUE_ON:
                if day := heading_day(heading.text):
                    self.days.append((heading, day))
            elif column:
                self.headings[column] = heading
        self.asks_for_day = ValueColumn.VALUE in self.headings and ValueColumn.AS_OF not in self.headings
        self._stored = Stored(report, ())
        self._indicators: dict[int, dict[str, Indicator]] = {}
        self._values: dict[tuple[int, date], IndicatorValue] = {}
        self._load()
        self._first_cells: dict[tuple[int, str, date], tuple[int, str]] = {}
        self._above: tuple[str, str, str] | None = None
        self._indicator_above = ""
        self._signs: dict[str, list[Problem]] = {}  # instead of a number, and where they stand
        for record in table.records:
            self._take(record)
        self._name_signs()
        self.findings.leave_out_wrong()

    def _name_signs(self) -> None:
        """Says once for each sign what it means: no value, for a reason."""
        for sign, places in self._signs.items():
            if sign:
                message = _("“%(sign)s” is no value: %(reason)s. Cells with it: %(cells)s.")
                values = {"sign": sign, "reason": places[0].message, "cells": len(places)}
                self.findings.warnings.append(Problem(places[0].row, message % values, places[0].column))

    def _load(self) -> None:
        indicators = Indicator.objects.filter(measure__report=self.report).prefetch_related("values")
        for indicator in indicators:
            self._indicators.setdefault(indicator.measure_id, {})[fold(indicator.name)] = indicator
            for value in indicator.values.all():
                self._values[indicator.pk, value.as_of] = value

    # One row

    def _take(self, record: Record) -> None:
        cells = {column: tidy(restore(record.cells[heading.index])) for column, heading in self.headings.items()}
        for column, most in LONGEST.items():
            if len(cells.get(column, "")) > most:
                self.findings.problem(record, column, too_long(cells[column], most))
                return
        named = self._named(record, cells)
        if named is None:
            return
        if ValueColumn.VALUE in self.headings and (day := self._day(record, cells)):
            text, note = cells[ValueColumn.VALUE], cells.get(ValueColumn.NOTE)
            self._value(record, named, ValueCell(self._column(ValueColumn.VALUE), day, text, note))
        for heading, day in self.days:
            text = tidy(restore(record.cells[heading.index]))
            self._value(record, named, ValueCell(f"{heading.letter} {heading.text}", day, text))

    def _named(self, record: Record, cells: dict[ValueColumn, str]) -> Named | None:
        """Returns the indicator of a row; without number and title it is about the measure of the row above."""
        own = tuple(
            " ".join(cells.get(column, "").split())
            for column in (ValueColumn.CODE, ValueColumn.PART, ValueColumn.TITLE)
        )
        name = " ".join(cells.get(ValueColumn.INDICATOR, "").split())
        if any(own):
            if own[1] and not own[0] and self._above:
                own = (self._above[0], own[1], own[2])
            self._above, self._indicator_above = own, name  # type: ignore[assignment]
        elif self._above is None:
            self.findings.problem(
                record, ValueColumn.CODE, _("There is no number, and none above that the value belongs to.")
            )
            return None
        name = name or self._indicator_above
        self._indicator_above = name
        code, part, title = self._above or ("", "", "")
        measure = self._find(record.number, code, part, title)
        if measure is None:
            message = _(
                "There is no measure “%(code)s” in this report. Correct the number, or import the measure first."
            )
            column = ValueColumn.CODE if code else ValueColumn.TITLE
            self.findings.problem(record, column, message % {"code": (f"{code} {part}".strip() or title)[:100]})
            return None
        return self._of_measure(record, measure, name, cells.get(ValueColumn.UNIT, ""))

    def _find(self, number: int, code: str, part: str, title: str) -> MonitoredMeasure | None:
        def row(code: str, whole: MeasureRow | None = None) -> MeasureRow:
            place = PLACE.fullmatch(code)
            order = int(place["order"]) if place else 0
            return MeasureRow(number, "" if place else code, (), {}, whole=whole, order=order)

        if not code:
            return self._stored.titled(title)
        whole = row(code)
        return self._stored.find(row(part, whole) if part else whole)

    def _of_measure(self, record: Record, measure: MonitoredMeasure, name: str, unit: str) -> Named | None:
        known = self._indicators.get(measure.pk, {})
        label = measure_label(measure)
        if not name:
            if len(known) == 1:
                indicator = next(iter(known.values()))
                return Named(measure, label, indicator.name, unit, indicator)
            message = _("Say which indicator is meant: the measure %(code)s has %(number)s.")
            self.findings.problem(record, ValueColumn.INDICATOR, message % {"code": label, "number": len(known)})
            return None
        named = Named(measure, label, name, unit, known.get(fold(name)))
        return named if named.indicator else self._decided(record, named)

    def _decided(self, record: Record, named: Named) -> Named | None:
        """Returns what was decided about an indicator that nobody knows; None where it is to be left out."""
        if self.answers.create_indicators:
            return named
        word = f"{named.label}: {named.name}"
        unknown = self.findings.note("indicators", word, record, ValueColumn.INDICATOR)
        unknown.candidates = list(self._indicators.get(named.measure.pk, {}).values())
        answer = self.answers.indicators.get(fold(word))
        if answer == LEAVE:
            return None
        named.indicator = next((one for one in unknown.candidates if str(one.pk) == answer), None)
        return named

    def _day(self, record: Record, cells: dict[ValueColumn, str]) -> date | None:
        text = cells.get(ValueColumn.AS_OF, "")
        if not text:
            if ValueColumn.AS_OF in self.headings and not figures.no_value(cells[ValueColumn.VALUE]):
                self.findings.problem(record, ValueColumn.AS_OF, _("The day of the value is missing."))
            return self.as_of if self.asks_for_day else None
        try:
            return deadlines.read(text).last
        except deadlines.UnreadableDeadlineError:
            message = _("“%(text)s” is not a day. Write, for example, 31.12.2023, 2023 or 3. Quartal 2023.")
            self.findings.problem(record, ValueColumn.AS_OF, message % {"text": text[:100]})
            return None

    def _value(self, record: Record, named: Named, cell: ValueCell) -> None:
        stored = self._values.get((named.indicator.pk, cell.as_of)) if named.indicator else None
        name = named.indicator.name if named.indicator else named.name
        place = ValuePlace(record.number, f"{named.label} · {name} · {cell.day}")
        if reason := figures.no_value(cell.text):  # which is not zero
            self._signs.setdefault(cell.text, []).append(Problem(record.number, reason, cell.column))
            if stored and self.answers.blank_empty:
                change = CellChange(ValueColumn.VALUE, figure(stored.value), "")
                self.entries.append(ValueEntry(place, named, cell.as_of, None, None, stored, [change]))
            return
        found = self._figure(record, named, cell)
        if found is None or self._stands_above(record, named, cell):
            return
        value = found.value
        if not found.is_exact and not cell.note:
            cell = replace(cell, note=cell.text)
        entry = ValueEntry(place, named, cell.as_of, value, cell.note, stored)
        if stored is None or stored.value != value:
            old = figure(stored.value) if stored else ""
            entry.changes.append(CellChange(ValueColumn.VALUE, old, f"{figure(value)} {self._unit(named)}".strip()))
        before = stored.note if stored else ""
        if cell.note is None or cell.note == before or not (cell.note or self.answers.blank_empty):
            entry.note = None
        else:
            entry.changes.append(CellChange(ValueColumn.NOTE, before, cell.note))
        if cell.as_of > timezone.localdate():
            message = _("%(day)s is still to come. Check the day.")
            self.findings.warnings.append(Problem(record.number, message % {"day": cell.day}, cell.column))
        self.entries.append(entry)

    def _stands_above(self, record: Record, named: Named, cell: ValueCell) -> bool:
        """Tells whether the same value stands above, which blocks the import: nobody could say which row counts."""
        indicator = str(named.indicator.pk) if named.indicator else fold(named.name)
        here = (record.number, cell.column)
        first = self._first_cells.setdefault((named.measure.pk, indicator, cell.as_of), here)
        if first is here:
            return False
        message = _("A value of %(day)s stands in row %(first)s already. Each indicator may have one value a day.")
        self.findings.problems.append(
            Problem(record.number, message % {"day": cell.day, "first": first[0]}, cell.column)
        )
        return True

    def _figure(self, record: Record, named: Named, cell: ValueCell) -> figures.WrittenFigure | None:
        found = figures.read(cell.text)
        if found is None or not (found.is_exact or found.is_about):
            refusal = _("“%(text)s” is no single number, only a limit or a range. Write one number, or leave it empty.")
            if found is None:
                refusal = _(
                    "“%(text)s” is not a number. Write, for example, 1250 or 12,5; leave the cell empty for no value."
                )
            self.findings.problems.append(Problem(record.number, refusal % {"text": cell.text[:100]}, cell.column))
            return None
        if not self._has_unit(record, named, found.unit, cell.column):
            return None
        if found.was_rounded or not found.is_exact:
            message = _("“%(text)s” is taken for %(number)s.") % {"text": cell.text, "number": figure(found.value)}
            self.findings.warnings.append(Problem(record.number, message, cell.column))
        return found

    @staticmethod
    def _unit(named: Named) -> str:
        return named.indicator.unit if named.indicator else named.unit

    def _has_unit(self, record: Record, named: Named, beside: str, where: str) -> bool:
        """Tells whether a value has the unit of its indicator; another would be wrong by a factor nobody sees later."""
        if named.indicator is None:
            named.unit = named.unit or beside
        unit = self._unit(named)
        for given, column in ((named.unit, self._column(ValueColumn.UNIT)), (beside, where)):
            if given and fold(given) != fold(unit) and not figures.same_unit(given, unit):
                message = _(
                    "The unit “%(given)s” is not “%(unit)s”, the one of the indicator. Convert the value, or leave out "
                    "the unit."
                )
                self.findings.problems.append(Problem(record.number, message % {"given": given, "unit": unit}, column))
                return False
        return True

    def _column(self, column: ValueColumn) -> str:
        heading = self.headings.get(column)
        return f"{heading.letter} {heading.text}".strip() if heading else ""


def measure_label(measure: MonitoredMeasure) -> str:
    """Returns a measure as a list names it: "A3", "S2 M1"."""
    own = place(measure.code, measure.order)
    return codes.joined(place(measure.parent.code, measure.parent.order), own) if measure.parent else own
