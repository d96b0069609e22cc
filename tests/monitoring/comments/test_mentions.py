"""Whoever a comment speaks to is told by mail, as soon as they want it, once, and nobody else."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import call_command

from catalog.choices import MailKind, MailPace
from catalog.mails.preferences import choose
from catalog.models import Measure, Municipality, Office, User
from monitoring.comments.audience import audience_of
from monitoring.rounds.mails.staff_mails import tell_at_once
from tests import factories
from tests.monitoring.comments.test_comments import answer, login, page_of, write
from tests.queued import number_queued

pytestmark = pytest.mark.usefixtures("without_cities")
SITE = "https://massnahmen.example.org"
NOW = datetime(2026, 7, 20, 6, tzinfo=UTC)
Mails = list[EmailMessage]


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Any:
    settings.SITE_URL = SITE
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return factories.make_office(factories.make_municipality(), name="Jugendamt", abbreviation="510")


@pytest.fixture
def measure(office: Office) -> Measure:
    return factories.make_measure(factories.make_report(office.municipality), code="A1", lead=office)


@pytest.fixture
def anna(measure: Measure) -> User:
    city = measure.report.municipality
    return factories.make_planner(city, first_name="Anna", last_name="Plan", email="anna@example.org")


@pytest.fixture
def kim(office: Office) -> User:
    return factories.make_contributor(office, first_name="Kim", last_name="Amt", email="kim@example.org")


def tell_everybody() -> None:
    """Does what a worker does after a comment."""
    for city in Municipality.objects.all():
        tell_at_once.call(city.pk)


def told(mails: Mails) -> list[str]:
    tell_everybody()
    found = sorted(mail.to[0] for mail in mails)
    mails.clear()
    return found


@pytest.mark.both
def test_an_office_that_is_spoken_to_is_told_with_the_link(
    anna: User, kim: User, measure: Measure, office: Office, mailoutbox: Mails
) -> None:
    write(anna, measure, "Ohne jemanden anzusprechen")
    assert told(mailoutbox) == []
    comment = write(anna, measure, "Bis wann?", f"amt-{office.pk}")
    tell_everybody()
    (mail,) = mailoutbox
    assert mail.to == ["kim@example.org"]
    body = str(mail.body)
    assert "Anna Plan: Bis wann?" in body
    assert f"{SITE}{page_of(measure)}#kommentar-{comment.pk}" in body.split()
    assert "Kommentar zu einer Maßnahme" in str(mail.subject)
    mailoutbox.clear()
    call_command("send_staff_mails", stdout=StringIO())
    assert told(mailoutbox) == []  # nothing twice


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bitte @510 prüfen.", {"510"}),
        ("@jugendamt, und @Anna Plan!", {"510", "Anna Plan"}),
        ("Mail an post@510.de, nicht @5101.", set()),
        ("@Kim Amtlich", set()),
    ],
)
def test_a_name_behind_an_at_speaks_to_its_bearer(
    anna: User, kim: User, measure: Measure, text: str, names: set[str]
) -> None:
    audience = audience_of(measure)
    found = audience.spoken_to(text)
    known = {key: person.name for key, person in audience.people.items()}
    known |= {key: office.abbreviation for key, office in audience.offices.items()}
    assert {known[key] for key in found} == names


@pytest.mark.both
def test_only_who_may_see_it_can_be_spoken_to(anna: User, measure: Measure, mailoutbox: Mails) -> None:
    other = factories.make_office(measure.report.municipality, name="Sportamt")
    stranger = factories.make_contributor(other, email="fremd@example.org")
    reply = login(anna).post(
        page_of(measure), {"act": "write", "cneu-text": "Hallo @Sportamt", "cneu-spoken_to": f"person-{stranger.pk}"}
    )
    assert "kein gültiger Wert" in reply.text or "ungültig" in reply.text.lower() or reply.status_code == 200
    write(anna, measure, "Hallo @Sportamt")
    assert told(mailoutbox) == []


def test_whoever_has_written_is_told_of_the_answer(anna: User, kim: User, measure: Measure, mailoutbox: Mails) -> None:
    first = write(anna, measure, "Frage")
    answer(kim, first, "Antwort")
    assert told(mailoutbox) == ["anna@example.org"]
    answer(anna, first, "Danke")
    assert told(mailoutbox) == ["kim@example.org"]


def test_the_choice_of_each_person_counts(
    anna: User, kim: User, measure: Measure, office: Office, mailoutbox: Mails
) -> None:
    choose(kim, MailKind.COMMENT, MailPace.DAILY)
    write(anna, measure, "Eins @510")
    assert told(mailoutbox) == []
    call_command("send_staff_mails", stdout=StringIO())
    assert told(mailoutbox) == ["kim@example.org"]
    choose(kim, MailKind.COMMENT, MailPace.OFF)
    write(anna, measure, "Zwei @510")
    call_command("send_staff_mails", stdout=StringIO())
    assert told(mailoutbox) == []


def test_planners_are_told_what_an_office_writes_but_not_what_others_plan(
    anna: User, kim: User, measure: Measure, mailoutbox: Mails
) -> None:
    factories.make_planner(measure.report.municipality, email="bert@example.org")
    factories.make_planner(factories.make_municipality(), email="dort@example.org")
    write(kim, measure, "Rückfrage")
    assert told(mailoutbox) == ["anna@example.org", "bert@example.org"]
    write(anna, measure, "Notiz")
    assert told(mailoutbox) == []


@pytest.mark.both
def test_who_no_longer_answers_for_the_measure_is_not_told(
    anna: User, kim: User, measure: Measure, mailoutbox: Mails
) -> None:
    first = write(kim, measure, "Frage")
    told(mailoutbox)
    measure.responsibilities.all().delete()
    answer(anna, first, "Antwort")
    assert told(mailoutbox) == []


@pytest.mark.both
def test_a_worker_is_asked_to_tell_them_once_it_is_written(
    kim: User, measure: Measure, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        write(kim, measure, "Rückfrage")
    assert number_queued() == 1
