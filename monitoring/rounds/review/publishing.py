"""Publishes what offices have answered, or sends it back: each answer in one transaction, whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import deadlines
from catalog.choices import Publication
from catalog.deadlines import Precision, UnreadableDeadlineError
from catalog.locking.row_locks import lock_report
from catalog.texts import costs
from monitoring.choices import AnswerState
from monitoring.models import IndicatorValue, RoundAnswer, StatusUpdate
from monitoring.models.status import TOLD
from monitoring.rounds.opening import ChangedMeanwhileError, RoundStateError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from catalog.models import Measure, MovableDeadline, User
    from monitoring.models import AnsweredMilestone, AnsweredValue

LONGEST_CHANGE_REASON = 100  # characters of a history
MOVED = ("due", "change_reason", "original_due", "moved_on")


class ReportedAlreadyError(RoundStateError):
    """A published update of the same measure and day, which is not overwritten unless somebody says so."""

    def __init__(self, update: StatusUpdate) -> None:
        words = _("An update of %(measure)s as of %(day)s is published already. Say what is to become of it.")
        super().__init__(words % {"measure": update.measure, "day": f"{update.as_of:%d.%m.%Y}"})
        self.update = update


class Beside(StrEnum):
    """What is to become of an update of the same day that is published already."""

    APPEND = "append"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What is to be published of an answer: the words of the office, or those of the planner instead."""

    status: str = ""
    text: str = ""
    next_steps: str = ""
    reason: str = ""
    due: str = ""
    due_reason: str = ""
    costs: str = ""

    @classmethod
    def of(cls, answer: RoundAnswer) -> Self:
        return cls(**{one.name: getattr(answer, one.name) for one in fields(cls)})

    @property
    def says_nothing(self) -> bool:
        """Tells whether there is neither a status nor a text in it, and so the last report still holds."""
        return not (self.status or self.text or self.next_steps or self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision of the planner: on which version of the answer, in which words, beside an update of the same day."""

    version: int | None = None
    wording: Wording | None = None
    beside: Beside | None = None


def publish(answer: RoundAnswer, by: User, decision: Decision | None = None) -> StatusUpdate:
    """Publishes an answer and returns the update it has become.

    With it become public: the moved deadline, milestones, values and costs. Raises RoundStateError, which says why
    nothing was written; ChangedMeanwhileError and ReportedAlreadyError are two kinds of it.
    """
    chosen = decision or Decision()
    with transaction.atomic(), _in_words():
        current = _locked(answer, chosen.version)
        said = chosen.wording or Wording.of(current)
        day = current.request.round.day_of_report
        signed = _Signature(by, _why(current))
        update = _report(current, said, day, signed, chosen.beside)
        _change_measure(current.measure, said, day, signed)
        for milestone in current.milestones.select_related("milestone"):
            _change_milestone(milestone, day, signed)
        for value in current.values.select_related("indicator"):
            _write_value(value, signed, chosen.beside)
        current.update = update
        _decide(current, AnswerState.PUBLISHED, by)
    return update


@transaction.atomic
def send_back(answer: RoundAnswer, remark: str, by: User, version: int | None = None) -> None:
    """Gives an answer back to its office, with what is to be changed. Raises RoundStateError."""
    if not remark.strip():
        raise RoundStateError(_("Say what the office should change."))
    current = _locked(answer, version)
    current.remark = remark
    _decide(current, AnswerState.SENT_BACK, by)


@dataclass(frozen=True, slots=True)
class _Signature:
    """Who has written a row, and why, for its history."""

    by: User
    reason: str

    def save(self, row: Any, changed: Collection[str] = ()) -> None:
        """Checks and saves a row; of a stored one only what was `changed`, as the rest may be older than a rule."""
        row._history_user, row._change_reason = self.by, self.reason
        names = {field.name for field in row._meta.fields}
        row.clean_fields(exclude=names.difference(changed) if changed else {"author", "confirms"})
        row.validate_constraints()
        row.save()


def _why(answer: RoundAnswer) -> str:
    words = _("%(round)s: answer of %(office)s")
    text = words % {"round": answer.request.round, "office": answer.request.office}
    return text[:LONGEST_CHANGE_REASON]


@contextmanager
def _in_words() -> Iterator[None]:
    """Says what a form would have refused; nothing is written then."""
    try:
        yield
    except ValidationError as error:
        raise RoundStateError(" ".join(error.messages)) from error


def _locked(answer: RoundAnswer, version: int | None) -> RoundAnswer:
    """Returns the answer as stored, which nobody changes until the end of the transaction, nor its report."""
    lock_report(answer.measure.report_id)
    rows = RoundAnswer.objects.select_for_update(of=("self",), no_key=True)
    try:
        current = rows.select_related("request__round", "request__office", "measure__report").get(pk=answer.pk)
    except RoundAnswer.DoesNotExist as error:
        raise ChangedMeanwhileError(_("This answer does not exist any more.")) from error
    if not current.request.round.is_running:
        raise RoundStateError(_("This round is not open."))
    if current.measure.report.is_closed:
        words = _("The report “%(report)s” is closed. Open it again before anything of it is published.")
        raise RoundStateError(words % {"report": current.measure.report})
    if current.state == AnswerState.PUBLISHED:
        raise ChangedMeanwhileError(_("This answer has been published already."))
    if current.state != AnswerState.SUBMITTED:
        raise ChangedMeanwhileError(_("This answer is not submitted any more: the office is working on it."))
    if version is not None and version != current.version:
        raise ChangedMeanwhileError(_("The office has changed this answer meanwhile. Read it once more."))
    return current


def _decide(answer: RoundAnswer, state: AnswerState, by: User) -> None:
    answer.state, answer.reviewed_at, answer.reviewed_by, answer.told_at = state, timezone.now(), by, None
    answer.version += 1
    if state == AnswerState.PUBLISHED:
        answer.remark = ""
    names = ["state", "reviewed_at", "reviewed_by", "told_at", "version", "remark", "update"]
    answer.save(update_fields=names)


# What becomes public


def _report(answer: RoundAnswer, said: Wording, day: date, signed: _Signature, beside: Beside | None) -> StatusUpdate:
    """Writes the update, or changes the one of the same day in the way that was chosen."""
    published = StatusUpdate.objects.published().with_confirmed().filter(measure=answer.measure_id)
    same_day = published.filter(as_of=day).first()
    if same_day is None:
        update = _new_update(answer, said, published.until(day).first(), day, signed)
        signed.save(update)
        return update
    if beside is None:
        raise ReportedAlreadyError(same_day)
    if not said.says_nothing:
        for name in TOLD:
            setattr(same_day, name, _beside(getattr(same_day.told, name), getattr(said, name), beside))
        same_day.status = said.status or same_day.status
        signed.save(same_day, ("status", *TOLD))
    return same_day


def _new_update(
    answer: RoundAnswer, said: Wording, newest: StatusUpdate | None, day: date, signed: _Signature
) -> StatusUpdate:
    told = {name: getattr(said, name) for name in ("status", *TOLD)}
    fixed = {"measure": answer.measure, "as_of": day, "publication": Publication.PUBLISHED}
    update = StatusUpdate(**fixed, **told, author=answer.noted_by or signed.by)
    if said.says_nothing and newest is not None:
        update.status, update.confirms = newest.status, confirmable(newest)
    elif said.says_nothing and answer.is_unchanged:
        raise RoundStateError(_("There is no report yet that could be confirmed."))
    return update


def confirmable(newest: StatusUpdate) -> StatusUpdate:
    """Returns the last published update with a text, up to the newest one; that itself where none has a text."""
    if newest.told.has_own_text:
        return newest.told
    before = StatusUpdate.objects.published().until(newest.as_of).filter(measure=newest.measure_id)
    worded = (one.told for one in before.with_confirmed() if one.told.has_own_text)
    return next(worded, newest)


def _beside(before: str, said: str, way: Beside) -> str:
    if way is Beside.REPLACE:
        return said
    return "\n\n".join(filter(None, (before, said if said != before else "")))


def _change_measure(measure: Measure, said: Wording, day: date, signed: _Signature) -> None:
    names = set(move(measure, said.due, said.due_reason, day))
    if said.costs and said.costs != measure.costs:
        read = costs.read(said.costs)
        measure.costs_amount, measure.costs_kind, measure.costs = read.amount, read.kind, read.wording
        names |= {"costs_amount", "costs_kind", "costs"}
    if names:
        signed.save(measure, names)


def move(row: MovableDeadline, due: str, reason: str, day: date) -> tuple[str, ...]:
    """Gives a row another deadline as of a day; returns the names of the fields that are another now.

    The day is not that of typing, so that the state of the round shows what was reported for it.
    """
    if not due or due == row.due:
        return ()
    stored = copy(row)
    row.due = due
    if stored.due_on and stored.due_on != row.due_on:
        row.change_reason = reason
    row.keep_first_deadline(stored)
    row.moved_on = day if row.original_due else None
    row.comes_back = True  # it is sorted out already, and today is not the day
    return MOVED


def _change_milestone(told: AnsweredMilestone, day: date, signed: _Signature) -> None:
    milestone = told.milestone
    changed = list(move(milestone, told.due, told.due_reason, day))
    if told.done_as:
        milestone.done_as, milestone.done_on = reached(told.done_as)
        changed += ["done_as", "done_on"]
    if changed:
        signed.save(milestone, changed)


def reached(wording: str) -> tuple[str, date | None]:
    """Returns the words and the day on which a milestone was reached; no words where a day says it all."""
    try:
        period = deadlines.read(wording)
    except UnreadableDeadlineError:
        return wording, None
    return ("" if period.precision == Precision.DAY else wording), period.last


def _write_value(told: AnsweredValue, signed: _Signature, beside: Beside | None) -> None:
    known = IndicatorValue.objects.filter(indicator=told.indicator_id, as_of=told.as_of).first()
    if known and known.value == told.value and not known.is_draft:
        return
    if known and not known.is_draft and beside is not Beside.REPLACE:
        words = _("%(indicator)s has another value as of %(day)s already: %(value)s. Say that it is to be replaced.")
        facts = {"indicator": told.indicator, "day": f"{told.as_of:%d.%m.%Y}", "value": known}
        raise RoundStateError(words % facts)
    value = known or IndicatorValue(indicator=told.indicator, as_of=told.as_of)
    value.value, value.note, value.publication = told.value, told.note, Publication.PUBLISHED
    signed.save(value)
