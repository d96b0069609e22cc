"""Tells staff by mail what has happened in rounds, as soon as each wants it, and offices what became of their answers.

Nothing is told twice, whoever asks at the same time: the events of a mail are noted in the transaction that notes the
mail, while the row of the person is held, and taken back if the mail server refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import SWITCHABLE, MailKind, MailPace, MailState
from catalog.mails.messages import message
from catalog.mails.preferences import link_to_switch_off, paces_of
from catalog.mails.sending import Occasion, send_once
from catalog.models import StaffNotice, User
from catalog.site_address import address_of_site
from catalog.tasks.task import task
from catalog.texts.plain_text import one_line, shortened
from monitoring.choices import AnswerState
from monitoring.models import ReportingRound, RoundAnswer, RoundRequest
from monitoring.rounds.mails.links import address_of_office
from monitoring.rounds.mails.reminders import UnreachedError, in_portions
from monitoring.rounds.mails.told import TOLD_FOR, UNTOLD, Event, events_for, people_told, told_rounds, untold_answers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.base import BaseEmailBackend

    from catalog.models import Report, SentMail

MOST_LINES = 50  # of one kind in a mail; the rest is counted
LONGEST_REMARK = 300
AT_ONCE = frozenset({MailPace.AT_ONCE})
DAILY = frozenset({MailPace.AT_ONCE, MailPace.DAILY})  # with what could not be told at once


@dataclass(slots=True)
class Count:
    """How many mails were sent, and how many not or perhaps not."""

    sent: int = 0
    failed: int = 0

    def add(self, entry: SentMail | None) -> None:
        """Counts a mail. Raises UnreachedError where there is no mail server: the others would not arrive either."""
        if entry is None:
            return
        if entry.state == MailState.UNREACHED:
            raise UnreachedError
        self.sent += entry.state == MailState.SENT
        self.failed += entry.state != MailState.SENT


def send_daily(today: date) -> Count:
    """Tells everybody what is new, in one mail a day, and each office what became of its answers."""
    address_of_site()
    count, connection = Count(), get_connection()
    for person in people_told():
        count.add(tell(person, DAILY, connection, f"staff-{person.pk}:{today}"))
    for request in reviewed_requests():
        count.add(tell_office(request, connection, today))
    return count


def tell_soon(reporting_round: ReportingRound) -> None:
    """Has a worker tell those who want to know at once, when the transaction of the moment is committed.

    To be called after whatever changes a round: opening, submitting, sending back, publishing.
    """
    tell_people_of(reporting_round.municipality_id)


def tell_people_of(municipality: int) -> None:
    """Has a worker tell the people of a municipality, as above; for what belongs to no round, such as a comment."""
    transaction.on_commit(lambda: tell_at_once.enqueue(municipality))


@task()
def tell_at_once(municipality: int) -> None:
    """Tells the people of a municipality what they want to know at once. What fails is told by the daily command."""
    if not settings.SITE_URL:
        return
    connection = get_connection()
    for person in people_told(municipality):
        entry = tell(person, AT_ONCE, connection)
        if entry and entry.state == MailState.UNREACHED:
            return


# Staff


def news_for(person: User, paces: Collection[MailPace]) -> list[Event]:
    """Returns the events of the kinds that a person wants at these paces, and has not been told."""
    wanted = {kind for kind, pace in paces_of(person).items() if pace in paces}
    events = {event.key: event for event in events_for(person, timezone.now()) if event.kind in wanted}
    told = StaffNotice.objects.filter(person=person, key__in=events).values_list("key", flat=True)
    return [event for key, event in events.items() if key not in set(told)]


def tell(person: User, paces: Collection[MailPace], connection: BaseEmailBackend, key: str = "") -> SentMail | None:
    """Tells a person what is new; None if that is nothing, or a mail of this key was sent."""
    news = news_for(person, paces)
    if not news:
        return None
    letter = StaffLetter(person.pk, paces)
    occasion = occasion_of(person, news, key)
    return send_once(letter.write, occasion, connection, letter.take_back)


def occasion_of(person: User, news: list[Event], key: str) -> Occasion:
    kinds = {event.kind for event in news}
    cities = {event.round.municipality for event in news}
    facts: dict[str, Any] = {"key": key} if key else {}
    return Occasion(
        kind=kinds.pop() if len(kinds) == 1 else MailKind.STAFF_NEWS,
        about=", ".join(dict.fromkeys(event.round.title for event in news)),
        municipality=cities.pop() if len(cities) == 1 else None,
        person=person,
        **facts,
    )


@dataclass(slots=True)
class StaffLetter:
    person: int
    paces: Collection[MailPace]
    noted: list[int] = field(default_factory=list)

    def write(self, entry: SentMail) -> EmailMultiAlternatives | None:
        """Notes what is new by now and returns the mail about it; a second sender waits and finds nothing."""
        person = User.objects.select_for_update(no_key=True).get(pk=self.person)
        news = news_for(person, self.paces) if person.is_active and person.email else []
        if not news:
            return None
        notices = [StaffNotice(person=person, mail=entry, key=event.key) for event in news]
        self.noted = [notice.pk for notice in StaffNotice.objects.bulk_create(notices)]
        return staff_mail(person, news)

    def take_back(self) -> None:
        StaffNotice.objects.filter(pk__in=self.noted).delete()


def staff_mail(person: User, news: list[Event]) -> EmailMultiAlternatives:
    """Returns a mail in the language of the person, with a link that switches its kinds off."""
    site = address_of_site()
    with translation.override(person.language):
        kinds = [kind for kind in SWITCHABLE if any(event.kind == kind for event in news)]
        off = link_to_switch_off(person, kinds, site)
        context = {
            "rounds": [(one_line(str(one)), list(groups_of(one, news))) for one in rounds_in(news)],
            "url": site + reverse("admin:index"),
            "choose_url": site + reverse("notifications"),
            "off_url": off,
        }
        titles = ", ".join(str(one) for one in rounds_in(news))
        heading = capfirst(kinds[0].label) if len(kinds) == 1 else _("News of your measures")
        return message(f"{heading}: {titles}", "rounds/mail/staff.txt", context, person.email, unsubscribe_url=off)


def rounds_in(news: list[Event]) -> list[ReportingRound | Report]:
    return list(dict.fromkeys(event.round for event in news))


def groups_of(reporting_round: ReportingRound | Report, news: list[Event]) -> Iterator[dict[str, Any]]:
    """Yields the kinds of what is new in a round, each with its lines and the number of those left out."""
    for kind in SWITCHABLE:
        events = [event for event in news if event.kind == kind and event.round == reporting_round]
        lines = lines_of_submitted(events) if kind == MailKind.ROUND_SUBMITTED else [line_of(one) for one in events]
        if lines:
            yield {"heading": capfirst(kind.label), "lines": lines[:MOST_LINES], "more": len(lines[MOST_LINES:])}


def lines_of_submitted(events: list[Event]) -> list[str]:
    """Returns one line for each office: how many answers wait."""
    offices: dict[str, int] = {}
    for event in events:
        offices[event.office] = offices.get(event.office, 0) + 1
    return [f"{one_line(office)}: {number}" for office, number in offices.items()]


def line_of(event: Event) -> str:
    names = {
        "office": event.office,
        "number": event.number,
        "day": date_format(event.day, "SHORT_DATE_FORMAT") if event.day else "",
    }
    if event.measure:
        remark = shortened(one_line(event.remark), LONGEST_REMARK)
        told = one_line(event.measure) + (f": {remark}" if remark else "")
        return f"{told}\n  {address_of_site()}{event.url}" if event.url else told
    if event.office:
        words = ngettext(
            "%(office)s: %(number)d measure not answered, last day %(day)s",
            "%(office)s: %(number)d measures not answered, last day %(day)s",
            event.number,
        )
    elif event.number:
        words = ngettext(
            "%(number)d office has not answered, the last day was %(day)s",
            "%(number)d offices have not answered, the last day was %(day)s",
            event.number,
        )
    else:
        words = _("open until %(day)s")
    return one_line(words % names)


# Offices


def reviewed_requests() -> Iterator[RoundRequest]:
    """Yields the requests with reviewed answers of which their office, if it has an address, has not been told."""
    now = timezone.now()
    answers = RoundAnswer.objects.filter(UNTOLD, reviewed_at__gt=now - TOLD_FOR)
    requests = RoundRequest.objects.filter(
        round__in=ReportingRound.objects.filter(told_rounds(now)), pk__in=answers.values("request")
    )
    yield from in_portions(list(requests.exclude(office__email="").order_by("pk").values_list("pk", flat=True)))


def tell_office(request: RoundRequest, connection: BaseEmailBackend, today: date) -> SentMail | None:
    """Tells an office what was sent back and what was published since the last such mail, at most once a day."""
    letter = OfficeLetter(request)
    occasion = Occasion(
        key=f"reviewed:{request.pk}:{today}",
        kind=MailKind.ROUND_REVIEWED,
        about=f"{request.round}: {request.office}",
        municipality=request.round.municipality,
    )
    return send_once(letter.write, occasion, connection, letter.take_back)


@dataclass(slots=True)
class OfficeLetter:
    request: RoundRequest
    told: list[int] = field(default_factory=list)

    def write(self, _entry: SentMail) -> EmailMultiAlternatives | None:
        """Notes what is told and returns the mail about it; who reviews or answers meanwhile waits."""
        found = untold_answers(self.request, timezone.now()).select_for_update(no_key=True, of=("self",))
        answers = list(found)
        if not answers:
            return None
        self.told = [answer.pk for answer in answers]
        RoundAnswer.objects.filter(pk__in=self.told).update(told_at=timezone.now())
        return office_mail(self.request, answers)

    def take_back(self) -> None:
        RoundAnswer.objects.filter(pk__in=self.told).update(told_at=None)


def office_mail(request: RoundRequest, answers: list[RoundAnswer]) -> EmailMultiAlternatives:
    is_open = request.round.is_running and not request.revoked_at and request.is_known
    with translation.override(settings.LANGUAGE_CODE):
        lines: dict[str, list[str]] = {
            state: [words_on(answer) for answer in answers if answer.state == state]
            for state in (AnswerState.SENT_BACK, AnswerState.PUBLISHED)
        }
        context = {
            "office": one_line(str(request.office)),
            "round": one_line(request.round.title),
            "sent_back": lines[AnswerState.SENT_BACK],
            "published": lines[AnswerState.PUBLISHED],
            "url": address_of_office(request.token) if is_open else "",
        }
        subject = _("Your answers: %(round)s") % {"round": request.round}
        return message(subject, "rounds/mail/reviewed.txt", context, request.office.email)


def words_on(answer: RoundAnswer) -> str:
    remark = one_line(answer.remark) if answer.state == AnswerState.SENT_BACK else ""
    return one_line(str(answer.measure)) + (f": {shortened(remark, LONGEST_REMARK)}" if remark else "")
