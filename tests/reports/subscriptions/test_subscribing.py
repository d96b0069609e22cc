"""Follow by e-mail: ask, confirm from the mail, leave; and what strangers cannot do with it."""

import logging
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from catalog.choices import Publication
from catalog.models import Limit, Measure, Office
from reports.models import Subscriber, Subscription, ToldNews
from reports.subscriptions.tokens import to_confirm, to_unsubscribe
from tests.factories import (
    make_measure,
    make_municipality,
    make_office,
    make_planner,
    make_report,
    make_update,
)
from tests.reports.pages import get, one, text, texts
from tests.reports.subscriptions.subscriber import ADDRESS, ask, follow, link
from tests.second_factor import another_worker

pytestmark = pytest.mark.django_db
NOON = "2023-06-15T12:00:00+02:00"
CITY, REPORT = "/stadt/abonnieren/", "/stadt/abonnieren/?bericht=bericht"
MEASURE, OFFICE = "/stadt/abonnieren/?bericht=bericht&massnahme=A3", "/stadt/abonnieren/?amt=jugendamt"
Clock = time_machine.Traveller


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Any:
    settings.SITE_URL = "https://massnahmen.example.org"
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office() -> Office:
    return make_office(make_municipality(name="Stadt", slug="stadt"), name="Jugendamt", slug="jugendamt")


@pytest.fixture
def measure(office: Office) -> Measure:
    report = make_report(office.municipality, slug="bericht", title="Sozialbericht")
    return make_measure(report, code="A3", title="Beratung ausbauen", lead=office)


# Asking


@pytest.mark.both
@pytest.mark.parametrize(
    ("url", "title"),
    [
        (CITY, "Stadt"),
        (REPORT, "Stadt: Sozialbericht"),
        (MEASURE, "Stadt: A3 Beratung ausbauen"),
        (OFFICE, "Stadt: Jugendamt"),
    ],
)
def test_every_level_can_be_followed(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], url: str, title: str
) -> None:
    assert text(get(client, url), "p.lead") == title
    client.post(url, {"email": ADDRESS})
    (message,) = mailoutbox
    assert message.subject == f"Bitte bestätigen: {title}"
    assert message.to == [ADDRESS]
    client.post(link(message, "confirm"))
    page = get(client, link(message, "confirm"))
    assert text(page, "h1") == "Sie folgen per E-Mail"
    assert text(page, "p.lead") == title


def test_a_part_of_a_measure_can_be_followed(client: Client, measure: Measure, mailoutbox: list[EmailMessage]) -> None:
    part = make_measure(parent=measure, code="M1", title="Teil")
    page = get(client, "/stadt/bericht/A3/M1/")
    address = str(one(page, ".follow a[href*=abonnieren]")["href"])
    assert address == "/stadt/abonnieren/?bericht=bericht&massnahme=A3/M1"
    client.post(address, {"email": ADDRESS})
    assert Subscription.objects.get().measure == part


@pytest.mark.parametrize("page", ["/stadt/", "/stadt/bericht/", "/stadt/bericht/A3/", "/stadt/aemter/jugendamt/"])
def test_pages_lead_to_their_subscription(client: Client, measure: Measure, page: str) -> None:
    address = str(one(get(client, page), ".follow a[href*=abonnieren]")["href"])
    back = one(get(client, address), "p.lead a")
    assert back["href"] == page


def test_who_asked_is_told_to_look_into_the_mailbox(client: Client, measure: Measure) -> None:
    response = client.post(MEASURE, {"email": ADDRESS})
    assert response["Location"] == "/stadt/abonnieren/gesendet/?bericht=bericht&massnahme=A3"
    page = get(client, response["Location"])
    assert text(page, "h1") == "Sehen Sie in Ihr Postfach"
    assert text(page, "p.lead") == "Stadt: A3 Beratung ausbauen"


@pytest.mark.parametrize(
    "url",
    [
        "/nirgendwo/abonnieren/",
        "/stadt/abonnieren/?bericht=anderer",
        "/stadt/abonnieren/?amt=anderes",
        "/stadt/abonnieren/?bericht=bericht&massnahme=X9",
        "/stadt/abonnieren/?massnahme=A3",
    ],
)
def test_what_does_not_exist_cannot_be_followed(client: Client, measure: Measure, url: str) -> None:
    assert client.get(url).status_code == 404
    assert client.post(url, {"email": ADDRESS}).status_code == 404
    assert client.get(url.replace("abonnieren/", "abonnieren/gesendet/")).status_code == 404
    assert not Subscriber.objects.exists()


