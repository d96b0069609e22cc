"""The plain form of a paper, for cities without a template of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext as _

from reports.choices import BlockKind, PaperKind
from reports.models import CouncilPaper, TemplateBlock
from reports.models.wording import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_OF = {"day": "{stand}"}


@dataclass(frozen=True, slots=True)
class PlainBlock:
    """A block with the attributes of a `TemplateBlock`, without a database."""

    kind: str
    heading: str = ""
    lines: str = ""
    keeps_empty: bool = False


LayoutBlock: TypeAlias = PlainBlock | TemplateBlock


def layout_of(paper: CouncilPaper) -> list[LayoutBlock]:
    """Returns the blocks in their order: those of the template, or the plain ones."""
    own: list[LayoutBlock] = list(paper.template.blocks.all()) if paper.template else []
    return own or list(plain_blocks(PaperKind(paper.kind), of_resolutions=paper.report.is_of_resolutions))


def plain_blocks(kind: PaperKind, *, of_resolutions: bool = False) -> Iterator[PlainBlock]:
    """Yields the plain blocks in the active language; new templates begin with a copy.

    Papers about a report of resolutions do not speak of measures.
    """
    yield PlainBlock(BlockKind.FACTS, "", head())
    yield PlainBlock(BlockKind.PROPOSAL, _("Proposal"))
    yield PlainBlock(BlockKind.SEQUENCE, _("Sequence of consultations"), sequence())
    yield PlainBlock(BlockKind.FACTS, _("Effect on the budget"), budget(of_resolutions=of_resolutions))
    yield PlainBlock(BlockKind.STATEMENT, _("Statement of facts"))
    yield PlainBlock(BlockKind.CHANGES, _("What has changed since the last paper"))
    if kind == PaperKind.DECISION:
        yield PlainBlock(BlockKind.RESULTS, _("Result of the consultation"), results())
    yield PlainBlock(BlockKind.STATUS_TABLE, _("Status table as of %(day)s") % AS_OF)
    yield PlainBlock(BlockKind.INDICATORS, _("Indicators as of %(day)s") % AS_OF)


def written(*lines: tuple[str, str]) -> str:
    """Returns the lines of a block: labels, each with the name of its fact, "" for what is left empty."""
    return "\n".join(f"{label}: {{{name}}}" if name else label for label, name in lines)


def head() -> str:
    return written(
        (_("Kind"), "art"),
        (_("Reference number"), "aktenzeichen"),
        (_("Date of the paper"), "datum"),
        (_("Subject"), "betreff"),
        (_("Responsible"), "federführend"),
        (_("Person in charge"), "sachbearbeitung"),
        (_("Replaces"), "ersetzt"),
        (_("Co-signed by"), "mitzeichnung"),
        (_("Participating offices"), "beteiligt"),
        (_("Annexes"), "anlagen"),
    )


def sequence() -> str:
    return written(
        (_("Committee"), "gremium"),
        (_("for"), "zweck"),
        (_("Meeting"), "sitzungsart"),
        (_("Date of the meeting"), "sitzungstag"),
        (_("Decision"), ""),
    )


def budget(*, of_resolutions: bool = False) -> str:
    carrying_out = _("b) for carrying out the resolutions") if of_resolutions else _("b) for carrying out the measures")
    return written(
        (_("Financial effects"), "auswirkungen"),
        (_("a) for preparing the paper"), "kosten_vorbereitung"),
        (carrying_out, "kosten_umsetzung"),
        (_("c) follow-up costs"), "folgekosten"),
        (_("d) secured in the budget"), "gesichert"),
        (_("Sub-budget or cost centre"), "teilhaushalt"),
        (_("Product or cost unit"), "produkt"),
        (_("Budget year"), "haushaltsjahr"),
        (_("e) possible revenue"), "einnahmen"),
        (_("Proposal how to cover it"), "deckung"),
    )


def results() -> str:
    return written(
        (_("No."), NUMBER),
        (_("Meeting on"), ""),
        (_("Agenda item"), ""),
        (_("Unanimous"), ""),
        (_("By a majority, yes / no / abstentions"), ""),
        (_("As proposed"), ""),
        (_("Deviating recommendation or decision"), ""),
        (_("Signature of the clerk"), ""),
    )
