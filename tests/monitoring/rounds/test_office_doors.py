"""Who gets in at the page of an office, and what becomes known of its address."""

import logging
from collections.abc import Iterator
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog.models import User
from measures_tracker.logs import PlacesOnly, without_quotations
from monitoring.choices import AnswerState
from monitoring.models import ReportingRound, RoundRequest
from tests import factories
from tests.monitoring.rounds.office import TODAY, Desk, answer_about, make_office_round, measure, page_of, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def request_of_office() -> RoundRequest:
    return make_office_round()


def by_login(request: RoundRequest) -> str:
    return f"/rueckmeldung/amt/{request.pk}/"


def test_the_address_stays_secret(request_of_office: RoundRequest, client: Client) -> None:
    response = client.get(page_of(request_of_office))
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    links = [str(link["href"]) for link in soup_of(response).select("a[href]")]
    own = page_of(request_of_office)
    elsewhere = [link for link in links if request_of_office.token in link and not link.startswith(own)]
    assert elsewhere == []
    assert "Disallow: /rueckmeldung/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("logger", ["django.server", "gunicorn.error"])
def test_no_log_names_the_link(request_of_office: RoundRequest, logger: str) -> None:
    line = f'"GET {page_of(request_of_office)} HTTP/1.1" 500 12'
    said = logging.LogRecord(logger, logging.ERROR, "", 0, "%s", (line,), None)
    assert without_quotations(said).getMessage() == '"GET /rueckmeldung/…/ HTTP/1.1" 500 12'


