"""The status table of a report as a document: the rows, the order and the words of its page."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.choices import Column as ReportColumn
from catalog.texts.plain_text import one_line
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
from reports.measures.table.status_table import StatusTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from catalog.models import Report
    from reports.documents.document import Block
    from reports.documents.progress import Listener
    from reports.measures.list_query import ListQuery
    from reports.measures.table.rows import SectionHeading as PageHeading
    from reports.measures.table.rows import TableCell as PageCell
    from reports.measures.table.rows import TableGroup as PageGroup
    from reports.measures.table.rows import TableRow as PageRow


def status_table(report: Report, reading: ListQuery, site: str, listener: Listener = nobody) -> Document:
    """Returns what the page of the report shows with the same query string; `site` is the address of the site."""
    report = reading.report or report
    table = StatusTable(report, reading.scope.user, reading.as_of.day, filters=reading.filters, sorting=reading.sorting)
    columns = frozenset(column.key for column in table.columns)
    view = View(columns, table.as_of, site, reading.as_of.query, table.newest_report_on)
    progress = MeasureProgress(listener)
    found: list[Block] = [*_opening(table, reading), *_source(report)]
    for group in table.groups:
        found += _group(group, table, view, progress)
    return Document(
        title=one_line(report.title),
        parts=(Part(fitted(found, Orientation.LANDSCAPE), Orientation.LANDSCAPE),),
        written_at=written_at(table.as_of),
        author=report.municipality.name,
        subject=f"{_('Status table')}: {data_day(table, reading)}",
        sender=(report.municipality.name,),
        footer=footer_of(table),
    )


def footer_of(table: StatusTable) -> str:
    """Returns the words that stand on every page beside its number; they fit into a line."""
    day = table.newest_report_on
    data = _("As of %(day)s") % {"day": day_of(day)} if day else _report_of(table) or _("Nothing reported yet")
    return f"{table.report.municipality.marked_name}: {one_line(table.report.title)}, {data}"


def _report_of(table: StatusTable) -> str:
    words = table.report.published_words
    return _("Report of %(day)s") % {"day": words} if words else ""


def written_at(day: date) -> datetime:
    """Returns a time that depends on the day of the table only, so that asking again gives the same file."""
    return datetime.combine(day, time())


def data_day(table: StatusTable, reading: ListQuery) -> str:
    """Returns the day of the newest report in the table, or that of its source, and the day of the question."""
    if table.newest_report_on:
        data = _("As of %(day)s") % {"day": day_of(table.newest_report_on)}
    elif table.report.published_words:
        data = _("Report of %(day)s, nothing reported since") % {"day": table.report.published_words}
    else:
        data = _("Nothing reported yet")
    if reading.as_of.snapshot:
        state = _("state of %(round)s") % {"round": reading.as_of.frozen_words}
        return f"{data}, {state}"
    asked = _("as known on %(day)s") if reading.as_of.is_past else _("retrieved on %(day)s")
    return f"{data}, {asked % {'day': day_of(table.as_of)}}"


def notice_of(report: Report) -> Iterable[Block]:
    """Yields what an invented city says above everything else."""
    if report.municipality.notice:
        yield DocParagraph((Run(report.municipality.notice, is_bold=True),))


def _opening(table: StatusTable, reading: ListQuery) -> Iterable[Block]:
    yield from notice_of(table.report)
    yield DocParagraph((Run(data_day(table, reading), is_bold=True),))
    words = table.selection.in_words
    choice = _("A choice: %(number)s.") if reading.filters.active else "%(number)s."
    yield DocParagraph.of(choice % {"number": words})
    if table.bar.total:
        yield picture_of(table.bar)
    if table.passed:
        counts = (f"{DeadlineState(state).label}: {number}" for state, number in table.passed)
        yield DocParagraph.of(f"{capfirst('; '.join(counts))}.")
    if table.selection.tally.counts_parts:
        yield DocParagraph.of(_("A measure with sub-measures is counted through its parts."))
    if reading.sorting.word:
        sorting = _("All measures in one table, sorted by %(title)s.")
        yield DocParagraph.of(sorting % {"title": reading.sorting.title})


def _group(group: PageGroup, table: StatusTable, view: View, progress: MeasureProgress) -> Iterable[Block]:
    if not group.rows:
        return
    title = one_line(str(group.title))
    pages = one_line(group.section.pages) if group.section else ""
    yield DocHeading(f"{title} ({pages})" if pages else title)
    words = str(group.tally)
    caption = f"{words}: {counted(group.bar)}" if group.bar.total else words
    columns = tuple(DocColumn(str(column.heading)) for column in table.columns)
    groups = tuple(_heading(heading, table, view, progress) for heading in group.headings if heading.rows)
    yield DocTable(caption, columns, groups)


def _heading(heading: PageHeading, table: StatusTable, view: View, progress: MeasureProgress) -> DocGroup:
    title = ""
    if heading.level and heading.section:
        title = one_line(f"{heading.section.get_kind_display()} {heading.section.title}")
    return DocGroup(title, tuple(_row(row, table, view, progress) for row in heading.rows))


def _row(row: PageRow, table: StatusTable, view: View, progress: MeasureProgress) -> DocRow:
    """Returns a row; cells that parts share are filled in the first of their rows only."""
    progress.of(row.measure)
    cells = {cell.column.key: cell for cell in row.cells}
    return DocRow(tuple(_cell(cells.get(column.key), row, view) for column in table.columns))


def _cell(cell: PageCell | None, row: PageRow, view: View) -> DocCell:
    return DocCell(_content(cell, row, view), cell.is_header) if cell else DocCell(())


def _content(cell: PageCell, row: PageRow, view: View) -> Blocks:
    if cell.column.key == ReportColumn.DESCRIPTION and row.is_part:
        return part_described(cell.measure, view)
    return content(ReportColumn(cell.column.key), cell.measure, view)


def _source(report: Report) -> Iterable[Block]:
    source = one_line(report.source_title or report.title)
    runs = [Run(f"{_('Source:')} {source}")]
    if report.source_url:
        runs += [Run(", "), Run(report.source_url, url=report.source_url)]
    if report.status_note:
        runs.append(Run(f". {one_line(report.status_note)}"))
    yield DocParagraph(tuple(runs))
    if report.is_closed:
        yield from blocks(_("This report is closed: it is no longer reported on."))
