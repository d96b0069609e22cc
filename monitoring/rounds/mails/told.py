"""Finds what staff are to be told about running rounds: events, which say nothing that the receiver may not see.

An event has a key, by which it is told to each person once. Planners are told of the rounds of their municipality,
contributors of what their office is asked. What happened more than a month ago is not told any more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from catalog.choices import MailKind, MemberRole
from catalog.models import Membership, User
from monitoring.choices import AnswerState, ReminderStage
from monitoring.comments.events import comments_to, talking_cities
from monitoring.models import ReportingRound, RoundAnswer, RoundRequest
from monitoring.rounds.mails.holidays import is_working_day
from monitoring.rounds.mails.reminders import open_answers, stage_of, superior_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from catalog.models import Report
    from monitoring.models.round_answers import RoundAnswerQuerySet

TOLD_FOR = timedelta(days=30)
UNTOLD = Q(told_at__isnull=True) | Q(told_at__lt=F("reviewed_at"))  # to the office itself
REVIEWED = {AnswerState.SENT_BACK: MailKind.ROUND_SENT_BACK, AnswerState.PUBLISHED: MailKind.ROUND_PUBLISHED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened in a round. `number` are the measures or offices that are meant, `day` the last day.

    A comment belongs to no round but to a report; `url` leads to it.
    """

    kind: MailKind
    key: str
    round: ReportingRound | Report
    office: str = ""
    measure: str = ""
    remark: str = ""
    number: int = 0
    day: date | None = None
    url: str = ""


def events_for(person: User, now: datetime) -> list[Event]:
    """Returns all there is to tell a person, told before or not."""
    held = Membership.objects.filter(user=person).select_related("office")
    planned = {row.municipality_id for row in held if row.role == MemberRole.PLANNER}
    offices = {row.office_id for row in held if row.role == MemberRole.CONTRIBUTOR}
    found = [event for one in rounds_of(planned, now) for event in of_round(one, person, now)]
    found += [event for one in requests_to(offices, now) for event in of_request(one, now)]
    return [*found, *commented(person, now)]


def people_told(municipality: int | None = None) -> Iterator[User]:
    """Yields the people, of one municipality or all, who can be told anything, one after the other."""
    roles = [MemberRole.PLANNER, MemberRole.CONTRIBUTOR]
    concerned = Q(memberships__municipality__reporting_rounds__opened_at__isnull=False)
    concerned |= Q(memberships__municipality__in=talking_cities(timezone.now() - TOLD_FOR).values("pk"))
    people = User.objects.filter(concerned, is_active=True, memberships__role__in=roles).exclude(email="")
    if municipality:
        people = people.filter(memberships__municipality=municipality)
    for key in list(people.order_by("pk").values_list("pk", flat=True).distinct()):
        yield from User.objects.filter(pk=key)


def told_rounds(now: datetime) -> Q:
    """Returns a condition on rounds: opened, and running or not closed for long."""
    return Q(opened_at__isnull=False) & (Q(closed_at__isnull=True) | Q(closed_at__gt=now - TOLD_FOR))


def rounds_of(municipalities: Iterable[int], now: datetime) -> list[ReportingRound]:
    rounds = ReportingRound.objects.filter(told_rounds(now), municipality__in=municipalities)
    return list(rounds.select_related("municipality"))


def requests_to(offices: Iterable[int | None], now: datetime) -> list[RoundRequest]:
    rounds = ReportingRound.objects.filter(told_rounds(now))
    requests = RoundRequest.objects.filter(office__in=offices, round__in=rounds)
    return list(requests.select_related("round__municipality", "office__parent"))


def commented(person: User, now: datetime) -> Iterator[Event]:
    """Yields the comments that speak to a person, answer one of theirs, or are an office's to the planners."""
    for comment in comments_to(person, now - TOLD_FOR):
        yield Event(
            kind=MailKind.COMMENT,
            key=f"comment:{comment.pk}",
            round=comment.measure.report,
            measure=str(comment.measure),
            remark=f"{comment.writer}: {comment.text}",
            url=f"{reverse('measure-comments', args=[comment.measure_id])}#{comment.anchor}",
        )


# What planners are told


def of_round(reporting_round: ReportingRound, person: User, now: datetime) -> Iterator[Event]:
    if not reporting_round.is_running:
        return
    opened = reporting_round.opened_at
    if opened and opened > now - TOLD_FOR and reporting_round.opened_by_id != person.pk:
        yield Event(
            kind=MailKind.ROUND_OPENED,
            key=f"opened:{reporting_round.pk}",
            round=reporting_round,
            day=reporting_round.open_until,
        )
    yield from submitted(reporting_round, person, now)
    yield from silent(reporting_round, timezone.localdate(now))