def test_what_is_not_public_cannot_be_followed_not_even_by_planners(client: Client, measure: Measure) -> None:
    measure.publication = Publication.DRAFT
    measure.save()
    client.force_login(make_planner())
    assert client.post(MEASURE, {"email": ADDRESS}).status_code == 404
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, measure: Measure, method: str) -> None:
    subscription = make_subscription(measure)
    for url in (CITY, confirm_url(subscription), unsubscribe_url(subscription), all_url(subscription)):
        assert getattr(client, method)(url).status_code == 405
    assert getattr(client, method)("/stadt/abonnieren/gesendet/").status_code == 405


@pytest.mark.both
@pytest.mark.parametrize(
    "address",
    [
        "",
        "kim",
        "kim@",
        "kim@example.org\nBcc: opfer@example.org",
        "kim@example.org\r\nBcc: opfer@example.org",
        "kim@example.org,opfer@example.org",
        "Kim <kim@example.org>",
        '"kim, opfer"@example.org',
        "kim@example.org\x00",
        f"{'k' * 300}@example.org",
    ],
)
def test_what_is_no_address_is_refused_with_a_reason(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], address: str
) -> None:
    response = client.post(CITY, {"email": address})
    assert response.status_code == 200
    page = BeautifulSoup(response.text, "html.parser")
    field = one(page, "input[type=email]")
    assert field["aria-invalid"] == "true"
    assert text(page, f"[id='{field['aria-describedby']}']")
    assert text(page, "title").startswith("Fehler: ")
    assert mailoutbox == []
    assert not Subscriber.objects.exists()


def test_the_form_is_protected_against_forged_requests(measure: Measure, mailoutbox: list[EmailMessage]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(CITY, {"email": ADDRESS}).status_code == 403
    assert strict.post(confirm_url(make_subscription(measure))).status_code == 403
    token = one(get(strict, CITY), "input[name=csrfmiddlewaretoken]")["value"]
    assert strict.post(CITY, {"email": "a@example.org", "csrfmiddlewaretoken": str(token)}).status_code == 302
    assert len(mailoutbox) == 1


def test_a_title_cannot_write_headers(client: Client, measure: Measure, mailoutbox: list[EmailMessage]) -> None:
    measure.title = "Beratung\r\nBcc: opfer@example.org\n\nText"
    measure.save()
    ask(client, measure)
    (message,) = mailoutbox
    assert message.subject == "Bitte bestätigen: Stadt: A3 Beratung Bcc: opfer@example.org Text"
    assert message.recipients() == [ADDRESS]


# Nobody learns whether an address is known, nobody is flooded with mails


def test_the_answer_is_the_same_whether_or_not_an_address_is_known(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], clock: Clock
) -> None:
    first = ask(client, measure)
    again_at_once = ask(client, measure)
    client.post(link(mailoutbox[-1], "confirm"))
    clock.shift(timedelta(hours=2))
    confirmed = ask(client, measure)
    assert first == again_at_once == confirmed == ask(client, measure, "fremd@example.org")


def test_who_follows_already_is_told_so_by_mail(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], clock: Clock
) -> None:
    follow(client, mailoutbox, measure)
    clock.shift(timedelta(hours=2))
    ask(client, measure)
    (message,) = mailoutbox
    assert message.subject == "Sie folgen bereits: Stadt: A3 Beratung ausbauen"
    assert "bestaetigen" not in message.body
    assert link(message, "unsubscribe")


@pytest.mark.both
def test_nobody_is_asked_about_the_same_thing_twice_within_an_hour(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], clock: Clock
) -> None:
    ask(client, measure)
    ask(client, measure, ADDRESS.upper())
    assert len(mailoutbox) == 1
    clock.shift(timedelta(minutes=59))
    ask(client, measure)
    assert len(mailoutbox) == 1
    clock.shift(timedelta(minutes=2))
    ask(client, measure)
    assert len(mailoutbox) == 2
    assert Subscription.objects.count() == 1


