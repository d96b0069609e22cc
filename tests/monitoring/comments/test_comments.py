"""Planners and offices write to each other about a measure: who reads it, who answers, and who closes it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import DeletedThing, Measure, Office, User
from catalog.people.anonymising import anonymise
from catalog.recycle_bin.restore import restore
from monitoring.models import Comment
from tests import factories

pytestmark = pytest.mark.usefixtures("without_cities")


@pytest.fixture
def office() -> Office:
    city = factories.make_municipality(name="Musterstadt", slug="musterstadt")
    return factories.make_office(city, name="Jugendamt", slug="jugendamt", abbreviation="510")


@pytest.fixture
def measure(office: Office) -> Measure:
    report = factories.make_report(office.municipality)
    return factories.make_measure(report, code="A1", title="Beratung", lead=office)


@pytest.fixture
def anna(measure: Measure) -> User:
    return factories.make_planner(measure.report.municipality, first_name="Anna", last_name="Plan")


@pytest.fixture
def kim(office: Office, measure: Measure) -> User:
    return factories.make_contributor(office, first_name="Kim", last_name="Amt")


def page_of(measure: Measure) -> str:
    return f"/admin/kommentare/{measure.pk}/"


def login(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def shown(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "html.parser")


def send(person: User, measure: Measure, act: str, **fields: Any) -> Any:
    """Presses a button; names have "__" for "-"."""
    data = {name.replace("__", "-"): value for name, value in fields.items()}
    return login(person).post(page_of(measure), {"act": act, **data}, follow=True)


def write(person: User, measure: Measure, text: str, *spoken_to: str) -> Comment:
    send(person, measure, "write", cneu__text=text, cneu__spoken_to=list(spoken_to))
    return Comment.objects.get(text=text)


def answer(person: User, to: Comment, text: str) -> Any:
    return send(person, to.measure, f"answer-{to.pk}", **{f"c{to.pk}__text": text})


def base(person: User, first: Comment) -> str:
    field = shown(login(person), page_of(first.measure)).select_one(f"[name=c{first.pk}-base]")
    assert field is not None
    return str(field["value"])


def press(person: User, act: str, first: Comment, seen: str) -> Any:
    return send(person, first.measure, f"{act}-{first.pk}", **{f"c{first.pk}__base": seen})


@pytest.mark.both
def test_planner_and_office_talk_about_a_measure(anna: User, kim: User, measure: Measure, office: Office) -> None:
    first = write(anna, measure, "Bis wann?\n<b>Bitte</b> https://example.org")
    assert (first.written_by, first.office) == (anna, None)
    response = answer(kim, first, "Ende Mai.")
    assert "bleibt intern" in response.text
    said = Comment.objects.get(text="Ende Mai.")
    assert (said.thread, said.written_by, said.office) == (first, kim, office)
    for person in (anna, kim):
        html = login(person).get(page_of(measure)).text
        assert "Anna Plan" in html
        assert "Kim Amt (510)" in html
        assert "&lt;b&gt;Bitte&lt;/b&gt; https://example.org" in html
        assert 'href="https://example.org' not in html


def test_it_stands_on_the_form_of_the_measure_the_start_page_and_in_the_report(
    anna: User, kim: User, measure: Measure
) -> None:
    write(kim, measure, "Was ist gemeint?")
    form = login(anna).get(f"/admin/catalog/measure/{measure.pk}/change/").text
    assert "Was ist gemeint?" in form
    assert page_of(measure) in form
    start = shown(login(anna), "/admin/").get_text(" ", strip=True)
    assert "Offene Kommentare 1" in start
    assert "Kim Amt (510): Was ist gemeint?" in start
    table = shown(login(anna), f"/admin/catalog/report/{measure.report_id}/").get_text(" ", strip=True)
    assert "1 offener Kommentar in diesem Bericht" in table
    assert "Was ist gemeint?" in login(kim).get("/admin/kommentare/").text


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_an_empty_or_endless_text_is_refused_and_kept(anna: User, measure: Measure, text: str) -> None:
    response = send(anna, measure, "write", cneu__text=text)
    assert not Comment.objects.exists()
    assert "Schreiben Sie zuerst etwas" in response.text or "höchstens 4000 Zeichen" in response.text
    assert text.strip() in response.text


@pytest.mark.both
def test_what_arrives_twice_is_written_once(anna: User, kim: User, measure: Measure) -> None:
    for person in (anna, anna, kim):
        send(person, measure, "write", cneu__text="Bis wann?")
    assert [one.written_by for one in Comment.objects.order_by("pk")] == [anna, kim]


@pytest.mark.both
def test_others_see_nothing(anna: User, measure: Measure) -> None:
    write(anna, measure, "Streng vertraulich")
    other = factories.make_office(measure.report.municipality)
    nobodies = [
        factories.make_contributor(other),
        factories.make_reader(measure.report.municipality),
        factories.make_planner(factories.make_municipality()),
        factories.make_administrator(),
    ]
    for person in nobodies:
        client = login(person)
        assert client.get(page_of(measure)).status_code in {302, 403, 404}
        assert client.post(page_of(measure), {"act": "write", "cneu-text": "Fremd"}).status_code in {302, 403, 404}
        assert "vertraulich" not in client.get("/admin/kommentare/").text
        assert "vertraulich" not in client.get("/admin/", follow=True).text
    assert Comment.objects.count() == 1
    for address in ("", "changes/", "massnahmen.csv", "massnahmen.json"):
        assert "vertraulich" not in Client().get(f"{measure.report.get_absolute_url()}{address}").text


def test_whoever_takes_part_reads_too_and_the_lead_of_the_whole_reads_on_parts(kim: User, measure: Measure) -> None:
    beside = factories.make_office(measure.report.municipality, name="Sportamt")
    factories.make_responsibility(measure, beside, role="participating")
    part = factories.make_measure(parent=measure, code="M1")
    write(factories.make_contributor(beside), measure, "Wir machen mit.")
    write(kim, part, "Zum Teil.")


@pytest.mark.both
def test_planners_and_whoever_began_it_close_and_open_again(anna: User, kim: User, measure: Measure) -> None:
    first = write(anna, measure, "Frage der Planung")
    own = write(kim, measure, "Frage des Amts")
    refused = press(kim, "close", first, f"open-{first.pk}")
    assert "Nur wer ihn begonnen hat" in refused.text
    press(kim, "close", own, base(kim, own))
    own.refresh_from_db()
    assert own.closed_by == kim
    press(anna, "close", first, base(anna, first))
    page = shown(login(anna), page_of(measure))
    assert "2 geschlossene Kommentare" in page.get_text(" ")
    assert "Offene Kommentare" not in shown(login(anna), "/admin/").select(".agenda-tasks")[0].get_text()
    press(anna, "reopen", own, base(anna, own))
    own.refresh_from_db()
    assert own.closed_at is None


def test_what_came_meanwhile_is_noticed(anna: User, kim: User, measure: Measure) -> None:
    first = write(anna, measure, "Frage")
    seen = base(anna, first)
    answer(kim, first, "Noch etwas!")
    response = press(anna, "close", first, seen)
    assert response.status_code == 409
    assert "inzwischen geantwortet" in response.text
    first.refresh_from_db()
    assert first.is_open
    press(anna, "close", first, base(anna, first))
    response = answer(kim, first, "Zu spät getippt")
    assert response.status_code == 409
    assert "Zu spät getippt" in response.text
    assert not Comment.objects.filter(text="Zu spät getippt").exists()


def test_nothing_is_written_in_a_closed_report(anna: User, measure: Measure) -> None:
    first = write(anna, measure, "Frage")
    measure.report.is_closed = True
    measure.report.save()
    page = shown(login(anna), page_of(measure))
    assert "Frage" in page.get_text()
    assert not page.select("#kommentare button")
    assert answer(anna, first, "Trotzdem").status_code == 403


def test_a_thread_of_another_measure_is_not_found(anna: User, kim: User, measure: Measure) -> None:
    first = write(anna, measure, "Frage")
    other = factories.make_measure(measure.report, code="A2", lead=factories.make_office(measure.report.municipality))
    assert send(kim, measure, f"answer-{first.pk + 1000}", **{f"c{first.pk + 1000}__text": "?"}).status_code == 404
    assert send(anna, other, f"close-{first.pk}").status_code == 404
    assert send(anna, measure, "unsinn").status_code == 404


@pytest.mark.both
def test_a_planner_moves_one_to_the_bin_and_it_comes_back_whole(anna: User, kim: User, measure: Measure) -> None:
    first = write(kim, measure, "Versehen", f"person-{anna.pk}")
    answer(anna, first, "Macht nichts.")
    assert send(kim, measure, f"delete-{first.pk}").status_code == 404
    assert "Papierkorb" in send(anna, measure, f"delete-{first.pk}").text
    assert not Comment.objects.exists()
    restore(DeletedThing.objects.get(), anna)
    assert [(str(row), [str(one) for one in row.mentions.all()]) for row in Comment.objects.all()] == [
        ("Versehen", ["@Anna Plan"]),
        ("Macht nichts.", []),
    ]


@pytest.mark.both
def test_the_history_knows_who_wrote_and_closed(anna: User, measure: Measure) -> None:
    first = write(anna, measure, "Frage")
    press(anna, "close", first, base(anna, first))
    assert [version.history_type for version in first.history.order_by("history_id")] == ["+", "~"]
    assert {version.history_user for version in first.history.all()} == {anna}
    history = login(anna).get(f"/admin/catalog/measure/{measure.pk}/history/").text
    assert "Kommentar" in history


@pytest.mark.both
def test_the_name_goes_when_the_person_is_anonymised(anna: User, kim: User, measure: Measure) -> None:
    write(kim, measure, "Frage", f"person-{anna.pk}")
    anonymise(kim)
    page = login(anna).get(page_of(measure)).text
    assert "Frage" in page
    assert "Kim" not in page


@pytest.mark.both
def test_few_queries_however_much_was_written(anna: User, kim: User, measure: Measure) -> None:
    def queries(address: str) -> int:
        client = login(anna)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = [
        page_of(measure),
        "/admin/kommentare/",
        f"/admin/catalog/measure/{measure.pk}/change/",
        f"/admin/catalog/report/{measure.report_id}/",
    ]
    answer(kim, write(anna, measure, "Eins", f"amt-{measure.leads[0].office_id}", f"person-{kim.pk}"), "Ja")
    few = [queries(address) for address in addresses * 2][len(addresses) :]  # the first time fills caches
    for number in range(8):
        answer(kim, write(anna, measure, f"Frage {number}", f"person-{kim.pk}"), f"Antwort {number}")
        other = factories.make_measure(measure.report, code=f"B{number}", lead=measure.leads[0].office)
        write(kim, other, f"Dazu {number}")
    assert [queries(address) for address in addresses][:2] == few[:2]
    assert queries(addresses[2]) == few[2]
