"""Fills a new paper from the report; the planner then edits the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from catalog.locking.row_locks import writing
from catalog.texts.web_names import free_web_name
from reports.choices import Audience, ConsultationResult, PaperKind, PaperState
from reports.council.issuing import NotIssuedError, audiences, held
from reports.council.paper_data import PaperData, last_paper, round_before
from reports.council.viewers import viewer_for
from reports.models import Consultation, CouncilPaper, PaperBudget, PaperSection, PaperTemplate
from reports.models.figures import ALL, LAST_PAPER, LATE, NEWS, PASSED, STATUS_NAMES, WITHOUT_REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from catalog.models import Municipality, Report
    from monitoring.models import ReportingRound

LONGEST_SUBJECT = 300  # characters
COPIED = ("sections", "annexes", "offices")


def fill(paper: CouncilPaper) -> None:
    """Writes proposal, introduction and summary if they are empty, and keeps other texts.

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


def draft_of_round(report: Report, found: ReportingRound) -> CouncilPaper:
    """Returns the draft of the paper about what a round has frozen of a report, filled in; an existing one, if any.

    Raises BusyError.
    """
    drafts = CouncilPaper.objects.filter(report=report, reporting_round=found, state=PaperState.DRAFT)
    if known := drafts.first():
        return known
    with override(settings.LANGUAGE_CODE):
        subject = _("State of “%(report)s”, %(round)s") % {"report": report.title, "round": found}
        paper = CouncilPaper(
            municipality=report.municipality,
            report=report,
            reporting_round=found,
            subject=subject[:LONGEST_SUBJECT],
            slug=free_slug(report.municipality, f"{found.slug}-{report.slug}"),
            dated_on=timezone.localdate(),
            columns=report.columns,
        )
        templates = PaperTemplate.objects.filter(municipality=report.municipality)[:2]
        paper.template = templates[0] if len(templates) == 1 else None
        paper.save()
    fill(paper)
    return CouncilPaper.objects.get(pk=paper.pk)


def proposal(paper: CouncilPaper) -> str:
    """Returns the proposal; it names the first committee if that meets in public, as everybody may read it."""
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
    """Returns plain sentences, with names in braces instead of numbers."""
    figures = PaperData(paper, viewer_for(Audience.HOUSE, paper.municipality)).figures
    labels = {name: str(status.label) for status, name in STATUS_NAMES.items()}
    parts = [f"{{{name}}} {label}" for name, label in labels.items() if figures[name] != "0"]
    if not parts:
        sentences = [nothing_reported(paper)]
    else:
        first = next(int(figures[name]) for name in labels if figures[name] != "0")
        sentences = [of_all(paper, first) % {"all": ALL, "parts": ", ".join(parts)}]
        if figures[WITHOUT_REPORT] != "0":
            sentences.append(_("Not reported on yet: {%(name)s}.") % {"name": WITHOUT_REPORT})
    if figures[LATE] != "0":
        sentences.append(_("Late: {%(name)s}.") % {"name": LATE})
    if figures[PASSED] != "0":
        sentences.append(_("Deadline passed, no report: {%(name)s}.") % {"name": PASSED})
    if before := round_before(paper):
        words = ngettext(
            "Since %(round)s there has been {%(news)s} new report.",
            "Since %(round)s there have been {%(news)s} new reports.",
            int(figures[NEWS]),
        )
        sentences.append(words % {"round": escaped(before.title), "news": NEWS})
    elif all(last_paper(paper, viewer_for(audience, paper.municipality)) for audience in audiences(paper)):
        words = ngettext(
            "Since the last paper of {%(day)s} there has been {%(news)s} new report.",
            "Since the last paper of {%(day)s} there have been {%(news)s} new reports.",
            int(figures[NEWS]),
        )
        sentences.append(words % {"day": LAST_PAPER, "news": NEWS})
    return " ".join(sentences)


def nothing_reported(paper: CouncilPaper) -> str:
    if paper.report.is_of_resolutions:
        return _("Nothing has been reported on the {gesamt} resolutions yet.")
    return _("Nothing has been reported on the {gesamt} measures yet.")


def of_all(paper: CouncilPaper, first: int) -> str:
    """Returns the sentence about how many are how far; it agrees with the `first` number in it."""
    if paper.report.is_of_resolutions:
        return ngettext("Of {%(all)s} resolutions %(parts)s.", "Of {%(all)s} resolutions %(parts)s.", first)
    return ngettext("Of {%(all)s} measures %(parts)s.", "Of {%(all)s} measures %(parts)s.", first)


def escaped(text: str) -> str:
    """Returns the text with braces that name no figure."""
    return text.replace("{", "(").replace("}", ")")


@writing()
def correct(paper: CouncilPaper) -> CouncilPaper:
    """Returns the draft that will replace an issued paper, with the same words; an existing one if there is one.

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
    draft.slug = free_slug(paper.municipality, paper.slug)
    draft.save()
    budget = list(PaperBudget.objects.filter(paper=paper))
    for part in [*(part for name in COPIED for part in getattr(paper, name).all()), *budget, *still_to_come(paper)]:
        part.pk, part._state.adding, part.paper = None, True, draft
        part.save()
    return draft


def still_to_come(paper: CouncilPaper) -> Iterator[Consultation]:
    """Yields meetings that can deal with a new version; those that have dealt with the old one cannot."""
    ahead = paper.consultations.filter(result="")
    put_off = paper.consultations.filter(result=ConsultationResult.ADJOURNED)
    for one in [*ahead, *put_off.exclude(committee__in=ahead.values("committee"))]:
        if one.result:
            one.result, one.meeting_on, one.hand_in_by, one.agenda_item = "", None, None, ""
        yield one


def free_slug(municipality: Municipality, slug: str) -> str:
    """Returns the first of "vorlage", "vorlage-2", "vorlage-3" … that no paper of the municipality has."""
    return free_web_name(slug, CouncilPaper.objects.filter(municipality=municipality).values_list("slug", flat=True))