@pytest.mark.both
def test_no_address_is_asked_more_than_five_times_a_day(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], clock: Clock
) -> None:
    measures = [make_measure(measure.report) for _ in range(7)]
    for other in measures:
        ask(client, other)
    assert len(mailoutbox) == 5
    assert Subscription.objects.count() == 5
    ask(client, measure, "andere@example.org")
    assert len(mailoutbox) == 6
    clock.shift(timedelta(days=1))
    ask(client, measures[-1])
    assert len(mailoutbox) == 7


@pytest.mark.both
def test_no_client_asks_for_more_than_twenty_mails_an_hour(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], settings: Settings, clock: Clock
) -> None:
    settings.PROXIES = 1

    def post(number: int, forwarded: str = "192.0.2.1") -> Any:
        another_worker()
        return client.post(CITY, {"email": f"kim{number}@example.org"}, HTTP_X_FORWARDED_FOR=forwarded)

    assert {post(number, f"198.51.100.{number}, 192.0.2.1").status_code for number in range(20)} == {302}
    refused = post(20)
    assert (refused.status_code, len(mailoutbox)) == (429, 20)
    page = BeautifulSoup(refused.text, "html.parser")
    assert text(page, "[role=alert]").startswith("Von Ihrem Anschluss aus wurde in der letzten Stunde sehr oft")
    assert one(page, "input[type=email]")["value"] == "kim20@example.org"
    assert not Subscriber.objects.filter(email="kim20@example.org").exists()
    assert post(20, "192.0.2.2").status_code == 302
    assert post(21, "2001:db8:1:2::1").status_code == 302
    clock.shift(timedelta(minutes=61))
    assert post(22).status_code == 302
    assert len(mailoutbox) == 23


def test_who_types_no_address_is_not_counted(client: Client, measure: Measure) -> None:
    for _time in range(21):
        assert client.post(CITY, {"email": "kim"}).status_code == 200
    assert client.post(CITY, {"email": ADDRESS}).status_code == 302


@pytest.mark.both
def test_the_count_names_no_computer_and_is_forgotten(client: Client, measure: Measure, clock: Clock) -> None:
    client.post(CITY, {"email": ADDRESS}, REMOTE_ADDR="192.0.2.1")
    assert Limit.objects.count() == 1
    assert "192.0.2.1" not in str(list(Limit.objects.values()))
    call_command("forget_logins")
    assert Limit.objects.count() == 1
    clock.shift(timedelta(minutes=61))
    said = StringIO()
    call_command("forget_logins", stdout=said)
    assert "1 abgelaufene Zähler" in said.getvalue()
    assert not Limit.objects.exists()


def test_an_address_without_a_mailbox_gets_the_same_answer(
    client: Client, measure: Measure, settings: Settings
) -> None:
    usual = ask(client, measure)
    settings.EMAIL_BACKEND = "tests.mail_servers.Refusing"
    assert ask(client, measure, "niemand@example.org") == usual


@pytest.mark.both
def test_without_a_mail_server_one_may_try_again_at_once(
    client: Client, measure: Measure, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mail_servers.Unreachable"
    response = client.post(CITY, {"email": ADDRESS})
    assert response.status_code == 503
    assert "Zurzeit können keine E-Mails verschickt werden." in response.content.decode()
    settings.EMAIL_BACKEND = works
    ask(client, measure.report.municipality)
    assert len(mailoutbox) == 1


def test_addresses_stand_in_no_log(
    client: Client, measure: Measure, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask(client, measure)
    for backend in ("Refusing", "Unreachable"):
        settings.EMAIL_BACKEND = f"tests.mail_servers.{backend}"
        client.post(CITY, {"email": ADDRESS})
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in ours if "kim" in line]


# Confirming


def test_looking_does_not_confirm(client: Client, measure: Measure, mailoutbox: list[EmailMessage]) -> None:
    ask(client, measure)
    url = link(mailoutbox[0], "confirm")
    page = get(client, url)
    client.head(url)
    assert texts(page, "main button") == ["Ja, per E-Mail folgen"]
    assert not Subscription.objects.confirmed().exists()


def test_confirming_twice_does_no_harm(client: Client, measure: Measure, mailoutbox: list[EmailMessage]) -> None:
    ask(client, measure)
    url = link(mailoutbox[0], "confirm")
    client.post(url)
    moment = Subscription.objects.get().confirmed_at
    make_update(measure)
    client.post(url)
    assert Subscription.objects.get().confirmed_at == moment
    assert not ToldNews.objects.exists()


def test_a_link_expires_after_seven_days(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], clock: Clock
) -> None:
    ask(client, measure)
    url = link(mailoutbox[0], "confirm")
    clock.shift(timedelta(days=7, seconds=-1))
    assert client.get(url).status_code == 200
    clock.shift(timedelta(seconds=2))
    for response in (client.get(url), client.post(url)):
        assert response.status_code == 410
        assert "Dieser Link gilt nicht mehr" in response.content.decode()
    assert not Subscription.objects.confirmed().exists()


