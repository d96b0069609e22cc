"""What the software knows is written into a new paper; the planner edits the words."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from reports.models import Audience, CouncilPaper, PaperBudget, PaperKind, PaperSection, PaperState
from reports.models.figures import ALL, LAST_PAPER, LATE, NEWS, STATUS_NAMES, WITHOUT_REPORT
from reports.papers.audiences import eyes_of
from reports.papers.facts import Facts
from reports.papers.issuing import NotIssuedError

COPIED = ("sections", "annexes", "offices", "consultations")


def fill(paper: CouncilPaper) -> None:
    """Write what is still empty: the proposal, an introduction and a summary. What somebody wrote stays."""
    with override(settings.LANGUAGE_CODE), transaction.atomic():
        facts = Facts(paper, eyes_of(Audience.HOUSE, paper.municipality))
        if not paper.proposal:
            paper.proposal = proposal(paper)
            paper.save()
        if not paper.sections.exists():
            texts = [(_("Reason for the paper"), introduction(paper)), (_("State of implementation"), summary(facts))]
            for order, (heading, text) in enumerate(texts, 1):
                PaperSection.objects.create(paper=paper, heading=heading, text=text, order=order)
        PaperBudget.objects.get_or_create(paper=paper)


def proposal(paper: CouncilPaper) -> str:
    """It names the first committee, if that is known already."""
    first = paper.consultations.select_related("committee").first()
    names = {"committee": first.committee.name if first else "", "report": paper.report.title}
    if paper.kind == PaperKind.DECISION:
        return _("The %(committee)s decides: …") % names if first else _("It is decided: …")
    if first:
        return _("The %(committee)s takes note of the state of “%(report)s”.") % names
    return _("The state of “%(report)s” is taken note of.") % names


def introduction(paper: CouncilPaper) -> str:
    opening = _("The administration reports on “%(report)s” as of {stand}.") % {"report": paper.report.title}
    return "\n\n".join(filter(None, (opening, escaped(paper.report.introduction))))


def summary(facts: Facts) -> str:
    """In plain sentences, with names in braces where a figure will stand."""
    figures = facts.figures
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
    if facts.since:
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


@transaction.atomic
def correct(paper: CouncilPaper) -> CouncilPaper:
    """A draft that will replace an issued paper, with the same words; the one there is, if there is one already.

    Raises NotIssuedError for a draft.
    """
    paper = CouncilPaper.objects.get(pk=paper.pk)
    if paper.is_draft:
        raise NotIssuedError(_("A draft is changed, not corrected."))
    if known := paper.corrections.first():
        return known
    draft = CouncilPaper.objects.get(pk=paper.pk)
    draft.pk, draft._state.adding = None, True
    draft.state, draft.supersedes = PaperState.DRAFT, paper
    draft.oparl_url = draft.council_url = ""
    draft.slug = next_slug(paper)
    draft.save()
    budget = list(PaperBudget.objects.filter(paper=paper))
    for part in [*(part for name in COPIED for part in getattr(paper, name).all()), *budget]:
        part.pk, part._state.adding, part.paper = None, True, draft
        if hasattr(part, "result"):
            part.result = part.deviating_text = ""
            part.votes_for = part.votes_against = part.abstentions = None
        part.save()
    return draft


def next_slug(paper: CouncilPaper) -> str:
    """The first of "vorlage-2", "vorlage-3" … that is free."""
    taken = set(CouncilPaper.objects.filter(municipality=paper.municipality).values_list("slug", flat=True))
    number = 2
    while (slug := f"{paper.slug[:90]}-{number}") in taken:
        number += 1
    return slug