def test_a_page_that_fails_does_not_log_the_link(
    request_of_office: RoundRequest, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    with patch("monitoring.rounds.office.views.load_asked", side_effect=ValueError("kaputt")):
        assert client.get(page_of(request_of_office)).status_code == 500
    written = "".join(PlacesOnly().format(record) for record in caplog.records)
    assert "/rueckmeldung/…/" in written
    assert request_of_office.token not in written


def test_links_that_open_nothing_look_alike(request_of_office: RoundRequest, client: Client) -> None:
    draft = factories.make_round(measure("A1").report, opened_at=None)
    unopened = factories.make_request(draft, request_of_office.office)
    revoked = page_of(request_of_office)
    request_of_office.revoke()
    pages = {client.get(url).content for url in (revoked, page_of(unopened), "/rueckmeldung/abc/")}
    assert len(pages) == 1
    assert client.get(revoked).status_code == 404
    assert client.post(revoked, {"act": "save"}).status_code == 404
    assert client.get(f"{revoked}massnahmen.xlsx").status_code == 404
    assert "Dieser Link öffnet nichts" in pages.pop().decode()


def test_the_link_of_a_closed_round_says_so(request_of_office: RoundRequest, client: Client) -> None:
    ReportingRound.objects.update(closed_at=timezone.now())
    response = client.get(page_of(request_of_office))
    assert response.status_code == 410
    assert "Diese Runde ist abgeschlossen" in response.content.decode()
    assert client.post(page_of(request_of_office), {"act": "save"}).status_code == 410


def test_guessing_is_limited(request_of_office: RoundRequest, client: Client, settings: Settings) -> None:
    settings.OFFICE_LINKS_PER_ADDRESS = 2
    codes = [client.get(f"/rueckmeldung/{guess}/").status_code for guess in "abcd"]
    assert codes == [404, 404, 429, 429]
    assert client.get(page_of(request_of_office)).status_code == 200


def test_answers_of_other_offices_are_not_found(request_of_office: RoundRequest, client: Client) -> None:
    other = factories.make_office(request_of_office.round.municipality)
    theirs = factories.make_measure(measure("A1").report, code="B1", title="Fremdes Vorhaben")
    factories.make_request(request_of_office.round, other, theirs)
    foreign, url = answer_about("B1"), page_of(request_of_office)
    assert "Fremdes Vorhaben" not in Desk(request_of_office).text
    for act in ("save", "submit", "unchanged", "take-back", "prefill", "not-ours", "ours"):
        sent = {"act": f"{act}-{foreign.pk}", "answered_by": "Kim", f"a{foreign.pk}-not_ours": "x"}
        assert client.post(url, sent).status_code == 404
    smuggled = {"act": "save", f"a{foreign.pk}-base": "0:x", f"a{foreign.pk}-text": "Eingeschmuggelt"}
    assert client.post(url, smuggled).status_code == 404
    mine = answer_about("A1").pk
    extra = {"act": f"save-{mine}", f"a{mine}-base": "0:x", f"a{foreign.pk}-text": "Eingeschmuggelt"}
    client.post(url, extra)
    foreign.refresh_from_db()
    assert (foreign.text, foreign.state, foreign.version) == ("", AnswerState.OPEN, 0)


@pytest.mark.parametrize("act", ["", "drop", "submit", "unchanged-0", "unchanged-999999999999999999", "save-x", "-1"])
def test_acts_that_do_not_exist(request_of_office: RoundRequest, client: Client, act: str) -> None:
    assert client.post(page_of(request_of_office), {"act": act}).status_code == 404


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://other.example"}])
def test_a_form_from_elsewhere_changes_nothing_and_loses_nothing(
    request_of_office: RoundRequest, headers: dict[str, str]
) -> None:
    desk = Desk(request_of_office).type("A1", text="Mein langer Text")
    pk = answer_about("A1").pk
    response = desk.client.post(desk.address, {**desk.fields, "act": f"submit-{pk}"}, headers=headers)
    assert response.status_code == 403
    assert "Mein langer Text" in response.content.decode()
    assert "Bitte senden Sie es noch einmal ab." in response.content.decode()
    assert answer_about("A1").state == AnswerState.OPEN
    request_of_office.refresh_from_db()
    assert request_of_office.first_opened_at is None


def test_a_strict_browser_without_cookies_can_answer(request_of_office: RoundRequest) -> None:
    """A page without a referrer makes browsers say that a form comes from "null"."""
    client = Client(enforce_csrf_checks=True)
    sent = {"act": f"unchanged-{answer_about('A1').pk}", "answered_by": "Kim Muster"}
    headers = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert client.post(page_of(request_of_office), sent, headers=headers).status_code == 302
    assert answer_about("A1").is_unchanged


# With a login


def person_of(request: RoundRequest) -> User:
    return factories.make_contributor(request.office, first_name="Toni", last_name="Beispiel")


def test_a_contributor_gets_there_without_a_link(request_of_office: RoundRequest, client: Client) -> None:
    client.force_login(person_of(request_of_office))
    page = soup_of(client.get(by_login(request_of_office)))
    assert page.select_one("#answered_by") is None
    proof = page.select_one("input[name=proof]")
    assert proof is not None
    sent = {"act": f"unchanged-{answer_about('A1').pk}"}
    assert client.post(by_login(request_of_office), sent).status_code == 403
    assert client.post(by_login(request_of_office), {**sent, "proof": "falsch"}).status_code == 403
    assert answer_about("A1").state == AnswerState.OPEN
    assert client.post(by_login(request_of_office), {**sent, "proof": str(proof["value"])}).status_code == 302
    assert (answer_about("A1").is_unchanged, answer_about("A1").answered_by) == (True, "Toni Beispiel")
    assert client.get(f"{by_login(request_of_office)}massnahmen.xlsx").status_code == 200


def test_others_with_a_login(request_of_office: RoundRequest, client: Client) -> None:
    city, url = request_of_office.round.municipality, by_login(request_of_office)
    assert client.get(url).status_code == 302
    assert client.get(url)["Location"] == f"/admin/login/?next={url}"
    strangers = [
        factories.make_contributor(factories.make_office(city)),
        factories.make_reader(city),
        factories.make_administrator(),
        factories.make_planner(factories.make_municipality()),
    ]
    for person in strangers:
        client.force_login(person)
        assert client.get(url).status_code == client.post(url).status_code == 404
    client.force_login(factories.make_planner(city))
    page = client.get(url)
    assert page.status_code == 200
    assert not soup_of(page).select("form[data-autosave] button")
    assert client.post(url, {"act": "save"}).status_code == 403


def test_a_round_may_want_the_login(request_of_office: RoundRequest, client: Client) -> None:
    ReportingRound.objects.update(needs_login=True)
    url = page_of(request_of_office)
    answer = client.get(url)
    assert answer["Location"] == f"/admin/login/?next={by_login(request_of_office)}"  # which is no secret
    pk = answer_about("A1").pk
    typed = client.post(url, {"act": f"save-{pk}", f"a{pk}-base": "0:x", f"a{pk}-text": "Mein Text"})
    assert typed.status_code == 401
    assert "Mein Text" in typed.content.decode()
    script = client.post(url, {"act": f"save-{pk}"}, headers={"accept": "application/json"})
    assert script.status_code == 401
    client.force_login(person_of(request_of_office))
    assert client.get(url).status_code == 200
    client.force_login(factories.make_contributor(factories.make_office(request_of_office.round.municipality)))
    assert client.get(url).status_code == 404


def test_what_was_typed_outlives_the_session(request_of_office: RoundRequest, client: Client) -> None:
    person, url, pk = person_of(request_of_office), by_login(request_of_office), answer_about("A1").pk
    client.force_login(person)
    page = soup_of(client.get(url))
    fields = {str(one["name"]): str(one.get("value", "")) for one in page.select("input[type=hidden]")}
    del client.cookies["sessionid"]
    sent = client.post(url, {**fields, "act": f"submit-{pk}", f"a{pk}-text": "Vor der Pause getippt"})
    kept = sent["Location"].partition("next=")[2]
    assert kept.startswith("/admin/weiter/")
    client.force_login(person)
    form = soup_of(client.get(kept)).select_one("main form[action]")
    assert form is not None
    again = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
    assert client.post(str(form["action"]), again).status_code == 302
    assert answer_about("A1").text == "Vor der Pause getippt"
    assert answer_about("A1").state == AnswerState.SUBMITTED


def test_a_link_sees_nothing_of_other_rounds(request_of_office: RoundRequest) -> None:
    report = measure("A1").report
    other = factories.make_round(report)
    later = factories.make_request(other, request_of_office.office, factories.make_measure(report, title="Späteres"))
    assert "Späteres" not in Desk(request_of_office).text
    assert "Vorhaben 1" not in Desk(later).text
