"""Querysets of subscriptions, prepared files, council papers and committees."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from catalog.models import Measure, Municipality, Office, Report
from catalog.permissions.policy import public_municipality, public_report, visible
from catalog.permissions.registry import ALL_ROWS
from catalog.querysets import LocalQuerySet, VisibleQuerySet
from reports.choices import PaperState, PreparedState

if TYPE_CHECKING:
    from datetime import datetime

    from catalog.permissions.policy import Sight
    from catalog.permissions.roles import Visitor
    from catalog.prepared_queries import Day

M_co = TypeVar("M_co", bound=models.Model, covariant=True)

AT_WORK = (PreparedState.READING, PreparedState.WRITING)  # states of a prepared file that is still to come
KEPT_FOR = timedelta(hours=1)


class SubscriptionQuerySet(models.QuerySet[M_co]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed_since(self, moment: datetime) -> Self:
        """Returns subscriptions never confirmed, and last asked for before that moment."""
        return self.filter(confirmed_at__isnull=True, asked_at__lt=moment)

    def with_followed(self) -> Self:
        """Loads what is followed, with what its address and the top of its page need; a query for each kind of it.

        One query for all would join fifteen tables, which a database plans for longer than it runs.
        """
        kinds: dict[str, Any] = {"municipality": Municipality, "report": Report, "office": Office}
        lookups = [Prefetch(name, model._default_manager.with_crest()) for name, model in kinds.items()]
        return self.prefetch_related(
            *lookups, Prefetch("measure", Measure.objects.with_crest().select_related("parent"))
        )


class PreparedFileQuerySet(models.QuerySet[M_co]):
    def visible_to(self, user: Visitor) -> Self:
        """Returns the visitor's own files, and those of strangers, whose addresses cannot be guessed."""
        return self.kept().filter(Q(asked_by=None) | Q(asked_by=user.pk))

    def kept(self) -> Self:
        return self.filter(created_at__gt=timezone.now() - KEPT_FOR)

    def outdated(self) -> Self:
        return self.filter(created_at__lte=timezone.now() - KEPT_FOR)

    def at_work(self) -> Self:
        return self.filter(state__in=AT_WORK)

    def answering(self, question: str) -> Self:
        """Returns files being made or, for strangers, finished: their question names what there was to be seen."""
        finished = Q(state=PreparedState.DONE, asked_by=None)
        return self.kept().filter(Q(state__in=AT_WORK) | finished, question=question)

    def without_content(self) -> Self:
        return self.defer("content")


def issued_paper(path: str = "") -> Q:
    """Returns a condition: presented to the council, even if it was withdrawn later."""
    return Q(**{f"{path}state__in": [PaperState.ISSUED, PaperState.WITHDRAWN]})


class CommitteeQuerySet(VisibleQuerySet[M_co]):
    public = public_municipality("municipality__")

    def get_by_natural_key(self, ags: str, slug: str) -> M_co:
        return self.get(municipality__ags=ags, slug=slug)


class CommitteeSectionQuerySet(models.QuerySet[M_co]):
    def get_by_natural_key(self, ags: str, committee: str, report: str, section: str) -> M_co:
        at = {"committee__municipality__ags": ags, "committee__slug": committee}
        return self.get(**at, section__report__slug=report, section__slug=section)


class PaperTemplateQuerySet(models.QuerySet[M_co]):
    def get_by_natural_key(self, ags: str, name: str) -> M_co:
        return self.get(municipality__ags=ags, name=name)


class TemplateBlockQuerySet(models.QuerySet[M_co]):
    def get_by_natural_key(self, ags: str, template: str, kind: str, heading: str) -> M_co:
        return self.get(template__municipality__ags=ags, template__name=template, kind=kind, heading=heading)


class CouncilPaperQuerySet(LocalQuerySet[M_co]):
    def visible_to(self, user: Visitor | Sight) -> Self:
        """Returns issued papers; for strangers those on public reports in public meetings."""
        return self.filter(visible(user, self.model, issued_paper() & self._is_public(), issued_paper()))

    def issued(self) -> Self:
        """Returns papers presented and not withdrawn."""
        return self.filter(state=PaperState.ISSUED)

    def replacing(self, user: Visitor, paper: str) -> Exists:
        """Returns an expression: whether a visitor may see a later version of the paper in a column."""
        return Exists(self.visible_to(user).issued().filter(supersedes=OuterRef(paper)))

    def _is_public(self) -> Q:
        """Returns a condition: a public meeting deals with the paper, and there is a document for everybody."""
        consultation: Any = self.model._meta.get_field("consultations").related_model
        meetings = consultation.objects.filter(paper=OuterRef("pk"), is_public=True)
        return public_report("report__") & Q(Exists(meetings)) & with_public_document(self.model, "pk")

    def get_by_natural_key(self, ags: str, slug: str) -> M_co:
        return self.get(municipality__ags=ags, slug=slug)


class PaperPartQuerySet(models.QuerySet[M_co]):
    def get_by_natural_key(self, ags: str, paper: str, *own: str) -> M_co:
        """Returns a part of a paper; `own` is a heading, a title, an office and its role, or nothing for the budget."""
        names = {1: ("heading",), 2: ("office__slug", "part")}.get(len(own), ())
        if names == ("heading",) and not hasattr(self.model, "heading"):
            names = ("title",)
        return self.get(paper__municipality__ags=ags, paper__slug=paper, **dict(zip(names, own, strict=True)))


class PaperAnnexQuerySet(PaperPartQuerySet[M_co]):
    def visible_to(self, user: Visitor) -> Self:
        """Returns annexes with a file, of papers that a visitor sees; strangers those that are public themselves."""
        papers: Any = self.model._meta.get_field("paper").related_model
        with_file = ~Q(digest="") & Q(paper__in=papers.objects.visible_to(user).order_by().values("pk"))
        return self.filter(with_file, visible(user, self.model, Q(is_public=True), ALL_ROWS))


class ConsultationQuerySet(models.QuerySet[M_co]):
    def visible_to(self, user: Visitor | Sight) -> Self:
        """Returns public meetings with public papers; for readers, all meetings with issued ones."""
        paper = self.model._meta.get_field("paper").related_model
        public = Q(is_public=True) & public_report("paper__report__") & with_public_document(paper, "paper")
        return self.filter(visible(user, self.model, issued_paper("paper__") & public, issued_paper("paper__")))

    def held(self, day: Day) -> Self:
        """Returns consultations whose meeting has been, that day included."""
        return self.filter(meeting_on__lte=day)

    def get_by_natural_key(self, ags: str, paper: str, committee: str, day: str | None) -> M_co:
        at = {"paper__municipality__ags": ags, "paper__slug": paper}
        return self.get(**at, committee__slug=committee, meeting_on=day)


def with_public_document(paper: Any, path: str) -> Q:
    """Returns a condition: papers, or rows with a `path` to them, that have a document for everybody.

    `paper` is the model.
    """
    documents = paper._meta.get_field("frozen").related_model.objects
    return Q(Exists(documents.filter(paper=OuterRef(path), audience="public")))


class FrozenPaperError(Exception):
    """An error for changing or deleting what has been issued."""
