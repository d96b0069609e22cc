"""Finds the comments that a person is to be told of: those that speak to them, and what planners are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from catalog.choices import MemberRole
from catalog.models import Municipality
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from monitoring.models import Comment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from catalog.models import Measure, User
    from monitoring.models.comment import CommentQuerySet


def comments_to(person: User, since: datetime) -> CommentQuerySet:
    """Returns the comments since a moment that a person is told of, the oldest first.

    They speak to the person or to an office for which the person reports, answer what the person has written, or are an
    office's to the planners. Nobody is told of their own, nor of what they may not see.
    """
    held = person.memberships
    offices = held.filter(role=MemberRole.CONTRIBUTOR).values("office")
    planned = held.filter(role=MemberRole.PLANNER).values("municipality")
    spoken_to = Q(mentions__person=person) | Q(mentions__office__in=offices)
    answered = Q(thread__written_by=person) | Q(thread__answers__written_by=person)
    of_offices = Q(office__isnull=False, measure__report__municipality__in=planned)
    theirs = Comment.objects.filter(spoken_to | answered | of_offices, written_at__gt=since).order_by().values("pk")
    seen = Comment.objects.filter(permitted(person, Action.VIEW, Comment), pk__in=theirs)
    related = ("measure__parent", "measure__report__municipality", "written_by", "office")
    return seen.exclude(written_by=person).select_related(*related).order_by("written_at", "pk")


def talking_cities(since: datetime) -> QuerySet[Municipality]:
    """Returns the municipalities with comments since a moment."""
    return Municipality.objects.filter(reports__measures__comments__written_at__gt=since).order_by()


def commented_among(measures: Iterable[Measure]) -> list[Measure]:
    """Returns the measures with an open comment, in the order given; one query."""
    known = list(measures)
    keys = set(Comment.objects.open().filter(measure__in=known).order_by().values_list("measure", flat=True))
    return [measure for measure in known if measure.pk in keys]
