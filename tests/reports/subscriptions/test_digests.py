"""`manage.py send_digests`: what is new, once a day at most, nothing twice."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from catalog.choices import Publication
from catalog.models import Limit, Measure, Office
from monitoring.choices import Status
from reports.models import Subscriber, ToldNews
from tests.effort import tries
from tests.factories import (
    make_discussion,
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_report,
    make_update,
)
from tests.mail_servers import Overtaken
from tests.reports.subscriptions.subscriber import ADDRESS, ask, follow, link

pytestmark = pytest.mark.django_db
DRAFT, PUBLISHED = Publication.DRAFT, Publication.PUBLISHED
Clock = time_machine.Traveller
Mails = list[EmailMessage]


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Any:
    settings.SITE_URL = "https://massnahmen.example.org"
    with time_machine.travel("2023-06-15T12:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def office() -> Office:
    return make_office(make_municipality(name="Stadt", slug="stadt"), name="Jugendamt", slug="jugendamt")


@pytest.fixture
def measure(office: Office) -> Measure:
    report = make_report(office.municipality, slug="bericht", title="Sozialbericht")
    return make_measure(report, code="A3", title="Beratung ausbauen", lead=office)


def mail_server(name: str) -> override_settings:
    return override_settings(EMAIL_BACKEND=f"tests.mail_servers.{name}")


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("send_digests", *arguments, stdout=output, stderr=output)
    return output.getvalue()


@pytest.mark.both
def test_it_tells_what_is_new(client: Client, measure: Measure, mailoutbox: Mails) -> None:
    follow(client, mailoutbox, measure)
    update = make_update(measure, status=Status.DONE, text="Die Stelle\nist besetzt.", as_of=date(2023, 6, 1))
    assert "E-Mails verschickt: 1" in run()
    (message,) = mailoutbox
    assert message.to == [ADDRESS]
    assert message.subject == "1 Neuigkeit zu Maßnahmen"
    lines = [line for line in message.body.splitlines() if line]
    start = lines.index("Stadt: Sozialbericht")
    assert lines[start + 1 : start + 6] == [
        "* A3 Beratung ausbauen: umgesetzt",
        "01.06.2023, Jugendamt",
        "Die Stelle",
        "ist besetzt.",
        f"https://massnahmen.example.org/stadt/bericht/A3/#meldung-{update.pk}",
    ]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (
        f"<https://massnahmen.example.org{link(message, 'unsubscribe from all')}>"
        == (message.extra_headers["List-Unsubscribe"])
    )


@pytest.mark.both
def test_what_could_be_read_before_is_no_news(client: Client, measure: Measure, mailoutbox: Mails) -> None:
    make_update(measure)
    make_milestone(measure, done_on=date(2023, 1, 1))
    make_discussion(measure)
    follow(client, mailoutbox, measure)
    run()
    assert mailoutbox == []


@pytest.mark.both
def test_an_older_day_published_later_is_news(client: Client, measure: Measure, mailoutbox: Mails) -> None:
    make_update(measure, as_of=date(2023, 6, 1))
    update = make_update(measure, as_of=date(2022, 1, 1), publication=DRAFT, text="Nachgereicht")
    follow(client, mailoutbox, measure)
    update.publication = PUBLISHED
    update.save()
    run()
    assert [("Nachgereicht" in message.body) for message in mailoutbox] == [True]


@pytest.mark.both
def test_milestones_and_discussions_are_told_when_they_happen(
    client: Client, measure: Measure, mailoutbox: Mails, clock: Clock
) -> None:
    milestone = make_milestone(measure, title="Konzept liegt vor", due="Ende 2023")
    make_discussion(measure, held_on=date(2023, 6, 20), approach="Austausch")
    follow(client, mailoutbox, measure)
    run()
    assert mailoutbox == []
    milestone.done_on = date(2023, 6, 18)
    milestone.save()
    run()
    assert mailoutbox == []
    clock.shift(timedelta(days=5))
    run()
    (message,) = mailoutbox
    assert message.subject == "2 Neuigkeiten zu Maßnahmen"
    assert message.body.index("besprochen") < message.body.index("Etappe erreicht")


def test_nothing_is_told_twice(client: Client, measure: Measure, mailoutbox: Mails, clock: Clock) -> None:
    follow(client, mailoutbox, measure)
    update = make_update(measure)
    run()
    for _day in range(3):
        clock.shift(timedelta(days=1))
        update.text += "Genauer. "
        update.save()
        run()
    assert len(mailoutbox) == 1


def test_there_is_one_mail_a_day_at_most(client: Client, measure: Measure, mailoutbox: Mails, clock: Clock) -> None:
    follow(client, mailoutbox, measure)
    make_update(measure, as_of=date(2023, 6, 1))
    run()
    make_update(measure, as_of=date(2023, 6, 2), text="Zweite Meldung")
    run()
    assert len(mailoutbox) == 1
    clock.shift(timedelta(days=1))
    run()
    assert len(mailoutbox) == 2
    assert "Zweite Meldung" in mailoutbox[1].body


def test_all_an_address_follows_comes_in_one_mail_and_each_thing_once(
    client: Client, measure: Measure, mailoutbox: Mails
) -> None:
    other = make_measure(make_report(title="Aktionsplan"), code="B1", title="Wohnraum")
    for followed in (measure, measure.report, measure.report.municipality, other):
        follow(client, mailoutbox, followed)
    make_update(measure, as_of=date(2023, 6, 1))
    make_update(other, as_of=date(2023, 6, 2))
    run()
    (message,) = mailoutbox
    assert message.body.count("* A3 Beratung ausbauen") == 1
    assert message.body.count("* B1 Wohnraum") == 1
    assert message.body.count("/abonnement/abbestellen/") == 4
    assert message.body.index("Aktionsplan") < message.body.index("Stadt: Sozialbericht")


def test_what_is_still_to_be_told_survives_a_second_subscription(
    client: Client, measure: Measure, mailoutbox: Mails
) -> None:
    other = make_measure(measure.report)
    follow(client, mailoutbox, measure)
    make_update(measure, text="Noch zu melden")
    make_update(other, text="Steht schon da")
    follow(client, mailoutbox, measure.report)
    run()
    (message,) = mailoutbox
    assert "Noch zu melden" in message.body
    assert "Steht schon da" not in message.body


def test_every_subscriber_gets_what_he_follows(client: Client, measure: Measure, mailoutbox: Mails) -> None:
    other = make_measure(measure.report, code="B1")
    follow(client, mailoutbox, measure, "a@example.org")
    follow(client, mailoutbox, other, "b@example.org")
    follow(client, mailoutbox, measure.report, "c@example.org")
    make_update(measure, text="Eins")
    make_update(other, text="Zwei")
    run()
    told = {message.to[0]: [word for word in ("Eins", "Zwei") if word in message.body] for message in mailoutbox}
    assert told == {"a@example.org": ["Eins"], "b@example.org": ["Zwei"], "c@example.org": ["Eins", "Zwei"]}
    assert all(len(message.recipients()) == 1 for message in mailoutbox)


def test_who_has_not_confirmed_gets_nothing(client: Client, measure: Measure, mailoutbox: Mails) -> None:
    ask(client, measure)
    mailoutbox.clear()
    make_update(measure)
    run()
    assert mailoutbox == []


def test_who_has_unsubscribed_gets_nothing(client: Client, measure: Measure, mailoutbox: Mails) -> None:
    follow(client, mailoutbox, measure)
    make_update(measure, as_of=date(2023, 6, 1))
    run()
    client.post(link(mailoutbox.pop(), "unsubscribe"))
    make_update(measure, as_of=date(2023, 6, 2))
    run()
    assert mailoutbox == []


@pytest.mark.both
def test_what_is_not_for_strangers_is_not_mailed(
    client: Client, measure: Measure, mailoutbox: Mails, clock: Clock
) -> None:
    follow(client, mailoutbox, measure.report.municipality)
    secret = make_measure(make_report(measure.report.municipality, is_public=False))
    draft = make_measure(measure.report, publication=DRAFT)
    for hidden in (secret, draft, make_measure(parent=draft, code="M1")):
        make_update(hidden)
    make_update(measure, publication=DRAFT)
    make_update(measure, as_of=date(2023, 6, 16))
    measure.internal_note = "Streng geheim"
    measure.save()
    run()
    assert mailoutbox == []
    clock.shift(timedelta(days=1))
    run()
    assert mailoutbox[0].subject == "1 Neuigkeit zu Maßnahmen"
    assert "Streng geheim" not in mailoutbox[0].body


def test_a_measure_withdrawn_meanwhile_is_not_mailed_nor_named(
    client: Client, measure: Measure, mailoutbox: Mails
) -> None:
    other = make_measure(measure.report, code="B1", title="Bleibt")
    follow(client, mailoutbox, measure)
    follow(client, mailoutbox, other)
    make_update(measure)
    make_update(other)
    measure.publication = DRAFT
    measure.save()
    run()
    (message,) = mailoutbox
    assert "Bleibt" in message.body
    assert "Beratung ausbauen" not in message.body


def test_a_withdrawn_city_is_not_mailed(client: Client, measure: Measure, mailoutbox: Mails) -> None:
    follow(client, mailoutbox, measure)
    make_update(measure)
    city = measure.report.municipality
    city.is_public = False
    city.save()
    run()
    assert mailoutbox == []


@pytest.mark.both
def test_after_a_flood_the_newest_are_told_and_the_rest_is_counted(
    client: Client, measure: Measure, mailoutbox: Mails, clock: Clock
) -> None:
    follow(client, mailoutbox, measure)
    for day in range(60):
        make_update(measure, as_of=date(2022, 1, 1) + timedelta(days=day), text="wort " * 1000)
    run()
    (message,) = mailoutbox
    assert message.subject == "60 Neuigkeiten zu Maßnahmen"
    assert message.body.count("* A3") == 50
    assert "10 weitere Neuigkeiten" in message.body
    assert len(message.body) < 60_000
    clock.shift(timedelta(days=1))
    run()
    assert len(mailoutbox) == 1


def test_english_subscribers_are_told_in_english(client: Client, measure: Measure, mailoutbox: Mails) -> None:
    ask(client, measure)
    client.post("/en" + link(mailoutbox.pop(), "confirm"))
    make_update(measure, status=Status.DONE)
    run()
    (message,) = mailoutbox
    assert message.subject == "1 news on measures"
    assert "* A3 Beratung ausbauen: done" in message.body
    assert "https://massnahmen.example.org/en/stadt/bericht/A3/#" in message.body


@hypothesis_settings(max_examples=tries(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200))
def test_no_text_writes_headers_or_breaks_a_mail(client: Client, measure: Measure, text: str) -> None:
    Subscriber.objects.all().delete()
    Limit.objects.all().delete()
    mails: Mails = []
    measure.status_updates.all().delete()
    measure.title = f"T{text}"
    measure.save()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.mail.outbox", mails)
        follow(client, mails, measure)
        make_update(measure, text=text)
        run()
    (message,) = mails
    written = message.message()
    assert written["To"] == ADDRESS
    assert set(written.keys()) == {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID"),
        *("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "X-Auto-Response-Suppress"),
    }
    assert message.body.count("* A3 T") == 1
    assert written.as_bytes()


# Never twice, whatever happens


@pytest.mark.parametrize("failure", ["Killed", "FallingSilent"])
def test_a_mail_that_may_have_left_is_not_sent_again(
    client: Client, measure: Measure, mailoutbox: Mails, clock: Clock, failure: str
) -> None:
    follow(client, mailoutbox, measure)
    make_update(measure)
    with mail_server(failure), pytest.raises((KeyboardInterrupt, CommandError)):
        run()
    mailoutbox.clear()
    clock.shift(timedelta(days=1))
    run()
    assert mailoutbox == []


@pytest.mark.both
@pytest.mark.parametrize("failure", ["Refusing", "Unreachable"])
def test_a_mail_that_certainly_did_not_leave_is_sent_with_the_next_run(
    client: Client, measure: Measure, mailoutbox: Mails, failure: str
) -> None:
    follow(client, mailoutbox, measure)
    make_update(measure)
    with mail_server(failure), pytest.raises(CommandError) as failed:
        run()
    assert ADDRESS not in str(failed.value)
    assert not ToldNews.objects.exists()
    run()
    assert len(mailoutbox) == 1


def test_one_that_fails_does_not_keep_the_others_from_their_mail(
    client: Client, measure: Measure, mailoutbox: Mails
) -> None:
    for name in ("a", "b"):
        follow(client, mailoutbox, measure, f"{name}@example.org")
    make_update(measure)
    output = StringIO()
    with mail_server("FallingSilent"), pytest.raises(CommandError, match="nicht angekommen: 2"):
        call_command("send_digests", stdout=output, stderr=output)
    assert len(mailoutbox) == 2
    assert "@" not in output.getvalue()


@pytest.mark.both
def test_two_runs_at_once_send_one_mail(
    client: Client, measure: Measure, mailoutbox: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Overtaken, "overtaken", False)
    monkeypatch.setattr(Overtaken, "afterwards", lambda _server: make_update(measure, as_of=date(2023, 6, 2)))
    for name in ("a", "b", "c"):
        follow(client, mailoutbox, measure, f"{name}@example.org")
    make_update(measure)
    with mail_server("Overtaken"):
        run()
    assert sorted(message.to[0] for message in mailoutbox) == ["a@example.org", "b@example.org", "c@example.org"]


# The command


def test_a_dry_run_counts_and_changes_nothing(client: Client, measure: Measure, mailoutbox: Mails) -> None:
    follow(client, mailoutbox, measure)
    make_update(measure)
    output = run("--dry-run")
    assert output.strip() == f"Abonnent/in {Subscriber.objects.get().pk}: Neuigkeiten: 1"
    assert mailoutbox == []
    assert not ToldNews.objects.exists()
    run()
    assert len(mailoutbox) == 1


def test_it_needs_to_know_where_the_site_lives(settings: Settings) -> None:
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SITE_URL"):
        run()


@pytest.mark.both
def test_a_subscriber_needs_as_many_queries_for_much_as_for_little(
    client: Client, measure: Measure, mailoutbox: Mails
) -> None:
    follow(client, mailoutbox, measure.report)

    def number_of_queries(days: range) -> int:
        ToldNews.objects.all().delete()
        Subscriber.objects.update(last_digest_on=None)
        for day in days:
            other = make_measure(measure.report)
            make_update(other, as_of=date(2020, 1, 1) + timedelta(days=day))
            make_milestone(other, done_on=date(2020, 1, 1))
            make_discussion(other)
        with CaptureQueriesContext(connection) as queries:
            run()
        return len(queries)

    assert number_of_queries(range(1)) == number_of_queries(range(1, 10))
