"""A paper as a document without any format: its head, its text, its annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from reports.documents.document import (
    Block,
    Cell,
    Column,
    Document,
    Group,
    Heading,
    Items,
    Orientation,
    Pairs,
    Paragraph,
    Part,
    Row,
    Table,
)
from reports.documents.texts import TextBlock, blocks, line
from reports.models import Audience, ConsultationRole, CouncilPaper, OfficePart, PaperBudget, PaperKind, TableRows
from reports.papers.audiences import eyes_of
from reports.papers.facts import Facts
from reports.papers.table import indicator_table, measures_in, status_table, status_word
from reports.plain_text import one_line
from reports.templatetags.figures import figure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from decimal import Decimal

    from reports.changes import MeasureChange
    from reports.models import Consultation

LINES_OF_RESULTS = 4  # as a form leaves them free for the meetings


class PaperDocument:
    """Builds the document of a paper for one audience, with the figures of the paper's date."""

    def __init__(self, paper: CouncilPaper, audience: Audience) -> None:
        self.paper = paper
        self.audience = audience
        self.facts = Facts(paper, eyes_of(audience, paper.municipality))

    def build(self, written_at: datetime) -> Document:
        paper = self.paper
        parts = [Part(tuple(self._first_part())), *self._annexes()]
        return Document(
            title=one_line(paper.subject),
            parts=tuple(parts),
            written_at=written_at,
            author=one_line(str(paper.responsible_office or paper.municipality)),
            subject=str(paper.get_kind_display()),
            sender=tuple(filter(None, (str(paper.municipality), str(paper.responsible_office or "")))),
            footer=" · ".join(filter(None, (str(paper.municipality), paper.reference, day_of(paper.dated_on)))),
        )

    @property
    def measures(self) -> list[int]:
        """The ids of those in the table."""
        return [] if self.paper.rows == TableRows.NONE else measures_in(self.facts)

    def _first_part(self) -> Iterator[Block]:
        paper = self.paper
        yield Pairs(tuple(self._head()))
        if paper.proposal:
            yield Heading(_("Proposal"))
            yield from blocks(self.facts.fill_in(paper.proposal))
        yield from self._sequence()
        budget = PaperBudget.objects.filter(paper=paper).first()
        if budget:
            yield Heading(_("Effect on the budget"))
            yield Pairs(tuple(costs(budget)))
        sections = list(paper.sections.all())
        if sections:
            yield Heading(_("Statement of facts"))
        for section in sections:
            yield Heading(one_line(section.heading), 2)
            yield from blocks(self.facts.fill_in(section.text))
        if paper.shows_changes and self.facts.changes is not None:
            yield from self._changes()
        if paper.kind == PaperKind.DECISION:
            yield Heading(_("Result of the consultation"))
            yield results_to_fill_in()

    def _head(self) -> Iterator[tuple[str, tuple[TextBlock, ...]]]:
        paper = self.paper
        offices: dict[str, list[str]] = {part: [] for part in OfficePart.values}
        for named in paper.offices.select_related("office"):
            offices[named.part].append(str(named.office))
        facts: list[tuple[str, str]] = [
            (_("Kind"), str(paper.get_kind_display())),
            (_("Reference number"), paper.reference),
            (_("Date of the paper"), day_of(paper.dated_on)),
            (_("Subject"), paper.subject),
            (_("Responsible"), str(paper.responsible_office or "")),
            (_("Replaces"), replaced(paper)),
        ]
        for label, text in facts:
            if text:
                yield label, line(one_line(text))
        lists = [
            (_("Co-signed by"), offices[OfficePart.COSIGNING]),
            (_("Participating offices"), offices[OfficePart.PARTICIPATING]),
            (_("Annexes"), self._titles_of_annexes()),
        ]
        for label, names in lists:
            if names:
                yield label, (Items(tuple(Paragraph.of(one_line(name)) for name in names)),)

    def _titles_of_annexes(self) -> list[str]:
        return [*self._own_annexes(), *(annex.title for annex in self.paper.annexes.all())]

    def _own_annexes(self) -> list[str]:
        day = {"day": day_of(self.paper.dated_on)}
        titles = []
        if self.paper.rows != TableRows.NONE:
            titles.append(_("Status table as of %(day)s") % day)
        if self.paper.shows_indicators and self.facts.indicators:
            titles.append(_("Indicators as of %(day)s") % day)
        return titles

    def _sequence(self) -> Iterator[Block]:
        """The committees one after the other; for everybody only the public meetings."""
        consultations = self.paper.consultations.select_related("committee")
        if self.audience == Audience.PUBLIC:
            consultations = consultations.filter(is_public=True)
        rows = tuple(consultation_row(one) for one in consultations)
        if rows:
            yield Heading(_("Sequence of consultations"))
            titles = (_("Committee"), _("for"), _("Meeting"), _("Date of the meeting"), _("Decision"))
            shares = (2.5, 1.5, 1.2, 1.2, 1.6)
            columns = tuple(Column(title, share) for title, share in zip(titles, shares, strict=True))
            yield Table(_("Committees that deal with the paper"), columns, (Group("", rows),))

    def _changes(self) -> Iterator[Block]:
        changes = self.facts.changes
        if changes is None:
            return
        since = day_of(changes.since)
        yield Heading(_("What has changed since the last paper"), 2)
        sentence = changes.sentence or _("nothing new")
        yield Paragraph.of(_("Since the paper of %(day)s: %(changes)s.") % {"day": since, "changes": sentence})
        if changes.news:
            yield Items(tuple(Paragraph.of(news_of(change)) for change in changes.news))

    def _annexes(self) -> Iterator[Part]:
        titles = [
            _("Annex %(number)s: %(title)s") % {"number": n, "title": t} for n, t in enumerate(self._own_annexes(), 1)
        ]
        if self.paper.rows != TableRows.NONE:
            table = status_table(self.facts)
            content: Block = table if table.groups else Paragraph.of(_("There is no such measure."))
            yield Part((Heading(titles.pop(0)), content), Orientation.LANDSCAPE)
        if titles:
            yield Part((Heading(titles.pop(0)), indicator_table(self.facts.indicators)))


