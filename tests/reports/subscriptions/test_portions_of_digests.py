"""Digests are looked up for a hundred subscribers together, and tell what holds when each mail leaves."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from pytest_django import Settings

from catalog.choices import Language, Publication
from catalog.models import Measure, Revision
from reports.models import Subscriber, Subscription, ToldNews
from reports.subscriptions.subscribing import confirm, unsubscribe
from tests.factories import make_measure, make_report, make_update
from tests.mail_servers import Meanwhile

pytestmark = [pytest.mark.both, pytest.mark.django_db]
Mails = list[EmailMessage]


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.SITE_URL = "https://massnahmen.example.org"


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_report(title="Sozialbericht"), code="A3", title="Beratung ausbauen")


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Runs the command; what is handed over happens while the first mail is on its way."""

    def run(event: Callable[[], Any]) -> None:
        monkeypatch.setattr(Meanwhile, "has_happened", False)
        monkeypatch.setattr(Meanwhile, "event", lambda _server: event())
        with override_settings(EMAIL_BACKEND="tests.mail_servers.Meanwhile"):
            call_command("send_digests", verbosity=0)

    return run


def follow(number: int, **followed: Any) -> Subscription:
    """Returns the confirmed subscription of a subscriber."""
    subscriber, _new = Subscriber.objects.get_or_create(email=f"{number}@example.org")
    subscription = Subscription.objects.create(subscriber=subscriber, asked_at=timezone.now(), **followed)
    confirm(subscription, Language.GERMAN)
    return subscription


def committed() -> None:
    """Changes the stamps, as others do: PostgreSQL does so once in a transaction, and a test is one."""
    Revision.objects.update(token=F("token") + 1)


def bodies(mails: Mails) -> dict[str, str]:
    return {message.to[0].partition("@")[0]: str(message.body) for message in mails}


def queries_of_a_run(event: Callable[[], Any]) -> int:
    Subscriber.objects.update(last_digest_on=None)
    event()
    with CaptureQueriesContext(connection) as queries:
        call_command("send_digests", verbosity=0)
    return len(queries)


def test_each_further_subscriber_needs_few_queries(measure: Measure, mailoutbox: Mails) -> None:
    def subscribe(numbers: range) -> None:
        for number in numbers:
            own = make_measure(measure.report)
            follow(number, measure=own)
            follow(number, municipality=measure.report.municipality)
            make_update(own)
        make_update(measure, as_of=date(2020, 1, numbers.start + 1))

    few = queries_of_a_run(lambda: subscribe(range(5)))
    assert len(mailoutbox) == 5
    many = queries_of_a_run(lambda: subscribe(range(5, 50)))
    assert len(mailoutbox) == 55
    assert (many - few) / 45 <= 11  # of which four begin and end transactions


def test_without_news_nobody_needs_a_query_of_his_own(measure: Measure, mailoutbox: Mails) -> None:
    def subscribe(numbers: range) -> None:
        for number in numbers:
            follow(number, measure=make_measure(measure.report))
            follow(number, report=measure.report)

    few = queries_of_a_run(lambda: subscribe(range(5)))
    assert queries_of_a_run(lambda: subscribe(range(5, 50))) == few
    assert mailoutbox == []


def test_everybody_is_told_whatever_the_size_of_portions(
    measure: Measure, mailoutbox: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.subscriptions.sending.AT_ONCE", 2)
    for number in range(5):
        follow(number, report=measure.report)
    part = make_measure(parent=measure, code="M1")
    follow(5, measure=measure)
    make_update(part, text="Vom Teil")
    call_command("send_digests", verbosity=0)
    assert sorted(bodies(mailoutbox)) == list("012345")
    assert all("Vom Teil" in body for body in bodies(mailoutbox).values())


def test_what_is_withdrawn_meanwhile_is_not_mailed(
    measure: Measure, mailoutbox: Mails, meanwhile: Callable[[Callable[[], Any]], None]
) -> None:
    for number in range(2):
        follow(number, report=measure.report)
    secret = make_update(measure, text="Zurückgezogen")
    make_update(make_measure(measure.report), text="Bleibt")

    def withdraw() -> None:
        secret.publication = Publication.DRAFT
        secret.save()
        committed()

    meanwhile(withdraw)
    told = bodies(mailoutbox)
    assert "Zurückgezogen" in told["0"]
    assert "Zurückgezogen" not in told["1"]
    assert "Bleibt" in told["1"]


def test_what_is_corrected_meanwhile_is_mailed_as_it_is_now(
    measure: Measure, mailoutbox: Mails, meanwhile: Callable[[Callable[[], Any]], None]
) -> None:
    for number in range(2):
        follow(number, report=measure.report)
    update = make_update(measure, text="Verschreiber")

    def correct() -> None:
        update.text = "Berichtigt"
        update.save()
        committed()

    meanwhile(correct)
    told = bodies(mailoutbox)
    assert "Berichtigt" in told["1"]
    assert "Verschreiber" not in told["1"]


def test_who_unsubscribes_meanwhile_gets_no_mail(
    measure: Measure, mailoutbox: Mails, meanwhile: Callable[[Callable[[], Any]], None]
) -> None:
    follow(0, report=measure.report)
    last = follow(1, report=measure.report)
    make_update(measure)
    meanwhile(lambda: unsubscribe(last))
    assert list(bodies(mailoutbox)) == ["0"]


def test_who_subscribes_to_more_meanwhile_is_told_nothing_twice(
    measure: Measure, mailoutbox: Mails, meanwhile: Callable[[Callable[[], Any]], None]
) -> None:
    other = make_measure(make_report(title="Aktionsplan"), title="Wohnraum")
    for number in range(2):
        follow(number, report=measure.report)
    make_update(measure, as_of=date(2020, 1, 1))
    make_update(other, as_of=date(2020, 1, 1), text="Stand schon da")
    meanwhile(lambda: follow(1, measure=other))
    told = bodies(mailoutbox)["1"]
    assert "Stand schon da" not in told
    assert "Wohnraum" in told  # among what is followed
    assert ToldNews.objects.filter(subscriber__email="1@example.org").count() == 2
