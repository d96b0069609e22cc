"""The text of a measure in each column of a spreadsheet, both ways.

Built on django-import-export: a resource names the columns, writes a measure as a row and reads a row back. An imported
cell is always compared as text with what the export would write. So a table that is exported and imported unchanged
changes nothing, whatever its columns hold. The library is no app of the settings: as one it would bring pages of the
administration, and every command would load readers of all formats.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from django.utils.formats import date_format
from import_export import fields, resources

from catalog.choices import Horizon, Publication, SectionKind
from catalog.models import Measure, Report, Responsibility, Section, Theme
from catalog.outline import outline
from catalog.texts.costs import Costs
from catalog.texts.plain_text import clean
from catalog.themes import ReportThemes
from monitoring.choices import MeasureColumn, Status
from monitoring.models import MonitoredMeasure
from monitoring.models.measure import MonitoredMeasureQuerySet

SEPARATOR = "; "
PATH_SEPARATOR = " › "
NO_TARGET = "–"
# Columns that are plain texts of the measure, under their own name.
TEXTS = (
    MeasureColumn.TITLE,
    MeasureColumn.DESCRIPTION,
    MeasureColumn.START,
    MeasureColumn.DUE,
    MeasureColumn.STARTING_POSITION,
    MeasureColumn.OBJECTIVE,
    MeasureColumn.STEPS,
    MeasureColumn.DATA_SOURCES,
    MeasureColumn.EFFORT,
    MeasureColumn.PLAIN_LANGUAGE,
    MeasureColumn.PAGES,
    MeasureColumn.PAPER_REFERENCES,
    *(MeasureColumn.MOVED_BY, MeasureColumn.RESOLVED_BY, MeasureColumn.RESOLVED),
    MeasureColumn.INTERNAL_NOTE,
)
SINGLE_LINES = {
    *(MeasureColumn.TITLE, MeasureColumn.START, MeasureColumn.DUE, MeasureColumn.PAGES),
    *(MeasureColumn.MOVED_BY, MeasureColumn.RESOLVED_BY, MeasureColumn.RESOLVED),
}
UPDATE_COLUMNS = {
    MeasureColumn.STATUS,
    MeasureColumn.TEXT,
    MeasureColumn.NEXT_STEPS,
    MeasureColumn.REASON,
    MeasureColumn.AS_OF,
}


def tidy(text: str) -> str:
    """Returns the text for comparing and storing: with line feeds only, without blanks at the ends of lines."""
    text = clean(text).strip()
    return "\n".join(line.rstrip() for line in text.split("\n")) if "\n" in text else text


def kept(column: MeasureColumn, text: str) -> str:
    """Returns the text as its column stores it: some columns hold a single line."""
    return single_line(text) if column in SINGLE_LINES else tidy(text)


def single_line(text: str) -> str:
    return " ".join(clean(text).split())


def place(code: str, order: int) -> str:
    """Returns the code or, for a measure without one, its order: "(3)"."""
    return code or f"({order})"


def named(responsibility: Responsibility) -> str:
    """Returns an office as a cell names it: "Jobcenter [im Rahmen der Pflegekonferenz]"."""
    name = str(responsibility.office)
    return single_line(f"{name} [{responsibility.note}]" if responsibility.note else name)


def figure(value: Any) -> str:
    """Returns 1250.5000 as "1250,5": without separators of thousands, so that it is read back as the same number."""
    return f"{value.normalize():f}".replace(".", ",")


class TargetLike(Protocol):
    """A target, stored or read from a file."""

    @property
    def value(self) -> Decimal | None: ...
    @property
    def statement(self) -> str: ...
    @property
    def due(self) -> str: ...


def target_line(target: TargetLike, unit: str) -> str:
    """Returns a target in one line: "38 %; mindestens (Ende 2023)"."""
    parts = [f"{figure(target.value)} {unit}".strip()] if target.value is not None else []
    if target.statement:
        parts.append(target.statement)
    line = SEPARATOR.join(parts)
    return single_line(f"{line} ({target.due})" if target.due else line)


class ColumnField(fields.Field):
    """A column that takes its text from a measure through its resource."""

    def __init__(self, resource: "MeasureResource", column: MeasureColumn) -> None:
        super().__init__(column_name=column.value, attribute=column.value)
        self.resource, self.column = resource, column

    def export(self, instance: MonitoredMeasure, **kwargs: Any) -> str:
        return self.resource.says(instance, self.column)


def _update(attribute: str) -> Any:
    def read(measure: MonitoredMeasure) -> str:
        update = measure.newest_update
        return tidy(getattr(update.told, attribute)) if update else ""

    return read


def _status(measure: MonitoredMeasure) -> str:
    update = measure.newest_update
    return str(Status(update.status).label) if update and update.status else ""


def _as_of(measure: MonitoredMeasure) -> str:
    update = measure.newest_update
    return date_format(update.as_of, "d.m.Y") if update else ""


def _indicator_lines(measure: MonitoredMeasure) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for indicator in measure.indicators.all():
        targets = [target_line(target, indicator.unit) for target in indicator.targets.all()]
        lines += [(single_line(indicator.name), target) for target in targets or [NO_TARGET]]
    return lines


def _target_lines(measure: MonitoredMeasure) -> str:
    """Returns the targets line by line, in the order of the names of the indicators."""
    targets = [target for _name, target in _indicator_lines(measure)]
    while targets and targets[-1] == NO_TARGET:
        targets.pop()
    return "\n".join(targets)


def costs_of(measure: Measure) -> Costs:
    return Costs(measure.costs_amount, measure.costs_kind, single_line(measure.costs))


READERS: dict[MeasureColumn, Any] = {
    MeasureColumn.CODE: lambda m: place(m.parent.code, m.parent.order) if m.parent else place(m.code, m.order),
    MeasureColumn.PART: lambda m: place(m.code, m.order) if m.parent else "",
    MeasureColumn.LEAD: lambda m: SEPARATOR.join(named(r) for r in m.leads),
    MeasureColumn.PARTICIPATING: lambda m: SEPARATOR.join(named(r) for r in m.participating),
    MeasureColumn.HORIZON: lambda m: str(Horizon(m.horizon).label) if m.horizon else "",
    MeasureColumn.STATUS: _status,
    MeasureColumn.TEXT: _update("text"),
    MeasureColumn.NEXT_STEPS: _update("next_steps"),
    MeasureColumn.REASON: _update("reason"),
    MeasureColumn.AS_OF: _as_of,
    MeasureColumn.COSTS: lambda m: str(costs_of(m)),
    MeasureColumn.INDICATOR: lambda m: "\n".join(name for name, _target in _indicator_lines(m)),
    MeasureColumn.TARGET: _target_lines,
    MeasureColumn.PUBLICATION: lambda m: str(Publication(m.publication).label),
    MeasureColumn.PREVIOUS: lambda m: str(m.predecessor) if m.predecessor else "",
}


class MeasureResource(resources.ModelResource):
    """The columns of a table of measures, in the order of MeasureColumn."""

    class Meta:
        model = MonitoredMeasure
        fields: tuple[str, ...] = ()
        skip_unchanged = True

    def __init__(
        self,
        sections: Iterable[Section],
        columns: Iterable[MeasureColumn] = MeasureColumn.written(),
        reports: Iterable[Report] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.fields = {column.value: ColumnField(self, column) for column in columns}
        self.section_paths = section_paths(sections)
        self.reports = reports

    @cached_property
    def themes(self) -> ReportThemes:
        return ReportThemes(self.reports)

    @cached_property
    def themes_of(self) -> Callable[[Measure], Iterable[Theme]]:
        return self.themes.of

    def get_export_order(self) -> list[str]:
        return list(self.fields)

    get_import_order = get_export_order

    def says(self, measure: MonitoredMeasure, column: MeasureColumn) -> str:
        """Returns the text of one cell; needs a measure loaded by `for_rows`."""
        if column in TEXTS:
            return kept(column, getattr(measure, column.value))
        if column is MeasureColumn.SECTION:
            return self.section_paths.get(measure.section_id or 0, "")
        if column is MeasureColumn.THEMES:
            return SEPARATOR.join(theme.name for theme in self.themes_of(measure))
        text: str = READERS[column](measure)
        return text


def section_name(section: Section) -> str:
    """Returns the title with the kind, unless that is a mere part of the report: "Zielgruppe: Kinder"."""
    title = single_line(section.title)
    return title if section.kind == SectionKind.PART else f"{SectionKind(section.kind).label}: {title}"


def section_paths(sections: Iterable[Section], name: Callable[[Section], str] = section_name) -> dict[int, str]:
    """Returns the names from the top section down: "Kinder und Jugendliche › Zielgruppe: Kinder"."""
    paths: dict[int, str] = {}
    above: list[str] = []
    for depth, section in outline(sections):
        above = [*above[:depth], name(section)]
        paths[section.pk] = PATH_SEPARATOR.join(above)
    return paths


def for_rows(
    measures: MonitoredMeasureQuerySet,
    columns: Iterable[MeasureColumn] = MeasureColumn.written(),
    as_of: date | None = None,
) -> MonitoredMeasureQuerySet:
    """Returns the measures with what the cells of these columns need on a day (default: today).

    The number of queries does not grow with the number of measures.
    """
    wanted = set(columns)
    measures = measures.select_related("parent")
    if wanted & UPDATE_COLUMNS:
        measures = measures.with_newest_update(as_of)
    if wanted & {MeasureColumn.LEAD, MeasureColumn.PARTICIPATING}:
        measures = measures.with_responsibilities()
    if MeasureColumn.PREVIOUS in wanted:
        measures = measures.select_related("predecessor__parent")
    if wanted & {MeasureColumn.INDICATOR, MeasureColumn.TARGET}:
        measures = measures.prefetch_related("indicators__targets")
    return measures