def day_of(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def replaced(paper: CouncilPaper) -> str:
    if paper.supersedes is None:
        return ""
    facts = {"paper": paper.supersedes, "day": day_of(paper.supersedes.dated_on)}
    return _("%(paper)s of %(day)s") % facts


def consultation_row(one: Consultation) -> Row:
    purpose = str(ConsultationRole(one.role).label)
    meeting = _("public") if one.is_public else _("not public")
    day = day_of(one.meeting_on) or _("open")
    first = Cell.of(one_line(str(one.committee)), is_header=True)
    return Row((first, *map(Cell.of, (purpose, meeting, day, ""))))


def costs(budget: PaperBudget) -> Iterator[tuple[str, tuple[TextBlock, ...]]]:
    """All lines of the form, also those that are empty, once there is an effect."""
    effect = _("yes") if budget.has_effect else _("none")
    yield _("Financial effects"), line(effect)
    if budget.has_effect:
        secured = {None: "–", True: _("yes"), False: _("no")}[budget.is_secured]
        yield _("a) for preparing the paper"), line(euros(budget.cost_of_preparing))
        yield _("b) for carrying out the measures"), line(euros(budget.cost_of_implementation))
        yield _("c) follow-up costs"), line(euros(budget.follow_up_costs))
        yield _("d) secured in the budget"), line(secured)
        yield _("Sub-budget or cost centre"), line(one_line(budget.sub_budget) or "–")
        yield _("Product or cost unit"), line(one_line(budget.product) or "–")
        yield _("Budget year"), line(str(budget.year or "–"))
        yield _("e) possible revenue"), line(euros(budget.possible_revenue))
    covered = budget.covered_by or ("" if budget.has_effect else _("not applicable"))
    yield _("Proposal how to cover it"), line(one_line(covered) or "–")


def euros(amount: Decimal | None) -> str:
    return "–" if amount is None else _("%(amount)s euros") % {"amount": figure(amount)}


def news_of(change: MeasureChange) -> str:
    """One line: which measure, its status before and now, and how often it was reported on."""
    told = []
    if change.is_added:
        told.append(_("added"))
    if change.has_other_status:
        words = {"before": status_word(change.status_before), "now": status_word(change.status)}
        told.append(_("%(now)s (before: %(before)s)") % words)
    elif change.updates:
        told.append(_("reported on %(day)s") % {"day": day_of(change.updates[0].as_of)})
    told += [_("new deadline: %(due)s") % {"due": row.due} for _of, row in change.moved]
    told += [_("reached: %(title)s") % {"title": milestone.title} for milestone in change.reached]
    told += [_("overdue: %(title)s") % {"title": milestone.title} for milestone in change.missed]
    if change.is_newly_late and not change.missed:
        told.append(_("now overdue"))
    return one_line(f"{change.measure}: {'; '.join(told)}")


def results_to_fill_in() -> Table:
    titles = (
        (_("No."), 0.5),
        (_("Meeting on"), 1.2),
        (_("Agenda item"), 0.8),
        (_("Unanimous"), 1.0),
        (_("By a majority: yes / no / abstentions"), 1.8),
        (_("As proposed"), 1.1),
        (_("Deviating recommendation or decision"), 2.0),
        (_("Signature of the clerk"), 1.4),
    )
    columns = tuple(Column(title, share) for title, share in titles)
    empty = tuple(Cell(()) for _column in columns[1:])
    rows = tuple(Row((Cell.of(str(number), is_header=True), *empty)) for number in range(1, LINES_OF_RESULTS + 1))
    return Table(_("Result of the consultation"), columns, (Group("", rows),))
