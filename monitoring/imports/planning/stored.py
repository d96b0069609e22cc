"""What the database holds of a report at this moment, found as a file names it."""

from collections.abc import Iterable
from datetime import date

from catalog.models import Office, Report
from catalog.texts import codes
from monitoring.choices import MeasureColumn
from monitoring.exports.resources import MeasureResource, for_rows
from monitoring.imports.planning.offices import OfficeBook, fold
from monitoring.imports.planning.sections import SectionBook, path_of
from monitoring.imports.reading.measure_row import MeasureRow
from monitoring.models import MonitoredMeasure, StatusUpdate


class Stored:
    """The measures, sections, offices and published reports beside which a file is laid."""

    def __init__(self, report: Report, columns: Iterable[MeasureColumn]) -> None:
        self.report = report
        self.titles_of_several: frozenset[str] = frozenset()  # that a file gives to measures of different sections
        sections = list(report.sections.all())
        self.resource = MeasureResource(sections, reports=[report])
        self.sections = SectionBook(sections, self.resource.section_paths)
        self.offices = OfficeBook(Office.objects.filter(municipality=report.municipality_id))
        self.measures = list(for_rows(MonitoredMeasure.objects.filter(report=report), columns))
        self.updates = self._published_updates()
        self._by_code: dict[tuple[int | None, str], MonitoredMeasure] = {}
        self._by_order: dict[tuple[int | None, int], MonitoredMeasure] = {}
        self._by_title: dict[tuple[int | None, str], list[MonitoredMeasure]] = {}
        self._titled: dict[str, list[MonitoredMeasure]] = {}
        for measure in self.measures:
            if measure.code:
                self._by_code[measure.parent_id, measure.code_key] = measure
            else:
                self._by_order[measure.parent_id, measure.order] = measure
            self._by_title.setdefault((measure.parent_id, fold(measure.title)), []).append(measure)
            self._titled.setdefault(fold(measure.title), []).append(measure)

    def find(self, row: MeasureRow) -> MonitoredMeasure | None:
        """Returns the measure a row means: by code, by place or by title."""
        parent = None
        if row.whole is not None:
            whole = self.find(row.whole)
            if whole is None:
                return None
            parent = whole.pk
        if row.code:
            return self.with_code(parent, row.code)
        if row.order:
            return self._by_order.get((parent, row.order)) or self.with_code(parent, f"({row.order})")
        alike = self._alike(parent, row)
        return alike[0] if len(alike) == 1 else None

    def _alike(self, parent: int | None, row: MeasureRow) -> list[MonitoredMeasure]:
        """Returns the measures of a title; where several have it, or the file twice, those of the same section."""
        title = fold(row.cells.get(MeasureColumn.TITLE, ""))
        alike = self._by_title.get((parent, title), [])
        if (len(alike) > 1 or title in self.titles_of_several) and row.section:
            section = self.sections.find(path_of(row.section))
            return [one for one in alike if section is not None and one.section_id == section.pk]
        return alike

    def is_ambiguous(self, row: MeasureRow) -> bool:
        """Tells whether only the title names the measure, and several have it. Parts have a number or a place."""
        return row.whole is None and not row.code and not row.order and len(self._alike(None, row)) > 1

    def only_titled(self, title: str) -> MonitoredMeasure | None:
        """Returns the only measure of this title that is no part."""
        same = self._by_title.get((None, fold(title)), []) if title else []
        return same[0] if len(same) == 1 else None

    def titled(self, title: str) -> MonitoredMeasure | None:
        """Returns the only measure or part of this title."""
        same = self._titled.get(fold(title), [])
        return same[0] if len(same) == 1 else None

    def with_code(self, parent: int | None, code: str) -> MonitoredMeasure | None:
        return self._by_code.get((parent, codes.normalise(code)))

    def _published_updates(self) -> dict[int, dict[date, StatusUpdate]]:
        updates: dict[int, dict[date, StatusUpdate]] = {}
        for update in StatusUpdate.objects.published().with_confirmed().filter(measure__report=self.report):
            updates.setdefault(update.measure_id, {})[update.as_of] = update
        return updates
