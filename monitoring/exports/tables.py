"""Measures as a table for download, in the form in which an import reads it back.

A file is in the language of the installation, not of the page it was asked for on: two people who fetch a table get the
same one, and its words are those an import knows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from catalog.models import Report, Section
from catalog.on_demand import on_demand
from catalog.outline import outline
from monitoring.choices import MeasureColumn
from monitoring.exports.resources import MeasureResource, for_rows
from monitoring.models import MonitoredMeasure
from monitoring.models.measure import MonitoredMeasureQuerySet
from monitoring.tables.opendocument import writing as opendocument
from monitoring.tables.writing import Cell, plain_day, write_csv

CSV = "text/csv; charset=utf-8"
REPORT_HEADING = gettext_lazy("Municipality and report")
ODS = opendocument.TYPE
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The columns whose plain days are dates for a spreadsheet. Elsewhere "01.02.2003" may be a code.
DAY_COLUMNS = frozenset({MeasureColumn.START, MeasureColumn.DUE, MeasureColumn.AS_OF, MeasureColumn.RESOLVED})

write_xlsx: Callable[..., bytes] = on_demand("monitoring.tables.excel.writing.write_xlsx")


def language_of_files() -> override:
    return override(settings.LANGUAGE_CODE)


def file_name(report: Report) -> str:
    """Returns the name without an ending: "heidelberg-soziale-lage-2018"."""
    return f"{report.municipality.slug}-{report.slug}"


@dataclass(frozen=True, slots=True)
class ExtraColumn:
    """A column that no import reads; `key` is its name for machines, `kind` its type in the data package."""

    key: str
    label: str | Promise
    read: Callable[[MonitoredMeasure], Cell]
    kind: str = "string"


class MeasureTable:
    """The measures as known on a day, section by section, parts below their measure.

    Measures of several reports get one more column that names it. Needs one query for the sections, one for the
    measures and one for each kind of row that belongs to them.
    """

    def __init__(
        self,
        measures: MonitoredMeasureQuerySet,
        columns: Iterable[MeasureColumn] = MeasureColumn.written(),
        as_of: date | None = None,
        extras: Iterable[ExtraColumn] = (),
    ) -> None:
        wanted = tuple(columns)
        loaded = list(for_rows(measures, wanted, as_of).select_related("report__municipality"))
        sections = list(Section.objects.filter(report__in={measure.report_id for measure in loaded}))
        self._fill(loaded, sections, wanted, extras)

    @classmethod
    def of_loaded(
        cls,
        measures: Iterable[MonitoredMeasure],
        sections: Iterable[Section],
        columns: Iterable[MeasureColumn],
        extras: Iterable[ExtraColumn] = (),
    ) -> Self:
        """Returns a table of measures that have all that cells need, such as those of an earlier day; no query."""
        table = cls.__new__(cls)
        table._fill(list(measures), list(sections), tuple(columns), extras)
        return table

    def _fill(
        self,
        measures: list[MonitoredMeasure],
        sections: list[Section],
        columns: tuple[MeasureColumn, ...],
        extras: Iterable[ExtraColumn],
    ) -> None:
        self.columns, self.extras = columns, tuple(extras)
        self.reports = list({measure.report_id: measure.report for measure in measures}.values())
        self.measures = in_order(measures, sections)
        with language_of_files():
            self.resource = MeasureResource(sections, self.columns, self.reports)

    @property
    def names_report(self) -> bool:
        return len(self.reports) > 1

    @property
    def title(self) -> str:
        with language_of_files():
            return _("Measures") if self.names_report or not self.reports else self.reports[0].full_title

    @property
    def name(self) -> str:
        """Returns the name of a file, without an ending: "heidelberg-soziale-lage-2018"."""
        return "massnahmen" if self.names_report or not self.reports else file_name(self.reports[0])

    def headings(self) -> list[str]:
        with language_of_files():
            first = [str(REPORT_HEADING)] if self.names_report else []
            own = [str(column.label) for column in self.columns]
            return [*first, *own, *(str(extra.label) for extra in self.extras)]

    def rows(self) -> list[list[Cell]]:
        with language_of_files():
            return [self._row(measure) for measure in self.measures]

    def csv(self) -> bytes:
        return write_csv(self.headings(), self.rows())

    def xlsx(self) -> bytes:
        with language_of_files():
            return write_xlsx(self.headings(), self.rows(), self.title, repeated=3 if self.names_report else 2)

    def ods(self) -> bytes:
        with language_of_files():
            return opendocument.write_ods(self.headings(), self.rows())

    def _row(self, measure: MonitoredMeasure) -> list[Cell]:
        row: list[Cell] = [measure.report.full_title] if self.names_report else []
        row += [self._cell(measure, column) for column in self.columns]
        return row + [extra.read(measure) for extra in self.extras]

    def _cell(self, measure: MonitoredMeasure, column: MeasureColumn) -> Cell:
        text = self.resource.says(measure, column)
        return plain_day(text) if column in DAY_COLUMNS else text


def in_order(measures: Iterable[MonitoredMeasure], sections: Iterable[Section]) -> list[MonitoredMeasure]:
    """Returns the measures report by report and section by section; parts follow their measure."""
    places = {section.pk: place for place, (_depth, section) in enumerate(outline(sections))}

    def place(measure: MonitoredMeasure) -> tuple[Any, ...]:
        whole = measure.parent or measure
        report = (str(measure.report.municipality), measure.report.title, measure.report_id)
        of_whole = (places.get(whole.section_id or 0, -1), whole.order, whole.code_sort, whole.pk)
        of_part = (measure.parent_id is not None, measure.order, measure.code_sort, measure.pk)
        return (*report, *of_whole, *of_part)

    return sorted(measures, key=place)
