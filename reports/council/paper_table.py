"""The status table of a paper, and its indicators, as tables of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from catalog.choices import Column as ReportColumn
from catalog.texts.plain_text import one_line
from reports.documents.cells import View, content, dated_target, day_of, part_described
from reports.documents.document import DocCell, DocColumn, DocGroup, DocRow, DocTable
from reports.texts.numbers import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitoring.models import Indicator
    from monitoring.models.progress import Progress
    from reports.council.paper_data import PaperData
    from reports.measures.table.rows import TableRow as StatusRow


def status_table(facts: PaperData) -> DocTable:
    """Returns the measures that the paper shows, under the sections of the report."""
    table = facts.table
    columns = tuple(DocColumn(str(column.heading)) for column in table.columns)
    groups = []
    for group in table.groups:
        for heading in group.headings:
            title = str(heading.section.title if heading.section else group.title)
            rows = _rows((row for row in heading.rows if is_shown(row, facts.shown)), facts)
            if rows:
                groups.append(DocGroup(one_line(title), rows))
    return DocTable("", columns, tuple(groups))


def measures_in(facts: PaperData) -> list[int]:
    """Returns the ids of the measures and parts that have a row."""
    headings = (heading for group in facts.table.groups for heading in group.headings)
    found = {row.measure for heading in headings for row in heading.rows if is_shown(row, facts.shown)}
    return sorted({pk for measure in found for pk in (measure.pk, measure.parent_id) if pk})


def is_shown(row: StatusRow, shown: set[int] | None) -> bool:
    return shown is None or bool({row.measure.pk, row.measure.parent_id} & shown)


def _rows(rows: Iterable[StatusRow], facts: PaperData) -> tuple[DocRow, ...]:
    """Returns rows that each name their measure; cells that parts share are filled in the first row only."""
    header = facts.table.row_header
    view = View(frozenset(column.key for column in facts.table.columns), facts.as_of)
    found: list[DocRow] = []
    before: int | None = None
    for row in rows:
        whole: Any = row.measure.parent or row.measure  # the parent of a part is a monitored measure
        cells = {cell.column.key: cell for cell in row.cells}
        filled = []
        for column in facts.table.columns:
            kind = ReportColumn(column.key)
            names = column is header
            cell = cells.get(column.key)
            if cell is None and not (names or whole.pk != before):
                filled.append(DocCell(()))
                continue
            measure = cell.measure if cell else whole
            names_part = kind == ReportColumn.DESCRIPTION and row.is_part
            said = part_described(measure, view) if names_part else content(kind, measure, view)
            filled.append(DocCell(said, is_header=names))
        before = whole.pk
        found.append(DocRow(tuple(filled)))
    return tuple(found)


def indicator_table(indicators: list[tuple[Indicator, Progress]], *, of_resolutions: bool = False) -> DocTable:
    columns = (
        DocColumn(_("Resolution") if of_resolutions else _("Measure")),
        DocColumn(_("Indicator")),
        DocColumn(_("Target")),
        DocColumn(_("Last value")),
        DocColumn(_("as of")),
    )
    rows = []
    for indicator, progress in indicators:
        targets = "; ".join(dated_target(indicator, target) for target in indicator.targets.all())
        last = progress.last
        rows.append(
            DocRow(
                (
                    DocCell.of(one_line(indicator.measure.full_code or indicator.measure.title), is_header=True),
                    DocCell.of(one_line(indicator.name)),
                    DocCell.of(one_line(targets)),
                    DocCell.of(one_line(f"{figure(last.value)} {indicator.unit}") if last else _("no value")),
                    DocCell.of(day_of(last.as_of) if last else ""),
                )
            )
        )
    return DocTable(_("Indicators"), columns, (DocGroup("", tuple(rows)),))
