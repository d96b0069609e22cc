"""Rehearses an act on measures: does it, notes what it does, and takes all of it back, for its preview."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core import signing
from django.db import transaction

from catalog.locking.form_snapshot import DIGITS
from catalog.locking.row_locks import lock_report, writing
from catalog.models import Measure, MeasureTheme, Responsibility
from catalog.row_values import fingerprint, fingerprint_of_texts
from monitoring.models import (
    Attachment,
    Comment,
    Discussion,
    Indicator,
    Milestone,
    RoundAnswer,
    StatusUpdate,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import User

LONGEST_REASON = 100  # characters, in history
SALT = "monitoring.succession"
BELONGING = (
    *(Responsibility, MeasureTheme, StatusUpdate, Milestone, Indicator, Discussion, RoundAnswer),
    *(Attachment, Comment),
)

Done = TypeVar("Done")


class RefusedActError(Exception):
    """The act is not possible; nothing is written. `sentences` say why."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


class ChangedSinceError(Exception):
    """Somebody has changed what the preview showed; nothing is written."""


class Performance(ABC, Generic[Done]):
    """An act on measures of one report that can be rehearsed; `report` and `measures` are ids."""

    report: int
    measures: list[int]
    by: User | None

    @abstractmethod
    def carry_out(self) -> Done:
        """Does it, in a transaction that holds the lock of the report; returns what has become of the measures."""

    def sign(self, row: Any, reason: str) -> None:
        """Prepares a row, which is saved or deleted next."""
        row._change_reason, row._history_user = reason, self.by


def rehearse(act: Performance[Done]) -> Done:
    """Returns what the act would do. Raises RefusedActError and BusyError."""
    with writing():
        lock_report(act.report)
        done = act.carry_out()
        transaction.set_rollback(True)
    return done


def perform(act: Performance[Done], shown: str) -> Done:
    """Carries the act out, if nothing has changed since `token_of`. Raises RefusedActError and BusyError.

    Raises ChangedSinceError where somebody else has changed one of the measures or what belongs to them.
    """
    with writing():
        lock_report(act.report)
        if _read(shown) != state_of(act.measures):
            raise ChangedSinceError
        return act.carry_out()


def token_of(measures: Iterable[int]) -> str:
    """Returns a signed text for a hidden field that remembers how the measures were."""
    return signing.dumps(state_of(measures), salt=SALT)


def _read(token: str) -> str:
    try:
        return str(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return ""


def state_of(measures: Iterable[int]) -> str:
    """Returns a fingerprint of measures with their parts and all that belongs to them; eleven queries."""
    keys = sorted(measures)
    found: list[Any] = []
    for rows in (Measure.objects.filter(pk__in=keys), Measure.objects.filter(parent__in=keys)):
        found += [(row.pk, fingerprint_of_texts(row)) for row in rows.order_by("pk")]
    for model in BELONGING:
        rows_of_kind: Any = model._base_manager.filter(measure__in=keys).order_by("pk")
        found += [(model._meta.label_lower, row.pk, fingerprint_of_texts(row)) for row in rows_of_kind]
    return fingerprint(found)[: 2 * DIGITS]
