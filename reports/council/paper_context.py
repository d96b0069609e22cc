"""Values for the names in braces of a template: the facts of a paper as blocks of a document."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.texts.plain_text import one_line
from reports.choices import Audience, BlockKind, ConsultationRole, OfficePart, TableRows
from reports.documents.cells import day_of, listed
from reports.documents.texts import line
from reports.models import CouncilPaper, PaperBudget
from reports.models.figures import IN_BRACES
from reports.texts.numbers import euros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.council.paper_data import PaperData
    from reports.council.standard_form import LayoutBlock
    from reports.documents.cells import Blocks
    from reports.models import Consultation
    from reports.models.wording import Line


class PaperContext:
    """The facts by their names; those with several values are lists."""

    def __init__(
        self, paper: CouncilPaper, audience: Audience, facts: PaperData, layout: Sequence[LayoutBlock]
    ) -> None:
        self.paper = paper
        self.audience = audience
        self.facts = facts
        self.layout = layout

    @cached_property
    def consultations(self) -> list[Consultation]:
        """Returns the meetings in their order; for everybody only the public ones."""
        all_of_them = self.paper.consultations.select_related("committee")
        return list(all_of_them.filter(is_public=True) if self.audience == Audience.PUBLIC else all_of_them)

    def content(self, wording: Line) -> Blocks:
        """Returns the blocks beside the label of a line; nothing where none of its facts is known."""
        if wording.fact in self._lists:
            return listed(self._lists[wording.fact])
        names = [name.strip() for name in IN_BRACES.findall(wording.content)]
        if names and not any(self.value(name) for name in names):
            return ()
        return line(one_line(self.filled(wording.content)))

    def filled(self, text: str) -> str:
        """Returns a text with its facts and figures."""
        return IN_BRACES.sub(lambda found: self.value(found[1].strip()), text)

    def value(self, name: str) -> str:
        if name in self._lists:
            return "; ".join(self._lists[name])
        if name in self._facts:
            return self._facts[name]
        return self.facts.figures.get(name, "")

    @cached_property
    def annexes(self) -> list[str]:
        """Returns the titles of annexes made from the report, in the order of the template, then of attached ones."""
        return [*self.own_annexes.values(), *(annex.title for annex in self.paper.annexes.all())]

    @cached_property
    def own_annexes(self) -> dict[str, str]:
        """Returns the titles of the annexes made from the report, by the kinds of their blocks."""
        there = set()
        if self.paper.rows != TableRows.NONE:
            there.add(BlockKind.STATUS_TABLE.value)
        if self.paper.shows_indicators and self.facts.indicators:
            there.add(BlockKind.INDICATORS.value)
        found = {block.kind: block.heading for block in self.layout if block.kind in there}
        labels = {kind: str(BlockKind(kind).label).rpartition(": ")[2] for kind in found}
        return {kind: one_line(self.facts.fill_in(heading) or labels[kind]) for kind, heading in found.items()}

    @cached_property
    def _lists(self) -> dict[str, list[str]]:
        offices: dict[str, list[str]] = {part: [] for part in OfficePart.values}
        for named in self.paper.offices.select_related("office"):
            offices[named.part].append(str(named.office))
        return {
            "mitzeichnung": offices[OfficePart.COSIGNING],
            "beteiligt": offices[OfficePart.PARTICIPATING],
            "anlagen": self.annexes,
        }

    @cached_property
    def _facts(self) -> dict[str, str]:
        paper = self.paper
        last = self._last_consultation
        return {
            "art": str(paper.get_kind_display()),
            "aktenzeichen": paper.reference,
            "betreff": paper.subject,
            "datum": day_of(paper.dated_on),
            "bericht": paper.report.title,
            "stadt": str(paper.municipality),
            "federführend": str(paper.responsible_office or ""),
            "sachbearbeitung": paper.contact if paper.shows_contact else "",
            "ersetzt": self._replaced,
            "gremium": last.committee.name if last else "",
            "sitzungstag": day_of(last.meeting_on) if last else "",
            **self._budget,
        }

    @property
    def _replaced(self) -> str:
        """Returns the paper that this one corrects, unless the audience may not know of it."""
        known = CouncilPaper.objects.visible_to(self.facts.user).filter(pk=self.paper.supersedes_id or 0).first()
        return _("%(paper)s of %(day)s") % {"paper": known, "day": day_of(known.dated_on)} if known else ""

    @property
    def _last_consultation(self) -> Consultation | None:
        """Returns the meeting of the committee that decides, or else the last one."""
        deciding = [one for one in self.consultations if one.role == ConsultationRole.DECISION]
        return next(reversed(deciding or self.consultations), None)

    @cached_property
    def _budget(self) -> dict[str, str]:
        budget = PaperBudget.objects.filter(paper=self.paper).first()
        if budget is None:
            return {}
        nothing = _("not applicable")
        return {
            "auswirkungen": _("yes") if budget.has_effect else nothing,
            "kosten_vorbereitung": euros(budget.cost_of_preparing),
            "kosten_umsetzung": euros(budget.cost_of_implementation),
            "folgekosten": euros(budget.follow_up_costs),
            "gesichert": {None: "", True: _("yes"), False: _("no")}[budget.is_secured],
            "teilhaushalt": budget.sub_budget,
            "produkt": budget.product,
            "haushaltsjahr": str(budget.year or ""),
            "einnahmen": euros(budget.possible_revenue),
            "deckung": budget.covered_by or ("" if budget.has_effect else nothing),
        }


def of_consultation(wording: Line, one: Consultation) -> str:
    """Returns what a column of the sequence says of a meeting; "" for a column to be filled in."""
    return one_line(IN_BRACES.sub(lambda found: fact_of(found[1].strip(), one), wording.content))


def fact_of(name: str, one: Consultation) -> str:
    match name:
        case "gremium":
            return str(one.committee)
        case "zweck":
            return str(ConsultationRole(one.role).label)
        case "sitzungsart":
            return _("public") if one.is_public else _("not public")
        case "öffentlich":
            return pgettext("short for public", "P") if one.is_public else pgettext("short for not public", "N")
        case "sitzungstag":
            return day_of(one.meeting_on) or _("open")
    return ""
