"""What the software knows is written into a new paper; the planner edits the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from catalog.locking.row_locks import writing
from reports.choices import Audience, ConsultationResult, PaperKind, PaperState
from reports.council.issuing import NotIssuedError, audiences, held
from reports.council.paper_data import PaperData, last_paper
from reports.council.viewers import viewer_for
from reports.models import Consultation, CouncilPaper, PaperBudget, PaperSection
from reports.models.figures import ALL, LAST_PAPER, LATE, NEWS, PASSED, STATUS_NAMES, WITHOUT_REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

COPIED = ("sections", "annexes", "offices")


def fill(paper: CouncilPaper) -> None:
    """Write what is still empty: the proposal, an introduction and a summary. What somebody wrote stays.

    Raises NotIssuedError for what has been issued meanwhile, BusyError.
    """
    with override(settings.LANGUAGE_CODE), writing():
        paper = held(paper)
        if not paper.is_draft:
            raise NotIssuedError(_("The paper has already been issued."))
        if not paper.proposal:
            paper.proposal = proposal(paper)
            paper.save()
        if not paper.sections.exists():
            texts = [(_("Reason for the paper"), introduction(paper)), (_("State of implementation"), summary(paper))]
            for order, (heading, text) in enumerate(texts, 1):
                PaperSection.objects.create(paper=paper, heading=heading, text=text, order=order)
        PaperBudget.objects.get_or_create(paper=paper)


def proposal(paper: CouncilPaper) -> str:
    """It names the first committee, if that is known already; one that meets in public, as everybody may read it."""
    first = paper.consultations.select_related("committee").order_by("-is_public", "order", "meeting_on", "pk").first()
    names = {"committee": escaped(first.committee.name) if first else "", "report": escaped(paper.report.title)}
    if paper.kind == PaperKind.DECISION:
        return _("The %(committee)s decides: …") % names if first else _("It is decided: …")
    if first:
        return _("The %(committee)s takes note of the state of “%(report)s”.") % names
    return _("The state of “%(report)s” is taken note of.") % names


def introduction(paper: CouncilPaper) -> str:
    opening = _("The administration reports on “%(report)s” as of {stand}.") % {"report": escaped(paper.report.title)}
    return "\n\n".join(filter(None, (opening, escaped(paper.report.introduction))))


def summary(paper: CouncilPaper) -> str:
    """In plain sentences, with names in braces where a figure will stand."""
    figures = PaperData(paper, viewer_for(Audience.HOUSE, paper.municipality)).figures
    labels = {name: str(status.label) for status, name in STATUS_NAMES.items()}
    parts = [f"{{{name}}} {label}" for name, label in labels.items() if figures[name] != "0"]
    if not parts:
        sentences = [_("Nothing has been reported on the {gesamt} measures yet.")]
    else:
        first = next(int(figures[name]) for name in labels if figures[name] != "0")
        words = ngettext("Of {%(all)s} measures %(parts)s.", "Of {%(all)s} measures %(parts)s.", first)
        sentences = [words % {"all": ALL, "parts": ", ".join(parts)}]
        if figures[WITHOUT_REPORT] != "0":
            sentences.append(_("Not reported on yet: {%(name)s}.") % {"name": WITHOUT_REPORT})
    if figures[LATE] != "0":
        sentences.append(_("Late: {%(name)s}.") % {"name": LATE})
    if figures[PASSED] != "0":
        sentences.append(_("Deadline passed, no report: {%(name)s}.") % {"name": PASSED})
    if all(last_paper(paper, viewer_for(audience, paper.municipality)) for audience in audiences(paper)):
        words = ngettext(
            "Since the last paper of {%(day)s} there has been {%(news)s} new report.",
            "Since the last paper of {%(day)s} there have been {%(news)s} new reports.",
            int(figures[NEWS]),
        )
        sentences.append(words % {"day": LAST_PAPER, "news": NEWS})
    return " ".join(sentences)


def escaped(text: str) -> str:
    """Braces of a report name no figure."""
    return text.replace("{", "(").replace("}", ")")


@writing()
def correct(paper: CouncilPaper) -> CouncilPaper:
    """A draft that will replace an issued paper, with the same words; the one there is, if there is one already.

    Raises NotIssuedError for a draft and for what has been replaced, BusyError.
    """
    paper = held(paper)
    if paper.is_draft:
        raise NotIssuedError(_("A draft is changed, not corrected."))
    if known := paper.corrections.first():
        if known.is_draft:
            return known
        raise NotIssuedError(_("Another paper already replaces this one."))
    draft = CouncilPaper.objects.get(pk=paper.pk)
    draft.pk, draft._state.adding = None, True
    draft.state, draft.supersedes = PaperState.DRAFT, paper
    draft.oparl_url = draft.council_url = ""
    draft.slug = next_slug(paper)
    draft.save()
    budget = list(PaperBudget.objects.filter(paper=paper))
    for part in [*(part for name in COPIED for part in getattr(paper, name).all()), *budget, *still_to_come(paper)]:
        part.pk, part._state.adding, part.paper = None, True, draft
        part.save()
    return draft


def still_to_come(paper: CouncilPaper) -> Iterator[Consultation]:
    """Meetings that can deal with a new version; those that have dealt with the old one will not do so again."""
    ahead = paper.consultations.filter(result="")
    put_off = paper.consultations.filter(result=ConsultationResult.ADJOURNED)
    for one in [*ahead, *put_off.exclude(committee__in=ahead.values("committee"))]:
        if one.result:
            one.result, one.meeting_on, one.hand_in_by, one.agenda_item = "", None, None, ""
        yield one


def next_slug(paper: CouncilPaper) -> str:
    """The first of "vorlage-2", "vorlage-3" … that is free."""
    taken = set(CouncilPaper.objects.filter(municipality=paper.municipality).values_list("slug", flat=True))
    number = 2
    while (slug := f"{paper.slug[:90]}-{number}") in taken:
        number += 1
    return slug
