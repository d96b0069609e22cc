"""All measures of a report as a booklet: a fact sheet for each, with everything that its page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from catalog.models import Measure
from catalog.texts.plain_text import one_line
from monitoring.choices import SHOWN_WORDS
from reports.documents.cells import View as CellView
from reports.documents.cells import (
    dated_target,
    day_of,
    horizon_words,
    listed,
    milestone_words,
    named,
    office_words,
    reported_words,
    status_words,
    told,
)
from reports.documents.document import (
    DocCell,
    DocColumn,
    DocGroup,
    DocHeading,
    DocParagraph,
    DocRow,
    DocTable,
    Document,
    Pairs,
    Part,
    Run,
)
from reports.documents.pictures import picture_of
from reports.documents.progress import MeasureProgress, nobody
from reports.documents.status_table import data_day, footer_of, notice_of, written_at
from reports.documents.texts import blocks, line
from reports.measures.details import load_details_of_table
from reports.measures.table.status_table import StatusTable
from reports.texts.numbers import costs_words, figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from catalog.models import Report
    from monitoring.models import Indicator, MonitoredMeasure, StatusUpdate
    from reports.documents.cells import Blocks
    from reports.documents.document import Block
    from reports.documents.progress import Listener
    from reports.measures.list_query import ListQuery
    from reports.measures.table.rows import TableGroup as PageGroup

SECTION, MEASURE = 1, 2


def booklet(report: Report, reading: ListQuery, site: str, listener: Listener = nobody) -> Document:
    """Returns the measures that the page of the report shows with the same query string, as they stood on its day."""
    report = reading.report or report
    table = StatusTable(report, reading.scope.user, reading.as_of.day, filters=reading.filters, sorting=reading.sorting)
    load_details_of_table([*table.measures, *(p for parts in table.parts.values() for p in parts)], reading.as_of)
    visible = Measure.objects.visible_to(reading.scope.user).select_related("report__municipality", "parent")
    prefetch_related_objects(table.measures, Prefetch("predecessor", visible))
    sheets, progress = _Sheets(table, reading, site), MeasureProgress(listener)
    sheet_by_sheet = [*_opening(table)]
    for group in table.groups:
        sheet_by_sheet.append(DocHeading(one_line(str(group.title)), SECTION))
        for measure in _wholes(group):
            sheet_by_sheet += sheets.of_whole(measure)
            progress.of(measure)
    return Document(
        title=_("Measures: %(title)s") % {"title": one_line(report.title)},
        parts=(Part(tuple(sheet_by_sheet)),),
        written_at=written_at(table.as_of),
        author=report.municipality.name,
        subject=f"{_('All measures')}: {data_day(table, reading)}",
        sender=(report.municipality.name, data_day(table, reading)),
        footer=footer_of(table),
        has_contents=True,
    )


def _opening(table: StatusTable) -> Iterator[Block]:
    yield from notice_of(table.report)
    yield DocParagraph.of(f"{table.selection.tally}.")
    if table.bar.total:
        yield picture_of(table.bar)
    if table.report.status_note:
        yield DocParagraph.of(one_line(table.report.status_note))


def _wholes(group: PageGroup) -> list[MonitoredMeasure]:
    rows = (row.measure for heading in group.headings for row in heading.rows)
    found = {measure.parent_id or measure.pk: measure.parent or measure for measure in rows}
    return list(found.values())  # type: ignore[arg-type]  # a part comes with its whole as it is monitored


class _Sheets:
    """The fact sheets of the measures of one table."""

    def __init__(self, table: StatusTable, reading: ListQuery, site: str) -> None:
        self._parts = table.parts
        self._themes_of = reading.scope.themes_of
        self._view = CellView(frozenset(), table.as_of, site, reading.as_of.query)

    def of_whole(self, measure: MonitoredMeasure) -> Iterator[Block]:
        """Yields the sheet of a measure and, one level below, those of its parts."""
        yield from self._sheet(measure, MEASURE)
        for part in self._parts.get(measure.pk, []):
            yield from self._sheet(part, MEASURE + 1)

    def _sheet(self, measure: MonitoredMeasure, level: int) -> Iterator[Block]:
        draft = f" ({_('draft')})" if measure.is_draft else ""
        yield DocHeading(one_line(f"{measure.full_code} {measure.title}{draft}"), level)
        yield Pairs(tuple((name, said) for name, said in self._facts(measure) if said))
        below = level + 1
        for title, said in self._texts(measure):
            if said:
                yield DocHeading(title, below)
                yield from said
        if measure.published_updates or not measure.has_parts:  # type: ignore[attr-defined]
            yield DocHeading(_("What has happened"), below)
            yield from _updates(measure.published_updates)  # type: ignore[attr-defined]
        if indicators := measure.known_indicators:
            yield DocHeading(_("Indicators"), below)
            yield _indicators(indicators)

    def _facts(self, measure: MonitoredMeasure) -> Iterator[tuple[str, Blocks]]:
        """Yields label and content of each fact; unknown ones are empty."""
        if measure.speaks:
            words = (status_words(measure), reported_words(measure), measure.deadline_words)
            yield _("Status"), line(one_line(", ".join(filter(None, words))))
        yield _("Lead"), listed(map(office_words, measure.leads))
        yield _("Participating"), listed(map(office_words, measure.participating))
        yield _("Start"), line(one_line(measure.start))
        yield _("Deadline"), line(one_line(measure.due))
        if measure.due and measure.is_moved:
            moved = _("moved on %(day)s") % {"day": day_of(measure.moved_on)} if measure.moved_on else ""
            yield _("Original deadline"), line(one_line(", ".join(filter(None, (measure.original_due, moved)))))
            yield _("Reason for the new deadline"), line(one_line(measure.change_reason))
        yield _("Horizon"), line(horizon_words(measure))
        yield _("Pages in the report"), line(one_line(measure.pages))
        if measure.parent_id is None:
            yield _("Themes"), line(", ".join(theme.name for theme in self._themes_of(measure)))
        yield _("Moved by"), line("; ".join(measure.movers))
        yield _("Resolved"), line(one_line(measure.resolution_words))
        yield _("Council papers"), listed(measure.references)
        if measure.parent_id is None and (before := measure.predecessor):
            yield _("Continues"), line(one_line(f"{before}, {before.report.title}"))
        yield _("On the web"), named(measure, f"{self._view.site}{measure.get_absolute_url()}", self._view)

    def _texts(self, measure: MonitoredMeasure) -> Iterator[tuple[str, Sequence[Block]]]:
        yield _("What is to be done"), blocks(measure.description)
        yield _("Starting position"), blocks(measure.starting_position)
        yield _("Objective"), blocks(measure.objective)
        yield _("Steps"), blocks(measure.steps)
        milestones = (milestone_words(one, self._view.as_of) for one in measure.known_milestones)
        yield _("Milestones"), listed(milestones)
        yield _("Discussions"), tuple(_discussions(measure))
        yield _("Data sources"), blocks(measure.data_sources)
        yield _("Effort and costs"), (*line(costs_words(measure)), *blocks(measure.effort))


def _updates(updates: Iterable[StatusUpdate]) -> Iterator[Block]:
    """Yields the updates, the newest first."""
    found = False
    for update in updates:
        found = True
        yield DocParagraph((Run(f"{day_of(update.as_of)}: {SHOWN_WORDS[update.shown_status]}", is_bold=True),))
        yield from told(update)
    if not found:
        yield DocParagraph.of(_("Nothing has been reported on this measure yet."))


def _discussions(measure: MonitoredMeasure) -> Iterator[Block]:
    for one in measure.known_discussions:
        words = [day_of(one.held_on) if one.held_on else _("still to be scheduled"), one.phase]
        if one.minutes_signed:
            words.append(_("minutes signed"))
        yield DocParagraph((Run(one_line(" · ".join(filter(None, words))), is_bold=True),))
        yield from blocks(one.approach)


def _indicators(indicators: Iterable[Indicator]) -> DocTable:
    columns = (
        DocColumn(_("Indicator"), 1.8),
        DocColumn(_("Baseline"), 1.2),
        DocColumn(_("Target"), 1.5),
        DocColumn(_("Values"), 1.5),
    )
    caption = _("Indicators with baseline, target and values")
    return DocTable(caption, columns, (DocGroup("", tuple(map(_indicator, indicators))),))


def _indicator(indicator: Indicator) -> DocRow:
    def number(value: object) -> str:
        return one_line(f"{figure(value)} {indicator.unit}")  # type: ignore[arg-type]

    words = [str(indicator.get_direction_display())]
    if indicator.interval:
        words.append(f"{_('reported')} {indicator.get_interval_display()}")
    if indicator.data_source:
        words.append(f"{_('data source:')} {indicator.data_source}")
    baseline = ""
    if indicator.baseline is not None:
        baseline = number(indicator.baseline)
        baseline += f" ({day_of(indicator.baseline_on)})" if indicator.baseline_on else ""
    values = [
        f"{number(value.value)} ({', '.join(filter(None, (day_of(value.as_of), value.note)))})"
        for value in indicator.known_values
    ]
    return DocRow(
        (
            DocCell((*line(one_line(indicator.name)), *line(one_line(" · ".join(words)))), is_header=True),
            DocCell(line(baseline)),
            DocCell(listed(dated_target(indicator, target) for target in indicator.known_targets)),
            DocCell(listed(values) or line(_("none reported yet"))),
        )
    )
