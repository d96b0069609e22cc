"""Behind the link of a round an office reads and writes comments, in its own name, and not without end."""

from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from catalog.models import Measure
from monitoring.comments import office_views
from monitoring.models import Comment, RoundRequest
from monitoring.rounds.mails.reminders import open_answers, reminder_mail
from monitoring.rounds.mails.request_mails import request_mail
from tests import factories
from tests.monitoring.comments.test_comments import answer, login, write
from tests.monitoring.rounds.office import TODAY, Desk, answer_about, make_office_round, measure, page_of

pytestmark = pytest.mark.usefixtures("without_cities")
SITE = "https://massnahmen.example.org"


@pytest.fixture(autouse=True)
def today(settings: Any) -> Any:
    settings.SITE_URL = SITE
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def request_of() -> RoundRequest:
    return make_office_round()


def comments_of(request: RoundRequest, code: str = "A1") -> str:
    return f"{page_of(request)}kommentare/{answer_about(code).pk}/"


def post(request: RoundRequest, act: str = "write", name: str = "Kim Muster", **fields: str) -> Any:
    data = {"act": act, "answered_by": name, **{key.replace("__", "-"): text for key, text in fields.items()}}
    return Client().post(comments_of(request), data, follow=True)


@pytest.mark.both
def test_an_office_asks_back_by_its_link(request_of: RoundRequest) -> None:
    planner = factories.make_planner(request_of.round.municipality, last_name="Plan")
    response = post(request_of, cneu__text="Welche Stelle ist gemeint?")
    assert "bleibt intern" in response.text
    written = Comment.objects.get()
    assert (written.writer_name, written.office, written.written_by) == ("Kim Muster", request_of.office, None)
    assert "Kim Muster (Jugendamt)" in login(planner).get(f"/admin/kommentare/{written.measure_id}/").text
    answer(planner, written, "Die neue.")
    desk = Desk(request_of)
    assert "Welche Stelle ist gemeint?" in desk.part("A1").get_text()
    assert "Die neue." in desk.part("A1").get_text()
    assert "1 offener Kommentar" in desk.part("A1").get_text(" ", strip=True)
    assert "gemeint" not in desk.part("A2").get_text()


@pytest.mark.both
def test_it_closes_what_the_office_has_begun_and_nothing_else(request_of: RoundRequest) -> None:
    planner = factories.make_planner(request_of.round.municipality)
    theirs = write(planner, measure("A1"), "Frage der Planung")
    post(request_of, cneu__text="Frage des Amts")
    own = Comment.objects.get(text="Frage des Amts")
    post(request_of, f"close-{own.pk}", name="", **{f"c{own.pk}__base": f"open-{own.pk}"})
    post(request_of, f"close-{theirs.pk}", **{f"c{theirs.pk}__base": f"open-{theirs.pk}"})
    assert list(Comment.objects.open()) == [theirs]


def test_a_name_is_needed_and_what_was_typed_stays(request_of: RoundRequest) -> None:
    response = post(request_of, name="", cneu__text="Ohne Namen")
    assert "Nennen Sie einmal Ihren Namen" in response.text
    page = BeautifulSoup(response.text, "html.parser")
    assert page.select_one("[name=cneu-text]").get_text().strip() == "Ohne Namen"  # type: ignore[union-attr]
    assert not Comment.objects.exists()


def test_a_form_of_another_site_is_refused(request_of: RoundRequest) -> None:
    data = {"act": "write", "answered_by": "Kim", "cneu-text": "Von anderswo"}
    response = Client().post(comments_of(request_of), data, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert "Von anderswo" in response.text
    assert not Comment.objects.exists()


@pytest.mark.both
def test_only_so_much_is_written_behind_a_link(request_of: RoundRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_views, "COMMENTS_PER_LINK", 2)
    answers = [post(request_of, cneu__text=f"Nummer {number}") for number in range(3)]
    assert [response.status_code for response in answers] == [200, 200, 429]
    assert Comment.objects.count() == 2
    assert "Nummer 2" in answers[-1].text


@pytest.mark.both
def test_only_measures_that_the_office_is_asked_about(request_of: RoundRequest) -> None:
    other = factories.make_request(
        factories.make_round(measure("A1").report),
        factories.make_office(request_of.round.municipality),
        measure("A2"),
    )
    foreign = f"{page_of(request_of)}kommentare/{other.answers.get().pk}/"
    assert Client().get(foreign).status_code == 404
    assert Client().post(foreign, {"act": "write", "cneu-text": "?", "answered_by": "Kim"}).status_code == 404
    assert Client().get("/rueckmeldung/unbekannt/kommentare/1/").status_code == 404
    request_of.revoke()
    assert Client().get(comments_of(request_of)).status_code == 404
    assert not Comment.objects.exists()


def test_nothing_of_the_page_is_kept_by_caches_or_told_to_others(request_of: RoundRequest) -> None:
    response = Client().get(comments_of(request_of))
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.both
def test_with_a_login_the_office_writes_and_a_planner_only_reads(request_of: RoundRequest) -> None:
    kim = factories.make_contributor(request_of.office)
    planner = factories.make_planner(request_of.round.municipality)
    address = f"/rueckmeldung/amt/{request_of.pk}/kommentare/{answer_about('A1').pk}/"
    client = login(kim)
    page = BeautifulSoup(client.get(address).text, "html.parser")
    proof = page.select_one("[name=proof]")
    assert proof is not None
    client.post(address, {"act": "write", "cneu-text": "Mit Anmeldung", "proof": proof["value"]})
    assert Comment.objects.get().written_by == kim
    reading = login(planner)
    assert "Mit Anmeldung" in reading.get(address).text
    assert reading.post(address, {"act": "write", "cneu-text": "Hier nicht"}).status_code == 403


def test_the_mails_of_the_round_name_open_comments_and_the_link(request_of: RoundRequest) -> None:
    planner = factories.make_planner(request_of.round.municipality)
    answers = list(open_answers(request_of))
    words = "Zu diesen Maßnahmen sind Kommentare offen"
    assert words not in str(request_mail(request_of, answers, SITE).body)
    first = write(planner, measure("A2"), "Frage")
    for mail in (request_mail(request_of, answers, SITE), reminder_mail(request_of, answers, "amt@example.org")):
        body = str(mail.body)
        assert words in body
        assert body.partition(words)[2].split("- ", 1)[1].startswith("A2")
        assert f"{SITE}{page_of(request_of)}" in body
    first.closed_at = first.written_at
    first.save()
    assert words not in str(request_mail(request_of, answers, SITE).body)


@pytest.mark.both
def test_the_review_shows_them(request_of: RoundRequest) -> None:
    planner = factories.make_planner(request_of.round.municipality)
    write(planner, measure("A1"), "Stimmt die Zahl?")
    Desk(request_of).press("unchanged", "A1")
    pages = [f"/admin/monitoring/reportinground/{request_of.round_id}/review/{one}" for one in ("", "%s/")]
    for address in pages:
        found = login(planner).get(address % answer_about("A1").pk if "%" in address else address)
        assert "Stimmt die Zahl?" in found.text


def test_the_measure_is_named(request_of: RoundRequest) -> None:
    page = BeautifulSoup(Client().get(comments_of(request_of)).text, "html.parser")
    (heading,) = page.select("h1")
    assert str(Measure.objects.get(code="A1")) in heading.get_text()
