"""Closes a round: freezes what was reported, and ends the links of the offices. Nobody opens it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.locking.row_locks import lock_roots, writing
from catalog.models import Report
from monitoring.choices import AnswerState
from monitoring.models import ReportingRound, RoundAnswer
from monitoring.models.round_answers import is_awaited
from monitoring.rounds.opening import RoundStateError
from monitoring.rounds.review.freezing import freeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import User


@dataclass(frozen=True, slots=True)
class RoundNumbers:
    """How many answers a round has asked for, and what has become of them."""

    asked: int
    published: int
    to_review: int
    missing: int

    @classmethod
    def of(cls, reporting_round: ReportingRound) -> RoundNumbers:
        answers = RoundAnswer.objects.filter(request__round=reporting_round)
        counts = answers.aggregate(
            asked=Count("pk"),
            published=Count("pk", filter=Q(state=AnswerState.PUBLISHED)),
            to_review=Count("pk", filter=Q(state=AnswerState.SUBMITTED)),
            missing=Count("pk", filter=is_awaited()),
        )
        return cls(**counts)


def close_round(reporting_round: ReportingRound, by: User | None, *, leaves_unreviewed: bool = False) -> ReportingRound:
    """Closes a running round and returns it: each of its reports is frozen as of its day.

    Answers that nobody has reviewed block it, unless they are left explicitly. Raises RoundStateError, BusyError.
    """
    with writing():
        _hold_reports(reporting_round.reports.values_list("pk", flat=True))
        stored = ReportingRound.objects.select_for_update(no_key=True).get(pk=reporting_round.pk)
        if not stored.is_running:
            raise RoundStateError(_("This round is not open."))
        if not leaves_unreviewed and RoundNumbers.of(stored).to_review:
            raise RoundStateError(_("Some answers are not reviewed yet. Review them, or say that they are left."))
        now, day = timezone.now(), stored.day_of_report
        for report in stored.reports.order_by("pk"):
            freeze(stored, report, day, now)
        stored.closed_at = now
        stored._history_user = by  # type: ignore[attr-defined]
        stored.save(update_fields=["closed_at"])
    return stored


def _hold_reports(keys: Iterable[int]) -> None:
    """Keeps everybody from writing in these reports, so that they are frozen as they are at one moment."""
    lock_roots(Report, keys)