@pytest.mark.both
def test_who_never_confirms_is_forgotten(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], clock: Clock
) -> None:
    follow(client, mailoutbox, measure, "bleibt@example.org")
    ask(client, measure)
    ask(client, measure.report, "bleibt@example.org")
    clock.shift(timedelta(days=6))
    call_command("send_digests")
    assert Subscriber.objects.count() == 2
    clock.shift(timedelta(days=2))
    call_command("send_digests")
    assert [subscriber.email for subscriber in Subscriber.objects.all()] == ["bleibt@example.org"]
    assert Subscription.objects.get().measure == measure


def test_a_tampered_link_opens_nothing(client: Client, measure: Measure) -> None:
    mine, other = make_subscription(measure), make_subscription(measure.report, "andere@example.org")
    key, _dot, rest = to_confirm(mine).partition(".")
    forged = [
        f"/abonnement/bestaetigen/{other.key.hex}.{rest}/",
        f"/abonnement/bestaetigen/{key}.{rest[:-1]}{'A' if rest[-1] != 'A' else 'B'}/",
        f"/abonnement/bestaetigen/{key}/",
        f"/abonnement/bestaetigen/{mine.pk}/",
        f"/abonnement/bestaetigen/{to_unsubscribe(mine)}/",
        f"/abonnement/abbestellen/{to_confirm(mine)}/",
        f"/abonnement/abbestellen/{to_unsubscribe(mine.subscriber)}/",
        f"/abonnement/alles-abbestellen/{to_unsubscribe(mine)}/",
        f"/abonnement/abbestellen/{other.key.hex}.{to_unsubscribe(mine).partition('.')[2]}/",
    ]
    for url in forged:
        assert client.get(url).status_code == 404
        response = client.post(url)
        assert response.status_code == 404
        assert "Dieser Link ist nicht vollständig" in response.content.decode()
    assert Subscription.objects.count() == 2
    assert not Subscription.objects.confirmed().exists()


def test_a_link_to_what_has_been_withdrawn_confirms_nothing(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage]
) -> None:
    ask(client, measure)
    measure.publication = Publication.DRAFT
    measure.save()
    response = client.post(link(mailoutbox[0], "confirm"))
    assert response.status_code == 410
    assert "Beratung ausbauen" not in response.content.decode()
    assert not Subscription.objects.confirmed().exists()


# Leaving


def test_looking_does_not_unsubscribe(client: Client, measure: Measure, mailoutbox: list[EmailMessage]) -> None:
    subscription = follow(client, mailoutbox, measure)
    for url in (unsubscribe_url(subscription), all_url(subscription)):
        assert texts(get(client, url), "main button") == ["Abbestellen"]
        client.head(url)
    assert Subscription.objects.count() == 1


@pytest.mark.both
def test_the_last_subscription_takes_the_address_with_it(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage]
) -> None:
    make_update(measure)
    first = follow(client, mailoutbox, measure)
    second = follow(client, mailoutbox, measure.report)
    assert ToldNews.objects.exists()
    client.post(unsubscribe_url(first))
    assert Subscription.objects.get() == second
    page = client.post(unsubscribe_url(second)).content.decode()
    assert "Sie haben abbestellt" in page
    assert not Subscriber.objects.exists()
    assert not ToldNews.objects.exists()


