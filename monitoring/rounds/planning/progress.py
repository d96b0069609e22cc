"""Who is missing in a round: its offices with what they have answered, opened and been written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.functional import cached_property

from catalog.choices import MailKind
from catalog.models import SentMail
from monitoring.choices import AWAITED, AnswerState, OfficeState
from monitoring.models import RoundAnswer, RoundRequest
from monitoring.models.round_answers import is_awaited
from monitoring.rounds.mails.request_mails import request_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from monitoring.models import ReportingRound
    from monitoring.models.rounds import RoundRequestQuerySet

TO_OFFICES = (MailKind.ROUND_REQUEST, MailKind.ROUND_REMINDER, MailKind.ROUND_REVIEWED, MailKind.ROUND_ESCALATED)
REMINDERS = (MailKind.ROUND_REMINDER, MailKind.ROUND_ESCALATED)


@dataclass(slots=True)
class OfficeProgress:
    """What a round has got from one office; `mails` are those about its request, the newest first."""

    request: RoundRequest
    today: date
    counts: dict[AnswerState, int] = field(default_factory=dict)
    mails: list[SentMail] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        return self.asked - self.open

    @property
    def open(self) -> int:
        return sum(self.counts.get(state, 0) for state in AWAITED)

    @property
    def begun(self) -> int:
        return self.counts.get(AnswerState.TYPED, 0)

    @property
    def submitted(self) -> int:
        return self.counts.get(AnswerState.SUBMITTED, 0)

    @property
    def sent_back(self) -> int:
        return self.counts.get(AnswerState.SENT_BACK, 0)

    @property
    def state(self) -> OfficeState:
        if not self.asked:
            return OfficeState.NOTHING
        if not self.open:
            return OfficeState.ANSWERED
        if self.answered:
            return OfficeState.PARTLY
        was_opened = self.request.first_opened_at or self.begun or self.sent_back
        return OfficeState.OPENED if was_opened else OfficeState.UNOPENED

    @property
    def days_left(self) -> int:
        return self.request.days_left(self.today)

    @property
    def is_overdue(self) -> bool:
        return self.open > 0 and self.days_left < 0

    @property
    def last_mail(self) -> SentMail | None:
        return self.mails[0] if self.mails else None

    @property
    def last_reminder(self) -> SentMail | None:
        return next((mail for mail in self.mails if mail.kind in REMINDERS), None)

    @property
    def can_be_reminded(self) -> bool:
        return self.open > 0 and bool(self.request.office.email) and self.request.revoked_at is None


class RoundProgress:
    """The offices of a round by name, and what all of them have answered; three queries."""

    def __init__(self, reporting_round: ReportingRound, today: date) -> None:
        self.round = reporting_round
        self._today = today

    @cached_property
    def offices(self) -> list[OfficeProgress]:
        found = [self._of(request) for request in with_counts(self.round.requests.all())]
        by_request = {one.request.pk: one for one in found}
        for mail in self._mails():
            if one := by_request.get(request_in(mail.key)):
                one.mails.append(mail)
        return found

    def _of(self, request: Any) -> OfficeProgress:
        request.round = self.round
        counts = {state: getattr(request, f"number_{state.value}") for state in AnswerState}
        return OfficeProgress(request, self._today, counts)

    def _mails(self) -> QuerySet[SentMail]:
        mails = SentMail.objects.filter(municipality=self.round.municipality_id, kind__in=TO_OFFICES)
        since = mails.filter(sent_at__gte=self.round.opened_at) if self.round.opened_at else mails.none()
        return since.order_by("-sent_at", "-pk")

    @property
    def asked(self) -> int:
        return sum(one.asked for one in self.offices)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.offices)

    @property
    def submitted(self) -> int:
        return sum(one.submitted for one in self.offices)

    @property
    def complete(self) -> list[OfficeProgress]:
        return [one for one in self.offices if one.state == OfficeState.ANSWERED]

    @property
    def involved(self) -> list[OfficeProgress]:
        return [one for one in self.offices if one.asked]

    @property
    def to_remind(self) -> list[OfficeProgress]:
        return [one for one in self.offices if one.can_be_reminded]

    @property
    def unsent(self) -> list[OfficeProgress]:
        """Returns the offices that owe an answer and have not got the question by mail."""
        return [one for one in self.offices if one.open and one.request.sent_at is None]

    @property
    def days_left(self) -> int:
        return self.round.days_left(self._today)


def with_counts(requests: QuerySet[RoundRequest]) -> QuerySet[Any]:
    """Annotates how many answers are in each state, as `number_submitted` and so on."""
    counts = {
        f"number_{state.value}": Count("answers", filter=Q(answers__state=state.value), distinct=True)
        for state in AnswerState
    }
    return requests.select_related("office", "handed_over_by").annotate(**counts).order_by("office__name", "pk")


@dataclass(slots=True)
class RoundSummary:
    """How many offices a round asks, how many have answered everything, and how many answers are to be reviewed."""

    offices: int = 0
    complete: int = 0
    submitted: int = 0
    asked: int = 0
    open: int = 0

    @property
    def answered(self) -> int:
        return self.asked - self.open


def summaries(rounds: Iterable[ReportingRound]) -> dict[int, RoundSummary]:
    """Returns the numbers of each round by its id; one query, a row for each office."""
    keys = [one.pk for one in rounds]
    found = {key: RoundSummary() for key in keys}
    answers = RoundAnswer.objects.filter(request__round__in=keys).order_by().values_list("request__round", "request")
    counted = answers.annotate(
        asked=Count("pk"),
        open=Count("pk", filter=is_awaited()),
        submitted=Count("pk", filter=Q(state=AnswerState.SUBMITTED)),
    )
    for key, _request, asked, awaited, submitted in counted:
        one = found[key]
        one.offices += 1
        one.complete += not awaited
        one.submitted += submitted
        one.asked += asked
        one.open += awaited
    return found


def overdue_requests(condition: Q, today: date) -> QuerySet[RoundRequest]:
    """Returns the requests of running rounds whose last day has passed and whose office owes an answer."""
    late = Q(open_until__isnull=True) | Q(open_until__lt=today)
    awaited = RoundAnswer.objects.awaited().filter(request=OuterRef("pk"))
    running = RoundRequest.objects.running().filter(condition, late, round__open_until__lt=today)
    found = running.filter(Exists(awaited))
    return found.select_related("office", "round").order_by("round__open_until", "office__name", "pk")


def with_open_answers(requests: RoundRequestQuerySet) -> QuerySet[Any]:
    """Returns those of running rounds that owe an answer, with their number as `number_open`."""
    counted = requests.running().annotate(number_open=Count("answers", filter=is_awaited("answers__")))
    due = F("open_until").asc(nulls_first=True)
    return counted.filter(number_open__gt=0).select_related("round", "office").order_by("round__open_until", due, "pk")
