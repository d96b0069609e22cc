"""The start page: one's reports as cards, an office's measures, the search, and the tables by what they are for."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Municipality, Office, Report
from monitoring.choices import ReviewState
from tests import factories
from tests.admin_pages import admin_url
from tests.reports.pages import get, text, texts

pytestmark = pytest.mark.usefixtures("without_cities")
START = admin_url("index")


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(name="Heidelberg")


@pytest.fixture
def office(city: Municipality) -> Office:
    return factories.make_office(city, name="Jugendamt")


@pytest.fixture
def report(city: Municipality) -> Report:
    return factories.make_report(city, title="Soziale Lage")


@pytest.fixture
def planner(client: Client, city: Municipality) -> Client:
    client.force_login(factories.make_planner(city))
    return client


@pytest.mark.both
def test_a_card_says_how_far_a_report_is(planner: Client, report: Report) -> None:
    factories.make_update(factories.make_measure(report), status="done")
    factories.make_measure(report)
    factories.make_report(title="Anderswo")
    page = get(planner, START)
    assert texts(page, ".card h3") == ["Soziale Lage"]
    assert "2 measures" in text(page, ".card")
    assert texts(page, ".work-legend li") == ["1 done", "1 no report yet"]
    assert page.select(".card h3 a")[0]["href"] == f"/en/admin/catalog/report/{report.pk}/"


@pytest.mark.both
def test_a_card_names_the_next_step(planner: Client, report: Report) -> None:
    assert text(get(planner, START), ".next-step") == "Read in a table or add the first measure"
    factories.make_measure(report)
    Report.objects.filter(pk=report.pk).update(is_public=False)
    assert text(get(planner, START), ".next-step") == "Not public yet: publish"
    factories.make_round(report)
    assert text(get(planner, START), ".next-step") == "A round is running: see who is missing"


def test_an_office_sees_its_measures_at_once(client: Client, office: Office, report: Report) -> None:
    measure = factories.make_measure(report, code="A1", title="Wohnraum", lead=office)
    factories.make_update(measure, status="done", text="Zwölf Wohnungen stehen.")
    factories.make_measure(report, title="Eines anderen Amtes")
    client.force_login(factories.make_contributor(office))
    page = get(client, START)
    own = page.select("section.own-measures")[0]
    assert "A1 Wohnraum" in text(own)
    assert "Zwölf Wohnungen stehen." in text(own)
    assert "Eines anderen Amtes" not in text(page)
    assert own.select("a.button")[0]["href"] == f"/en/admin/monitoring/statusupdate/add/?measure={measure.pk}"
    assert not page.select(".card")


def test_people_and_rights_have_their_own_group(planner: Client) -> None:
    shown = get(planner, START).select(".table-groups div")
    groups = {text(one, "h3"): texts(one, "li a:first-child") for one in shown}
    assert "Invitations" in groups["People and rights"]
    assert "Invitations" not in groups["Reports and measures"]
    assert "Measures" in groups["Reports and measures"]


def search(client: Client, term: str) -> str:
    return text(get(client, f"/en/admin/suche/?q={term}"), "#content-main")


@pytest.mark.both
def test_one_search_finds_all_kinds(planner: Client, city: Municipality, office: Office, report: Report) -> None:
    measure = factories.make_measure(report, code="A1", title="Lage der Jugend")
    factories.make_indicator(measure, name="Jugendquote")
    factories.make_paper(report, slug="vorlage", subject="Bericht zur Jugend")
    factories.make_measure(title="Jugend anderswo")
    found = search(planner, "Jugend")
    assert all(words in found for words in ("A1 Lage der Jugend", "Jugendquote", "Jugendamt", "Bericht zur Jugend"))
    assert "anderswo" not in found
    assert "Soziale Lage" in search(planner, "Lage")


@pytest.mark.both
def test_texts_are_found_with_the_words_around(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report, code="A1", title="Beratung")
    factories.make_update(measure, text="Seit Mai hat die neue Beratungsstelle am Kanal für alle geöffnet. " * 3)
    factories.make_update(measure, publication=ReviewState.DRAFT, text="Läuft.", remark="Wie viele kommen zum Kanal?")
    factories.make_milestone(measure, title="Eröffnung am Kanal")
    factories.make_discussion(measure, approach="Ortstermin am Kanal")
    factories.make_update(factories.make_measure(title="Fremdes"), text="Auch am Kanal.")
    page = get(planner, "/en/admin/suche/?q=Kanal")
    kinds = {text(one, "h2"): texts(one, "li") for one in page.select(".work-hits")}
    assert "A1 Beratung: Eröffnung am Kanal" in kinds["Milestones 1"][0]
    assert "Ortstermin am Kanal" in kinds["Discussions 1"][0]
    said = kinds["Status updates 2"]
    assert any("Wie viele kommen zum Kanal?" in one for one in said)
    assert any("Beratungsstelle am Kanal" in one and one.startswith("A1 Beratung: ") for one in said)
    assert "Fremdes" not in text(page)


@pytest.mark.both
def test_people_of_the_city_are_found(planner: Client, city: Municipality, office: Office) -> None:
    factories.make_contributor(office, username="jung", first_name="Erika", last_name="Jung")
    factories.make_planner(factories.make_municipality(), username="jungmann", last_name="Jungmann")
    found = search(planner, "Jung")
    assert "Erika Jung" in found
    assert "Jungmann" not in found


@pytest.mark.both
def test_an_office_finds_nothing_it_may_not_see(client: Client, office: Office, report: Report) -> None:
    factories.make_measure(report, title="Jugend der anderen")
    factories.make_measure(report, title="Jugend der eigenen", lead=office)
    client.force_login(factories.make_contributor(office))
    found = search(client, "Jugend")
    assert "Jugend der eigenen" in found
    assert "Jugend der anderen" not in found


@pytest.mark.both
def test_a_search_says_what_it_cannot_do(planner: Client) -> None:
    assert "Nothing was found." in search(planner, "Gibtesnicht")
    assert "Type what you are looking for" in search(planner, "")
    assert "At most 200 characters" in search(planner, "x" * 201)


@pytest.mark.both
def test_few_queries_however_much_there_is(planner: Client, city: Municipality) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            planner.get(address)
        return len(captured)

    def more() -> None:
        for _number in range(4):
            report = factories.make_report(city)
            for _other in range(4):
                factories.make_update(factories.make_measure(report, title="Jugend"), status="done")

    more()
    queries(START)
    few = [queries(address) for address in (START, "/en/admin/suche/?q=Jugend")]
    more()
    queries(START)
    assert [queries(address) for address in (START, "/en/admin/suche/?q=Jugend")] == few
