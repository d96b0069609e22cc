"""The threads of measures as pages show them: the open ones first, each with its answers, in a few queries for all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count

from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from monitoring.models import Comment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.models import User
    from monitoring.models.comment import CommentQuerySet


@dataclass(slots=True)
class Thread:
    """A comment with its answers, in the order in which they were written."""

    first: Comment
    answers: list[Comment] = field(default_factory=list)

    @property
    def comments(self) -> list[Comment]:
        return [self.first, *self.answers]

    @property
    def is_open(self) -> bool:
        return self.first.is_open

    @property
    def base(self) -> str:
        """Returns what a page says it has shown, by which an answer or a closing notices what came meanwhile."""
        return f"{'open' if self.is_open else 'closed'}-{self.comments[-1].pk}"


def threads_on(measures: Iterable[int]) -> Mapping[int, list[Thread]]:
    """Returns the threads of these measures by their ids, open ones first, the newest first; two queries for all."""
    found: dict[int, list[Thread]] = defaultdict(list)
    rows = Comment.objects.filter(measure__in=list(measures)).select_related("written_by", "office", "closed_by")
    comments = list(rows.prefetch_related("mentions__person", "mentions__office"))
    by_first = {row.pk: Thread(row) for row in comments if row.thread_id is None}
    for row in comments:
        if row.thread_id in by_first:
            by_first[row.thread_id].answers.append(row)
    for thread in sorted(by_first.values(), key=lambda one: (one.is_open, one.first.written_at), reverse=True):
        found[thread.first.measure_id].append(thread)
    return found


def number_open(measures: Iterable[int]) -> dict[int, int]:
    """Returns how many threads are open on each of these measures that has any; one query."""
    rows = Comment.objects.open().filter(measure__in=list(measures)).order_by()
    return dict(rows.values_list("measure").annotate(number=Count("pk")))


def open_threads(user: User) -> CommentQuerySet:
    """Returns the first comments of all open threads that a person sees, the newest first."""
    seen = Comment.objects.open().filter(permitted(user, Action.VIEW, Comment), measure__report__is_closed=False)
    related = ("measure__parent", "measure__report__municipality", "written_by", "office")
    return seen.select_related(*related).order_by("-written_at", "-pk")
