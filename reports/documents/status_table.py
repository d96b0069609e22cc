"""The status table of a report as a document: the rows, the order and the words of its page."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import Column as ReportColumn
from catalog.plain_text import one_line
from monitoring.choices import DeadlineState
from reports.documents.cells import Blocks, View, content, day_of, part_described
from reports.documents.document import (
    DocCell,
    DocColumn,
    DocGroup,
    DocHeading,
    DocParagraph,
    DocRow,
    DocTable,
    Document,
    Orientation,
    Part,
    Run,
)
from reports.documents.pictures import counted, picture_of
from reports.documents.progress import MeasureProgress, nobody
from reports.documents.texts import blocks
from reports.documents.writers.widths import fitted
from reports.measures.status_table import StatusTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from catalog.models import Report
    from reports.documents.document import Block
    from reports.documents.progress import Listener
    from reports.measures.list_query import ListQuery
    from reports.measures.status_table import SectionHeading as PageHeading
    from reports.measures.status_table import TableCell as PageCell
    from reports.measures.status_table import TableGroup as PageGroup
    from reports.measures.status_table import TableRow as PageRow


def status_table(report: Report, reading: ListQuery, site: str, listener: Listener = nobody) -> Document:
    """What the page of the report shows with the same query string; `site` is the address of the site."""
    table = StatusTable(report, reading.scope.user, reading.as_of.day, filters=reading.filters, sorting=reading.sorting)
    view = View(frozenset(column.key for column in table.columns), table.as_of, site, reading.as_of.query)
    telling = MeasureProgress(listener)
    found: list[Block] = [*_opening(table, reading)]
    for group in table.groups:
        found += _group(group, table, view, telling)
    found += _source(report)
    return Document(
        title=one_line(report.title),
        parts=(Part(fitted(found, Orientation.LANDSCAPE), Orientation.LANDSCAPE),),
        written_at=written_at(table.as_of),
        author=report.municipality.name,
        subject=_("Status table as of %(day)s") % {"day": day_of(table.as_of)},
        sender=(report.municipality.name,),
        footer=_("%(title)s, as of %(day)s") % {"title": one_line(report.title), "day": day_of(table.as_of)},
    )


def written_at(day: date) -> datetime:
    """The day that the document tells of: asked for again, the same file comes out."""
    return datetime.combine(day, time())


def _opening(table: StatusTable, reading: ListQuery) -> Iterable[Block]:
    yield DocParagraph((Run(_("As of: %(day)s") % {"day": day_of(table.as_of)}, is_bold=True),))
    number, total = table.selection.number, table.selection.total
    words = ngettext("%(number)s measure", "%(number)s measures", number) % {"number": number}
    if reading.filters.active:
        words = _("A choice of measures: %(shown)s of %(number)s") % {"shown": number, "number": total}
    yield DocParagraph.of(f"{words}.")
    if table.bar.total:
        yield picture_of(table.bar)
    if table.passed:
        counts = (f"{DeadlineState(state).label}: {number}" for state, number in table.passed)
        yield DocParagraph.of(f"{capfirst('; '.join(counts))}.")
    if table.number_of_parts:
        yield DocParagraph.of(_("A measure with sub-measures is counted through its parts."))
    if reading.sorting.word:
        sorting = _("All measures in one table, sorted by %(title)s.")
        yield DocParagraph.of(sorting % {"title": reading.sorting.title})


def _group(group: PageGroup, table: StatusTable, view: View, telling: MeasureProgress) -> Iterable[Block]:
    if not group.number_of_rows:
        return
    title = one_line(str(group.title))
    pages = one_line(group.section.pages) if group.section else ""
    yield DocHeading(f"{title} ({pages})" if pages else title)
    number = group.number_of_measures
    words = ngettext("%(number)s measure", "%(number)s measures", number) % {"number": number}
    caption = f"{words}: {counted(group.bar)}" if group.bar.total else words
    columns = tuple(DocColumn(str(column.heading)) for column in table.columns)
    groups = tuple(_heading(heading, table, view, telling) for heading in group.headings if heading.rows)
    yield DocTable(caption, columns, groups)


def _heading(heading: PageHeading, table: StatusTable, view: View, telling: MeasureProgress) -> DocGroup:
    title = ""
    if heading.level and heading.section:
        title = one_line(f"{heading.section.get_kind_display()} {heading.section.title}")
    return DocGroup(title, tuple(_row(row, table, view, telling) for row in heading.rows))


def _row(row: PageRow, table: StatusTable, view: View, telling: MeasureProgress) -> DocRow:
    """What parts share stands in the first of their rows; in the others its place is empty."""
    telling.of(row.measure)
    cells = {cell.column.key: cell for cell in row.cells}
    return DocRow(tuple(_cell(cells.get(column.key), row, view) for column in table.columns))


def _cell(cell: PageCell | None, row: PageRow, view: View) -> DocCell:
    return DocCell(_said(cell, row, view), cell.is_header) if cell else DocCell(())


def _said(cell: PageCell, row: PageRow, view: View) -> Blocks:
    if cell.column.key == ReportColumn.DESCRIPTION and row.is_part:
        return part_described(cell.measure, view)
    return content(ReportColumn(cell.column.key), cell.measure, view)


def _source(report: Report) -> Iterable[Block]:
    source = one_line(report.source_title or report.title)
    runs = [Run(f"{_('Source:')} {source}")]
    if report.source_url:
        runs += [Run(", "), Run(report.source_url, url=report.source_url)]
    runs.append(Run(f". {_('The status words are a reading of the published text.')}"))
    yield DocParagraph(tuple(runs))
    if report.is_closed:
        yield from blocks(_("This report is closed: it is no longer reported on."))
