"""A paper as a document without any format: the blocks of its template, filled with what is known on its date."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Crest
from catalog.texts.plain_text import one_line
from monitoring.choices import SHOWN_WORDS
from reports.choices import Audience, BlockKind, Font, ProposalKind, TableRows
from reports.council.paper_context import PaperContext, of_consultation
from reports.council.paper_data import PaperData
from reports.council.paper_table import indicator_table, measures_in, status_table
from reports.council.standard_form import layout_of
from reports.council.viewers import viewer_for
from reports.documents.cells import day_of
from reports.documents.document import (
    Block,
    DocCell,
    DocColumn,
    DocGroup,
    DocHeading,
    DocParagraph,
    DocRow,
    DocTable,
    Document,
    Items,
    Orientation,
    Pairs,
    Part,
    Run,
)
from reports.documents.pictures import picture_of
from reports.documents.texts import blocks
from reports.documents.theme import PLAIN, DocumentTheme
from reports.documents.writers.widths import fitted
from reports.models.wording import NUMBER, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from reports.changes.between_days import MeasureChange
    from reports.council.standard_form import LayoutBlock
    from reports.models import CouncilPaper

LINES_OF_RESULTS = 4  # empty rows for results of meetings
DASH = DocParagraph.of("–")
PROPOSAL_IS = {
    ProposalKind.WORDING: gettext_lazy("(The wording of the original paper.)"),
    ProposalKind.SUMMARY: gettext_lazy("(A summary, not the wording of the original paper.)"),
}


class PaperDocument:
    """A builder of the document of a paper for one audience, with the figures of the paper's date."""

    def __init__(self, paper: CouncilPaper, audience: Audience) -> None:
        self.paper = paper
        self.audience = audience
        self.facts = PaperData(paper, viewer_for(audience, paper.municipality))
        self.layout = layout_of(paper)
        self.context = PaperContext(paper, audience, self.facts, self.layout)

    def build(self, written_at: datetime, *, is_draft: bool = False) -> Document:
        """Returns the document; with a mark as a draft on every page unless it is being issued."""
        paper = self.paper
        template = paper.template
        title = filter(None, (template.title if template else "", paper.subject))
        sender = () if template and template.letterhead else (paper.municipality, paper.responsible_office or "")
        footer = (
            _("Draft") if is_draft else "",
            paper.municipality.marked_name,
            paper.reference,
            day_of(paper.dated_on),
        )
        return Document(
            title=one_line(": ".join(title)),
            parts=tuple(self._parts()),
            written_at=written_at,
            author=one_line(str(paper.responsible_office or paper.municipality)),
            subject=str(paper.get_kind_display()),
            sender=tuple(filter(None, map(str, sender))),
            footer=" · ".join(filter(None, map(str, footer))),
        )

    @property
    def theme(self) -> DocumentTheme:
        """Returns the look of the files, with the crest as it is now."""
        theme, template = PLAIN, self.paper.template
        if template is not None:
            letterhead = tuple(filter(None, map(str.strip, template.letterhead.splitlines())))
            theme = DocumentTheme(letterhead, template.accent, Font(template.font), template.word_font)
        crest = Crest.objects.filter(municipality=self.paper.municipality_id).first()
        if crest is None:
            return theme
        return replace(theme, crest=b64encode(crest.picture).decode(), crest_shows=crest.description)

    @property
    def measures(self) -> list[int]:
        """Returns the ids of the measures in the table."""
        return [] if self.paper.rows == TableRows.NONE else measures_in(self.facts)

    def _parts(self) -> Iterator[Part]:
        """Yields the parts; an annex begins a new page, and so does what comes after it."""
        notices = filter(None, map(one_line, (self.paper.municipality.notice, self.paper.notice)))
        upright: list[Block] = [DocParagraph((Run(notice, is_bold=True),)) for notice in notices]
        annexes = 0
        for block in self.layout:
            if block.kind not in ANNEXES:
                upright += self._with_heading(block)
                continue
            if block.kind not in self.context.own_annexes:
                continue
            if upright:
                yield Part(fitted(upright, Orientation.PORTRAIT))
                upright = []
            annexes += 1
            named = {"number": annexes, "title": self.context.own_annexes[block.kind]}
            heading = DocHeading(_("Annex %(number)s: %(title)s") % named)
            kind = BlockKind(block.kind)
            content = [heading, *BLOCKS[kind](self, block)]
            yield Part(fitted(content, ANNEXES[kind]), ANNEXES[kind])
        if upright:
            yield Part(fitted(upright, Orientation.PORTRAIT))

    def _with_heading(self, block: LayoutBlock) -> list[Block]:
        """Returns the blocks below their heading; nothing for an empty block."""
        content = list(BLOCKS[BlockKind(block.kind)](self, block))
        heading = one_line(self.context.filled(block.heading))
        return [DocHeading(heading), *content] if content and heading else content

    def _facts(self, block: LayoutBlock) -> Iterator[Block]:
        entries = [(line.label, self.context.content(line)) for line in lines(block.lines)]
        pairs = tuple((label, content or (DASH,)) for label, content in entries if content or block.keeps_empty)
        if pairs:
            yield Pairs(pairs)

    def _text(self, block: LayoutBlock) -> Iterator[Block]:
        yield from blocks(self.context.filled(block.lines))

    def _proposal(self, _block: LayoutBlock) -> Iterator[Block]:
        yield from blocks(self.facts.fill_in(self.paper.proposal))
        if self.paper.proposal and self.paper.proposal_kind:
            yield DocParagraph.of(str(PROPOSAL_IS[ProposalKind(self.paper.proposal_kind)]))

    def _statement(self, _block: LayoutBlock) -> Iterator[Block]:
        for section in self.paper.sections.all():
            yield DocHeading(one_line(section.heading), 2)
            yield from blocks(self.facts.fill_in(section.text))

    def _sequence(self, block: LayoutBlock) -> Iterator[Block]:
        """Yields the committees in their order; for everybody only the public meetings."""
        columns = lines(block.lines)
        header = next((place for place, column in enumerate(columns) if column.fact == "gremium"), 0)
        rows = tuple(
            DocRow(
                tuple(
                    DocCell.of(of_consultation(column, one), is_header=place == header)
                    for place, column in enumerate(columns)
                )
            )
            for one in self.context.consultations
        )
        if rows and columns:
            yield to_fill_in(block, rows)

    def _results(self, block: LayoutBlock) -> Iterator[Block]:
        columns = lines(block.lines)
        if columns:
            rows = tuple(
                DocRow(tuple(room_to_write(number) if one.fact == NUMBER else DocCell(()) for one in columns))
                for number in range(1, LINES_OF_RESULTS + 1)
            )
            yield to_fill_in(block, rows)

    def _changes(self, _block: LayoutBlock) -> Iterator[Block]:
        changes = self.facts.changes if self.paper.shows_changes else None
        if changes is None:
            return
        words = {"since": self.facts.since_words, "changes": changes.sentence or _("nothing new")}
        yield DocParagraph.of(_("Since %(since)s: %(changes)s.") % words)
        if changes.news:
            yield Items(tuple(DocParagraph.of(news_of(change)) for change in changes.news))

    def _status_table(self, _block: LayoutBlock) -> Iterator[Block]:
        table = status_table(self.facts)
        if self.paper.rows == TableRows.ALL and self.facts.table.bar.total:
            yield picture_of(self.facts.table.bar)
        nothing = _("There is no such resolution.") if self.speaks_of_resolutions else _("There is no such measure.")
        yield table if table.groups else DocParagraph.of(nothing)

    def _indicators(self, _block: LayoutBlock) -> Iterator[Block]:
        yield indicator_table(self.facts.indicators, of_resolutions=self.speaks_of_resolutions)

    @property
    def speaks_of_resolutions(self) -> bool:
        return self.paper.report.is_of_resolutions


