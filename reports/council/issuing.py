"""Issues papers: freezes every text and figure in one transaction."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.history.tracked_models import tracked_models
from catalog.locking.row_locks import lock_rows, writing
from reports.choices import Audience, PaperState
from reports.council.paper_document import PaperDocument
from reports.documents.storing import dump
from reports.models import CouncilPaper, FrozenPaper
from reports.models.figures import refuse_unknown_figures

if TYPE_CHECKING:
    from catalog.models import User
    from reports.documents.document import Document

AROUND = ("municipality", "report__municipality", "responsible_office", "supersedes", "template__municipality")


class NotIssuedError(Exception):
    """An error for a paper that cannot be issued or withdrawn; `reasons` are a sentence each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def issue(paper: CouncilPaper, user: User | None = None) -> CouncilPaper:
    """Issues a paper and returns it. Raises NotIssuedError, BusyError."""
    with writing():
        current = held(paper)
        if reasons := obstacles(current):
            raise NotIssuedError(*reasons)
        turn(current, PaperState.ISSUED, user)
        freeze(current, timezone.now())
    return current


def withdraw(paper: CouncilPaper, user: User | None = None) -> CouncilPaper:
    """Marks an issued paper as withdrawn; it stays where it is. Raises NotIssuedError, BusyError."""
    with writing():
        current = held(paper)
        if current.state != PaperState.ISSUED:
            raise NotIssuedError(_("Only an issued paper can be withdrawn."))
        turn(current, PaperState.WITHDRAWN, user)
    return current


def held(paper: CouncilPaper) -> CouncilPaper:
    """Returns the paper as stored, with a lock on its report."""
    lock_rows(tracked_models()["reports.councilpaper"], [paper.pk])
    papers = CouncilPaper.objects.select_related(*AROUND)
    return papers.get(pk=paper.pk)


def obstacles(paper: CouncilPaper) -> list[str]:
    """Returns why a draft cannot be issued yet, a sentence each."""
    if not paper.is_draft:
        return [_("The paper has already been issued.")]
    reasons = []
    if not paper.consultations.exists():
        reasons.append(_("No committee deals with the paper yet."))
    if paper.dated_on > timezone.localdate():
        reasons.append(_("The date of the paper is still to come; nothing is known of it."))
    texts = [paper.proposal, *(section.text for section in paper.sections.all())]
    for text in texts:
        try:
            refuse_unknown_figures(text)
        except ValidationError as error:
            reasons += error.messages
    return reasons


def turn(paper: CouncilPaper, state: PaperState, user: User | None) -> None:
    paper.state = state
    paper._history_user = user  # type: ignore[attr-defined]
    paper.save(update_fields=["state"])


def freeze(paper: CouncilPaper, at: datetime) -> None:
    """Stores the documents; one for everybody only if the report and a meeting are public."""
    for audience in audiences(paper):
        with override(settings.LANGUAGE_CODE):
            content = PaperDocument(paper, audience)
            text = dump(content.build(at), content.theme)
        FrozenPaper.objects.create(
            paper=paper,
            audience=audience,
            text=text,
            digest=FrozenPaper.digest_of(text),
            measures=content.measures,
            issued_at=at,
        )


def audiences(paper: CouncilPaper) -> list[Audience]:
    """Returns the audiences with a document; everybody only if the report and a meeting are public."""
    is_public = paper.report.is_public and paper.municipality.is_public
    is_public = is_public and paper.consultations.filter(is_public=True).exists()
    return [Audience.PUBLIC, Audience.HOUSE] if is_public else [Audience.HOUSE]


def draft(content: PaperDocument) -> Document:
    """Returns the document as it would be issued on the day of the paper, in the language of the installation."""
    with override(settings.LANGUAGE_CODE):
        return content.build(start_of(content.paper.dated_on), is_draft=True)


def content_of(paper: CouncilPaper, audience: Audience) -> PaperDocument:
    with override(settings.LANGUAGE_CODE):
        return PaperDocument(paper, audience)


def freeze_what_was_loaded() -> None:
    """Stores the documents of issued papers that a fixture has loaded, as of the day they bear."""
    loaded = CouncilPaper.objects.exclude(state=PaperState.DRAFT).filter(frozen=None)
    loaded = loaded.select_related(*AROUND)
    for paper in loaded.order_by("dated_on"):
        freeze(paper, start_of(paper.dated_on))


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
