"""Issued papers as a visitor may read them: the document, and the results of the meetings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Exists, IntegerField, JSONField, OuterRef, Prefetch, Q, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone

from catalog.permissions.policy import Sight, sees_more_than_strangers
from catalog.prepared_queries import Bound, Prepared
from reports.addresses.get_or_404 import find_municipality
from reports.choices import NOT_DEALT_WITH, Audience, PaperState
from reports.documents.storing import load
from reports.models import Consultation, CouncilPaper, FrozenPaper

if TYPE_CHECKING:
    from django.http import HttpRequest

    from catalog.models import Measure, Municipality, Report
    from catalog.permissions.roles import Visitor
    from reports.documents.document import Document
    from reports.documents.theme import DocumentTheme
    from reports.querysets import CouncilPaperQuerySet


def audience_of(user: Visitor, row: Municipality | CouncilPaper | Report | Measure) -> Audience:
    return Audience.HOUSE if sees_more_than_strangers(user, row) else Audience.PUBLIC


@dataclass(frozen=True)
class IssuedPaper:
    """A paper with the document that was issued for this audience."""

    paper: CouncilPaper
    frozen: FrozenPaper

    @cached_property
    def _loaded(self) -> tuple[Document, DocumentTheme]:
        return load(self.frozen.text)

    @property
    def document(self) -> Document:
        return self._loaded[0]

    @property
    def theme(self) -> DocumentTheme:
        """Returns the look of its files, as it was issued."""
        return self._loaded[1]


def find_paper(request: HttpRequest, city: str, slug: str) -> IssuedPaper:
    """Returns the paper that an address names, in the version for this visitor, or 404."""
    papers = issued_papers(find_municipality(request, city), request.user)
    paper = get_object_or_404(papers, slug=slug)
    frozen = get_object_or_404(FrozenPaper, paper=paper, audience=audience_of(request.user, paper))
    return IssuedPaper(paper, frozen)


def issued_papers(municipality: Municipality, user: Visitor) -> CouncilPaperQuerySet[CouncilPaper]:
    """Returns issued papers with the meetings that a visitor may know of, in two queries."""
    meetings = Consultation.objects.visible_to(user).select_related("committee__municipality")
    papers = CouncilPaper.objects.visible_to(user).exclude(state=PaperState.DRAFT).filter(municipality=municipality)
    papers = papers.annotate(is_replaced=CouncilPaper.objects.replacing(user, "pk"))
    known = Prefetch("consultations", meetings, to_attr="known_consultations")
    return papers.with_crest().select_related("report__municipality").prefetch_related(known)


def newer_version(path: str) -> CouncilPaperQuerySet[CouncilPaper]:
    """Returns the issued paper that replaces the one to which a path of an outer query leads."""
    return CouncilPaper.objects.exclude(state=PaperState.DRAFT).filter(supersedes=OuterRef(path))


def presentations(report: Report, user: Visitor, measure: Measure | None = None) -> list[Consultation]:
    """Returns the meetings with papers about a report, or with this measure in the table, the newest first.

    A replaced version without a result was not presented: the newer one was.
    """
    held = meetings_held(Sight.of(user, report)).rows(report=report.pk, today=timezone.localdate())
    return [one for one in held if measure is None or measure.pk in (one.measures or ())]


@cache
def meetings_held(sight: Sight) -> Prepared[Any]:
    """Returns the query for the meetings with papers about a report, each with the measures of its paper."""
    audience = Audience.PUBLIC if sight is Sight.PUBLIC else Audience.HOUSE
    frozen = FrozenPaper.objects.filter(paper=OuterRef("paper"), audience=audience)
    return Prepared(
        Consultation.objects.visible_to(sight)
        .held(Bound("today", DateField()))
        .filter(paper__report=Bound("report", IntegerField()), paper__state=PaperState.ISSUED)
        .exclude(result__in=NOT_DEALT_WITH)
        .exclude(Q(Exists(newer_version("paper")), result=""))
        .select_related("paper__municipality", "committee__municipality")
        .annotate(measures=Subquery(frozen.values("measures")[:1], output_field=JSONField()))
        .order_by("-meeting_on", "-pk")
    )
