"""Writes, answers, closes and opens comments. Each act holds the report, so that two people notice each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.choices import MemberRole
from catalog.locking.row_locks import lock_report, writing
from catalog.models import Report
from monitoring.comments.threads import Thread
from monitoring.models import Comment, CommentMention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalog.models import Measure, Office, User
    from monitoring.comments.audience import Audience


JUST_NOW = timedelta(minutes=10)


class CommentRefusedError(Exception):
    """What somebody wants to do does not fit what has happened meanwhile; the words say why."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: a person who has logged in, or somebody behind the link of an office, by the name they give."""

    person: User | None = None
    name: str = ""
    office: Office | None = None

    def may_close(self, thread: Thread) -> bool:
        """Tells whether this is a planner, or has begun the thread: the person, or behind a link the office."""
        if self.person and self.person.roles.is_superuser:
            return True
        if self.person and _city_of(thread) in self.person.roles.municipalities(MemberRole.PLANNER):
            return True
        first = thread.first
        if first.written_by_id:
            return self.person is not None and first.written_by_id == self.person.pk
        return self.office is not None and first.office_id == self.office.pk


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has typed: a new comment or, with the id of its first comment, an answer in a thread."""

    text: str
    spoken_to: Sequence[str] = ()
    thread: int | None = None


def _city_of(thread: Thread) -> int:
    return thread.first.measure.report.municipality_id


def write(measure: Measure, draft: Draft, by: Writer, audience: Audience) -> Comment:
    """Writes what is drafted, with the mentions in its boxes and in its text; what arrives twice is written once.

    Raises CommentRefusedError where the report or the thread was closed meanwhile, BusyError, ValidationError.
    """
    with writing():
        _hold(measure)
        if draft.thread is not None and not load(measure, draft.thread).is_open:
            raise CommentRefusedError(
                _("It has been closed meanwhile. Open it again to answer; your text still stands.")
            )
        comment = Comment(measure=measure, thread_id=draft.thread, text=draft.text, written_at=timezone.now())
        comment.written_by, comment.writer_name = by.person, "" if by.person else by.name
        comment.office = by.office
        comment.full_clean()
        if twin := _twin(comment):
            return twin
        comment.save()
        named = audience.spoken_to(comment.text) | set(draft.spoken_to)
        CommentMention.objects.bulk_create(
            CommentMention(comment=comment, person=audience.people.get(key), office=audience.offices.get(key))
            for key in sorted(named & {*audience.people, *audience.offices})
        )
    return comment


def _twin(comment: Comment) -> Comment | None:
    """Returns what the same person has just written in the same words and place, by a second click or a reload."""
    same = {
        name: getattr(comment, name) for name in ("measure", "thread", "text", "written_by", "writer_name", "office")
    }
    return Comment.objects.filter(**same, written_at__gte=comment.written_at - JUST_NOW).first()


def close(measure: Measure, thread: int, base: str, by: Writer) -> Thread:
    """Closes a thread, unless somebody has answered since it was shown. Raises as `write` does."""
    with writing():
        found = _changeable(measure, thread, base, by)
        if found.is_open:
            found.first.closed_at, found.first.closed_by = timezone.now(), by.person
            found.first.save()
    return found


def reopen(measure: Measure, thread: int, base: str, by: Writer) -> Thread:
    """Opens a closed thread again. Raises as `write` does."""
    with writing():
        found = _changeable(measure, thread, base, by)
        if not found.is_open:
            found.first.closed_at = found.first.closed_by = None
            found.first.save()
    return found


def load(measure: Measure, thread: int) -> Thread:
    """Returns a thread of the measure as it is stored. Raises Comment.DoesNotExist for one of another measure."""
    first = Comment.objects.threads().select_related("measure__report").get(pk=thread, measure=measure.pk)
    return Thread(first, list(first.answers.order_by("written_at", "pk")))


def _changeable(measure: Measure, thread: int, base: str, by: Writer) -> Thread:
    _hold(measure)
    found = load(measure, thread)
    if not by.may_close(found):
        raise CommentRefusedError(_("Only who has begun it or a planner closes a comment and opens it again."))
    if base != found.base:
        raise CommentRefusedError(
            _("Somebody has answered or closed it meanwhile. Read it first; nothing was changed.")
        )
    return found


def _hold(measure: Measure) -> None:
    lock_report(measure.report_id)
    if Report.objects.filter(pk=measure.report_id, is_closed=True).exists():
        raise CommentRefusedError(_("The report is closed; nothing can be written any more."))