def test_all_of_it_can_end_at_once(client: Client, measure: Measure, mailoutbox: list[EmailMessage]) -> None:
    subscription = follow(client, mailoutbox, measure)
    follow(client, mailoutbox, measure.report)
    follow(client, mailoutbox, measure, "andere@example.org")
    client.post(all_url(subscription))
    assert [subscriber.email for subscriber in Subscriber.objects.all()] == ["andere@example.org"]


def test_a_mail_program_unsubscribes_with_one_click(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage]
) -> None:
    ask(client, measure)
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<https://massnahmen\.example\.org(/\S+)>", headers["List-Unsubscribe"])
    assert address
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address[1], {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not strict.cookies
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("kind", ["one", "all"])
def test_unsubscribing_again_is_answered_alike(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage], kind: str
) -> None:
    subscription = follow(client, mailoutbox, measure)
    url = unsubscribe_url(subscription) if kind == "one" else all_url(subscription)
    first = client.post(url).content
    assert client.post(url).content == first == client.get(url).content


def test_one_can_leave_what_has_been_withdrawn_without_reading_its_name(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage]
) -> None:
    subscription = follow(client, mailoutbox, measure)
    measure.publication = Publication.DRAFT
    measure.save()
    assert "Beratung ausbauen" not in get(client, unsubscribe_url(subscription)).get_text()
    client.post(unsubscribe_url(subscription))
    assert not Subscriber.objects.exists()


@pytest.mark.both
def test_a_measure_can_be_deleted_although_somebody_follows_it(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage]
) -> None:
    follow(client, mailoutbox, measure)
    Measure.objects.filter(pk=measure.pk).delete()
    assert not Subscription.objects.exists()


# The pages and the rows


def test_english_readers_get_english_pages_and_mails(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage]
) -> None:
    client.post(f"/en{MEASURE}", {"email": ADDRESS})
    (message,) = mailoutbox
    assert message.subject == "Please confirm: Stadt: A3 Beratung ausbauen"
    assert link(message, "confirm").startswith("/en/abonnement/")
    client.post(link(message, "confirm"))
    assert Subscriber.objects.get().language == "en"


def test_a_stranger_does_not_change_the_language_of_a_subscriber(
    client: Client, measure: Measure, mailoutbox: list[EmailMessage]
) -> None:
    follow(client, mailoutbox, measure)
    client.post(f"/en{CITY}", {"email": ADDRESS})
    assert Subscriber.objects.get().language == "de"


def test_pages_behind_a_link_are_kept_by_nobody(client: Client, measure: Measure) -> None:
    subscription = make_subscription(measure)
    for url in (confirm_url(subscription), unsubscribe_url(subscription), all_url(subscription)):
        response = client.get(url)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert ADDRESS not in response.content.decode()


@pytest.mark.both
def test_the_pages_need_few_queries(client: Client, measure: Measure) -> None:
    subscription = make_subscription(measure)
    urls = [CITY, MEASURE, confirm_url(subscription), unsubscribe_url(subscription), all_url(subscription)]
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 3


@pytest.mark.both
def test_a_subscription_follows_exactly_one_thing(measure: Measure) -> None:
    subscriber = Subscriber.objects.create(email=ADDRESS)
    both = {"measure": Measure.objects.get(pk=measure.pk), "report": measure.report}
    for followed in ({}, both):
        with pytest.raises(IntegrityError), transaction.atomic():
            Subscription.objects.create(subscriber=subscriber, asked_at=timezone.now(), **followed)


def test_the_privacy_page_says_what_is_stored(client: Client) -> None:
    page = text(get(client, "/datenschutz/"), "main")
    assert "Neuigkeiten per E-Mail" in page
    assert "nach sieben Tagen gelöscht" in page


def make_subscription(followed: Any, email: str = ADDRESS) -> Subscription:
    subscriber, _new = Subscriber.objects.get_or_create(email=email)
    field = followed._meta.model_name
    return Subscription.objects.create(subscriber=subscriber, asked_at=timezone.now(), **{field: followed})


def confirm_url(subscription: Subscription) -> str:
    return f"/abonnement/bestaetigen/{to_confirm(subscription)}/"


def unsubscribe_url(subscription: Subscription) -> str:
    return f"/abonnement/abbestellen/{to_unsubscribe(subscription)}/"


def all_url(subscription: Subscription) -> str:
    return f"/abonnement/alles-abbestellen/{to_unsubscribe(subscription.subscriber)}/"
