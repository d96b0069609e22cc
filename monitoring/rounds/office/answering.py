"""What offices do with their answers: type, submit, confirm, take back. Each act is written whole or not at all.

OPEN → TYPED (saved while typing) → SUBMITTED → PUBLISHED, or SENT_BACK with a remark → SUBMITTED. What is submitted can
be taken back until it is published. Every saving counts `version` up, by which two windows notice each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.locking.row_locks import lock_roots
from monitoring.choices import AnswerState
from monitoring.models import AnsweredMilestone, AnsweredValue, ReportingRound, RoundAnswer, RoundRequest
from monitoring.models.round_answers import FIELDS
from monitoring.rounds.opening import ChangedMeanwhileError, RoundStateError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from catalog.models import User


@dataclass(frozen=True, slots=True)
class ToldValue:
    value: Decimal
    as_of: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed about a measure: fields by name, milestones and values by id.

    `unread` is what cannot be understood yet, by the name of its field in the form.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    milestones: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[int, ToldValue] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (any(self.fields.values()) or self.milestones or self.values or self.unread)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who answers: the name that somebody of the office has given, or a planner who writes down what was said."""

    name: str = ""
    noted_by: User | None = None


@transaction.atomic
def save_typed(request: RoundRequest, pk: int, version: int | None, typed: Typed, by: Writer) -> RoundAnswer:
    """Saves what is typed so far; with `version`, only if nobody has saved since. None overwrites.

    Raises ChangedMeanwhileError, RoundStateError, or RoundAnswer.DoesNotExist for one of another office.
    """
    answer = _still_awaited(request, pk, version)
    _write(answer, typed)
    if answer.state != AnswerState.SENT_BACK:
        answer.state = AnswerState.OPEN if typed.is_empty else AnswerState.TYPED
    return _saved(answer, by)


@transaction.atomic
def submit(request: RoundRequest, pk: int, version: int | None, by: Writer) -> RoundAnswer:
    """Hands what is typed to the planner. Whether it is complete, the form says before."""
    answer = _still_awaited(request, pk, version)
    if answer.unread:
        raise RoundStateError(_("Some of it cannot be understood yet."))
    answer.is_unchanged = False
    return _handed_in(answer, by)


@transaction.atomic
def confirm_unchanged(
    request: RoundRequest, pk: int, version: int | None, by: Writer, typed: Mapping[str, str] | None = None
) -> RoundAnswer:
    """Says that the last report still holds. What was `typed` meanwhile is kept aside, for taking back."""
    answer = _still_awaited(request, pk, version)
    if not answer.measure.status_updates.published().exists():
        raise RoundStateError(_("There is no report yet that could be confirmed."))
    _write(answer, Typed(unread=dict(typed or {})))
    answer.is_unchanged = True
    return _handed_in(answer, by)


@transaction.atomic
def take_back(request: RoundRequest, pk: int, by: Writer) -> RoundAnswer:
    """Gives a submitted answer back to the office, which may change it. Not once it is published."""
    answer = locked(request, pk)
    if answer.state == AnswerState.PUBLISHED:
        raise RoundStateError(_already(answer))
    if answer.state != AnswerState.SUBMITTED:
        return answer
    answer.is_unchanged = False
    has_rows = answer.milestones.exists() or answer.values.exists()
    is_typed = answer.says_something or bool(answer.unread) or has_rows
    answer.state = AnswerState.TYPED if is_typed else AnswerState.OPEN
    answer.submitted_at = None
    return _saved(answer, by)


@transaction.atomic
def say_not_ours(request: RoundRequest, pk: int, note: str, by: Writer) -> RoundAnswer:
    """Notes for the planner that another office should answer; "" takes that back. The planner decides."""
    answer = _still_awaited(request, pk)
    answer.not_ours = note
    return _saved(answer, by)


def note_use(request: RoundRequest, by: str = "") -> None:
    """Notes that a person has used the page: only what scanners of mails do not do counts, never a mere GET."""
    now = timezone.now()
    request.first_opened_at, request.last_used_at = request.first_opened_at or now, now
    request.last_used_by = by or request.last_used_by
    names = ("first_opened_at", "last_used_at", "last_used_by")
    # Not `save`: it would write a version of the request with each saving of an answer.
    RoundRequest.objects.filter(pk=request.pk).update(**{name: getattr(request, name) for name in names})


def locked(request: RoundRequest, pk: int) -> RoundAnswer:
    """Returns the answer as stored, which nobody changes until the end of the transaction, nor is its round closed."""
    lock_roots(ReportingRound, [request.round_id])
    answer: RoundAnswer = (
        RoundAnswer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("request__round", "measure__report")
        .get(pk=pk, request=request)
    )
    if not answer.request.round.is_running:
        raise RoundStateError(_("This round is not open any more."))
    return answer


def _still_awaited(request: RoundRequest, pk: int, version: int | None = None) -> RoundAnswer:
    """Returns the locked answer that the office may still change; with `version`, if nobody has saved since."""
    answer = locked(request, pk)
    if version is not None and version != answer.version:
        raise ChangedMeanwhileError(_("Somebody else has saved this meanwhile."))
    if not answer.is_awaited:
        raise RoundStateError(_already(answer))
    return answer


def _already(answer: RoundAnswer) -> str:
    if answer.state == AnswerState.PUBLISHED:
        return _("This answer is published already and cannot be changed here any more.")
    return _("This answer is submitted already. Take it back first if you want to change it.")


def _write(answer: RoundAnswer, typed: Typed) -> None:
    """Writes fields, milestones and values in place of those before."""
    for name in FIELDS:
        setattr(answer, name, typed.fields.get(name, ""))
    answer.unread = dict(typed.unread)
    answer.is_unchanged = False
    write_rows(answer, typed)


def write_rows(answer: RoundAnswer, typed: Typed) -> None:
    """Writes milestones and values in place of those before."""
    answer.milestones.all().delete()
    answer.values.all().delete()
    AnsweredMilestone.objects.bulk_create(
        AnsweredMilestone(answer=answer, milestone_id=pk, **parts) for pk, parts in typed.milestones.items()
    )
    AnsweredValue.objects.bulk_create(
        AnsweredValue(answer=answer, indicator_id=pk, value=told.value, as_of=told.as_of, note=told.note)
        for pk, told in typed.values.items()
    )


def _handed_in(answer: RoundAnswer, by: Writer) -> RoundAnswer:
    answer.state, answer.submitted_at = AnswerState.SUBMITTED, timezone.now()
    answer.not_ours = ""
    return _saved(answer, by)


def _saved(answer: RoundAnswer, by: Writer) -> RoundAnswer:
    answer.version += 1
    answer.saved_at = timezone.now()
    if by.name:
        answer.answered_by = by.name
    answer.noted_by = by.noted_by
    answer.save()
    return answer