def submitted(reporting_round: ReportingRound, person: User, now: datetime) -> Iterator[Event]:
    """Yields the answers that wait for a review, without what they say."""
    answers = RoundAnswer.objects.submitted().filter(request__round=reporting_round, submitted_at__gt=now - TOLD_FOR)
    rows = answers.exclude(noted_by=person).order_by("request__office__name", "pk")
    for answer in rows.select_related("request__office").only("submitted_at", "request__office"):
        yield Event(
            kind=MailKind.ROUND_SUBMITTED,
            key=f"submitted:{answer.pk}:{moment(answer.submitted_at)}",
            round=reporting_round,
            office=str(answer.request.office),
        )


def silent(reporting_round: ReportingRound, today: date) -> Iterator[Event]:
    """Yields that the last day has passed without all answers, and the offices nobody stands above."""
    if not is_working_day(today, reporting_round.municipality.state):
        return
    answers = RoundAnswer.objects.awaited().filter(
        request__round=reporting_round, request__revoked_at__isnull=True, measure__report__is_closed=False
    )
    missing = Counter(answers.values_list("request", flat=True))
    requests = list(reporting_round.requests.filter(pk__in=missing).select_related("office__parent"))
    overdue = [request for request in requests if request.last_day < today]
    if overdue and reporting_round.open_until < today <= reporting_round.open_until + TOLD_FOR:
        yield Event(
            kind=MailKind.ROUND_DUE,
            key=f"due:{reporting_round.pk}:{reporting_round.open_until}",
            round=reporting_round,
            number=len(overdue),
            day=reporting_round.open_until,
        )
    for request in overdue:
        request.round = reporting_round
        if stage_of(request, today) == ReminderStage.ESCALATED and superior_of(request.office) is None:
            yield Event(
                kind=MailKind.ROUND_ESCALATED,
                key=f"escalated:{request.pk}:{request.last_day}",
                round=reporting_round,
                office=str(request.office),
                number=missing[request.pk],
                day=request.last_day,
            )


# What contributors are told


def of_request(request: RoundRequest, now: datetime) -> Iterator[Event]:
    if request.round.is_running and not request.revoked_at:
        yield from asked(request, now)
    yield from reviewed(request, now)


def asked(request: RoundRequest, now: datetime) -> Iterator[Event]:
    """Yields that the office is asked, and that its answer is due; neither once it has answered."""
    number, today = open_answers(request).count(), timezone.localdate(now)
    if not number:
        return
    facts: dict[str, Any] = {
        "round": request.round,
        "office": str(request.office),
        "number": number,
        "day": request.last_day,
    }
    opened = request.round.opened_at
    if opened and opened > now - TOLD_FOR:
        yield Event(kind=MailKind.ROUND_OPENED, key=f"asked:{request.pk}", **facts)
    stage = stage_of(request, today)
    if stage in {ReminderStage.BEFORE, ReminderStage.ON_DAY, ReminderStage.AFTER}:
        yield Event(kind=MailKind.ROUND_DUE, key=f"due:{request.pk}:{stage}:{request.last_day}", **facts)


def reviewed(request: RoundRequest, now: datetime) -> Iterator[Event]:
    """Yields what the review has sent back or published; to answer again makes no sense once the round is closed."""
    states = REVIEWED if request.round.is_running else {AnswerState.PUBLISHED: MailKind.ROUND_PUBLISHED}
    for answer in reviewed_answers(request, now).filter(state__in=[state.value for state in states]):
        state = AnswerState(answer.state)
        yield Event(
            kind=states[state],
            key=f"{state}:{answer.pk}:{moment(answer.reviewed_at)}",
            round=request.round,
            office=str(request.office),
            measure=str(answer.measure),
            remark=answer.remark if state == AnswerState.SENT_BACK else "",
        )


def reviewed_answers(request: RoundRequest, now: datetime) -> RoundAnswerQuerySet:
    answers = RoundAnswer.objects.filter(
        request=request, state__in=[state.value for state in REVIEWED], reviewed_at__gt=now - TOLD_FOR
    )
    return answers.select_related("measure__report", "measure__parent").in_order()


def untold_answers(request: RoundRequest, now: datetime) -> RoundAnswerQuerySet:
    """Returns what the office itself has not been told yet: each review once."""
    return reviewed_answers(request, now).filter(UNTOLD)


def moment(at: datetime | None) -> str:
    return f"{at:%Y%m%d%H%M%S%f}" if at else ""