ANNEXES = {BlockKind.STATUS_TABLE: Orientation.LANDSCAPE, BlockKind.INDICATORS: Orientation.PORTRAIT}
BLOCKS: dict[BlockKind, Callable[[PaperDocument, LayoutBlock], Iterator[Block]]] = {
    BlockKind.FACTS: PaperDocument._facts,
    BlockKind.TEXT: PaperDocument._text,
    BlockKind.PROPOSAL: PaperDocument._proposal,
    BlockKind.STATEMENT: PaperDocument._statement,
    BlockKind.SEQUENCE: PaperDocument._sequence,
    BlockKind.CHANGES: PaperDocument._changes,
    BlockKind.RESULTS: PaperDocument._results,
    BlockKind.STATUS_TABLE: PaperDocument._status_table,
    BlockKind.INDICATORS: PaperDocument._indicators,
}


def room_to_write(number: int) -> DocCell:
    """Returns a number with an empty line below, for handwriting."""
    return DocCell((DocParagraph((Run(str(number)), Run("\n\u00a0"))),), is_header=True)


def to_fill_in(block: LayoutBlock, rows: tuple[DocRow, ...]) -> DocTable:
    """Returns a table below the heading of its block, with the columns that it names."""
    columns = tuple(DocColumn(line.label) for line in lines(block.lines))
    return DocTable("", columns, (DocGroup("", rows),))


def news_of(change: MeasureChange) -> str:
    """Returns the measure and its changes in one line."""
    news = []
    if change.is_added:
        news.append(_("added"))
    if change.has_other_status:
        words = {"before": SHOWN_WORDS[change.status_before], "now": SHOWN_WORDS[change.status]}
        news.append(_("%(now)s (before: %(before)s)") % words)
    elif change.updates:
        news.append(_("reported on %(day)s") % {"day": day_of(change.updates[0].as_of)})
    news += [_("new deadline: %(due)s") % {"due": row.due} for _of, row in change.moved]
    news += [_("reached: %(title)s (%(day)s)") % {"title": one.title, "day": one.done_words} for one in change.reached]
    if change.is_newly_late:
        news.append(_("now late"))
    return one_line(f"{change.measure}: {'; '.join(news)}")
