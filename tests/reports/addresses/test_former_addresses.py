"""Links never break: what was renamed or moved is found under the address it had."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import Publication
from catalog.models import Measure, Municipality, Office, Report
from reports.council.issuing import issue
from reports.models import Committee, CouncilPaper
from tests.factories import (
    make_committee,
    make_measure,
    make_municipality,
    make_office,
    make_paper,
    make_planner,
    make_reader,
    make_report,
    make_update,
)

pytestmark = pytest.mark.django_db

SUBPAGES = ["", "aenderungen/", "verlauf/", "indikatoren/", "einbetten/", "einbetten/balken/", "einbetten/tabelle/"]
FILES = ["measures.csv", "measures.xlsx", "measures.json", "datapackage.json", "neues.atom", "termine.ics"]
FILES += ["statustabelle.docx", "statustabelle.pdf", "massnahmenheft.docx", "massnahmenheft.pdf"]


@pytest.fixture
def city() -> Municipality:
    return make_municipality(slug="altstadt")


@pytest.fixture
def report(city: Municipality) -> Report:
    return make_report(city, slug="bericht-alt")


@pytest.fixture
def measure(report: Report) -> Measure:
    measure = make_measure(report, code="Z 6")
    make_update(measure)
    return measure


def rename(row: Municipality | Report | Office | Measure | Committee | CouncilPaper, address: str) -> None:
    setattr(row, "code" if isinstance(row, Measure) else "slug", address)
    row.save()


def update(rows: QuerySet[Any], fields: dict[str, Any]) -> None:
    rows.update(**fields)


def leads(client: Client, url: str) -> str | None:
    """Where a permanent redirect leads, which answers itself; None if nothing is found."""
    response = client.get(url)
    if response.status_code == 404:
        return None
    assert response.status_code == 301, url
    target: str = response["Location"]
    assert client.get(target).status_code == 200, target
    return target


@pytest.mark.both
def test_everything_below_a_renamed_report_leads_on(client: Client, report: Report) -> None:
    rename(report, "bericht-neu")
    led = {below: leads(client, f"/altstadt/bericht-alt/{below}") for below in SUBPAGES + FILES}
    assert led == {below: f"/altstadt/bericht-neu/{below}" for below in SUBPAGES + FILES}


BELOW_CITY = [
    "",
    "massnahmen/",
    "abonnieren/",
    "neues.atom",
    "termine.ics",
    "bericht-alt/",
    "bericht-alt/measures.csv",
    "bericht-alt/einbetten/tabelle/",
    "bericht-alt/Z-6/",
    "bericht-alt/Z-6/neues.atom",
    "aemter/amt-alt/",
    "aemter/amt-alt/neues.atom",
    "aemter/amt-alt/termine.ics",
    "vorlagen/",
    "vorlagen/vorlage-alt/",
    "vorlagen/vorlage-alt/vorlage.pdf",
    "vorlagen/vorlage-alt/vorlage.docx",
    "gremien/",
    "gremien/rat-alt/",
    "gremien/rat-alt/termine.ics",
]


@pytest.mark.both
def test_everything_below_a_renamed_city_leads_on(client: Client, measure: Measure) -> None:
    city = measure.report.municipality
    make_office(city, slug="amt-alt")
    issue(make_paper(measure.report, slug="vorlage-alt", committee=make_committee(city, slug="rat-alt")))
    rename(city, "neustadt")
    led = {below: leads(client, f"/altstadt/{below}") for below in BELOW_CITY}
    assert led == {below: f"/neustadt/{below}" for below in BELOW_CITY}


@pytest.mark.parametrize("below", ["", "neues.atom", "termine.ics"])
def test_a_renamed_office_leads_on(client: Client, city: Municipality, below: str) -> None:
    rename(make_office(city, slug="amt-alt"), "amt-neu")
    assert leads(client, f"/altstadt/aemter/amt-alt/{below}") == f"/altstadt/aemter/amt-neu/{below}"


@pytest.mark.parametrize("below", ["", "termine.ics"])
def test_a_renamed_committee_leads_on(client: Client, city: Municipality, below: str) -> None:
    rename(make_committee(city, slug="rat-alt"), "rat-neu")
    assert leads(client, f"/altstadt/gremien/rat-alt/{below}") == f"/altstadt/gremien/rat-neu/{below}"


def test_a_renamed_paper_leads_on(client: Client, report: Report) -> None:
    """Also in English, and with the city and the paper renamed."""
    paper = issue(make_paper(report, slug="vorlage-alt"))
    rename(paper, "vorlage-neu")
    assert leads(client, "/altstadt/vorlagen/vorlage-alt/") == "/altstadt/vorlagen/vorlage-neu/"
    rename(report.municipality, "neustadt")
    assert leads(client, "/en/altstadt/vorlagen/vorlage-alt/") == "/en/neustadt/vorlagen/vorlage-neu/"


@pytest.mark.both
def test_a_renamed_draft_or_closed_paper_leads_nowhere(client: Client, report: Report) -> None:
    draft = make_paper(report, slug="entwurf-alt")
    closed = issue(make_paper(report, slug="geheim-alt", is_public=False))
    rename(draft, "entwurf-neu")
    rename(closed, "geheim-neu")
    for old in ("entwurf-alt", "geheim-alt"):
        assert leads(client, f"/altstadt/vorlagen/{old}/") is None
    client.force_login(make_reader(report.municipality))
    assert leads(client, "/altstadt/vorlagen/geheim-alt/") == "/altstadt/vorlagen/geheim-neu/"


def test_a_committee_and_a_report_of_the_same_name_do_not_lead_to_each_other(client: Client, report: Report) -> None:
    rename(make_committee(report.municipality, slug="rat-alt"), "rat-neu")
    assert leads(client, "/altstadt/rat-alt/") is None
    assert leads(client, "/altstadt/vorlagen/rat-alt/") is None


@pytest.mark.both
@pytest.mark.parametrize("below", ["", "neues.atom", "termine.ics"])
@pytest.mark.parametrize("spelling", ["Z-6", "z-6", "Z6", "Z%206"])
def test_a_new_number_leads_on_in_any_spelling_of_the_old(
    client: Client, measure: Measure, spelling: str, below: str
) -> None:
    rename(measure, "B 1")
    assert leads(client, f"/altstadt/bericht-alt/{spelling}/{below}") == f"/altstadt/bericht-alt/B-1/{below}"


def test_parts_lead_on_whichever_half_was_renamed(client: Client, measure: Measure) -> None:
    part = make_measure(parent=measure, code="M1")
    rename(measure, "S2")
    assert leads(client, "/altstadt/bericht-alt/Z-6/M1/") == "/altstadt/bericht-alt/S2/M1/"
    rename(part, "M9")
    assert leads(client, "/altstadt/bericht-alt/Z-6/M1/") == "/altstadt/bericht-alt/S2/M9/"
    assert leads(client, "/altstadt/bericht-alt/S2/m1/neues.atom") == "/altstadt/bericht-alt/S2/M9/neues.atom"


@pytest.mark.both
def test_a_part_that_became_a_measure_leads_on(client: Client, measure: Measure) -> None:
    part = make_measure(parent=measure, code="M1")
    part.parent = None
    part.save()
    assert leads(client, "/altstadt/bericht-alt/Z-6/M1/") == "/altstadt/bericht-alt/M1/"


def test_a_measure_that_moved_to_another_report_leads_on(client: Client, measure: Measure, city: Municipality) -> None:
    measure.report = make_report(city, slug="anderer")
    measure.save()
    assert leads(client, "/altstadt/bericht-alt/Z-6/") == "/altstadt/anderer/Z-6/"


@pytest.mark.both
def test_many_renamings_are_one_redirect(client: Client, measure: Measure) -> None:
    for number in range(1, 4):
        rename(measure, f"A{number}")
        rename(measure.report, f"bericht-{number}")
        rename(measure.report.municipality, f"stadt-{number}")
    for number, code in ((1, "A1"), (2, "A1"), (1, "A2"), (3, "A1")):
        assert leads(client, f"/stadt-{number}/bericht-1/{code}/") == "/stadt-3/bericht-3/A3/"
    assert leads(client, "/altstadt/bericht-alt/Z-6/") == "/stadt-3/bericht-3/A3/"


def test_query_string_and_language_are_kept(client: Client, report: Report) -> None:
    rename(report, "bericht-neu")
    query = "?status=umgesetzt&suche=%C3%A4ltere&stand=2021-01-19"
    assert client.get(f"/altstadt/bericht-alt/{query}")["Location"] == f"/altstadt/bericht-neu/{query}"
    assert leads(client, "/en/altstadt/bericht-alt/verlauf/") == "/en/altstadt/bericht-neu/verlauf/"


def test_an_address_that_is_used_again_belongs_to_the_new_owner(client: Client, report: Report) -> None:
    rename(report, "bericht-neu")
    other = make_report(report.municipality, slug="bericht-alt", title="Ein anderer")
    assert "Ein anderer" in client.get("/altstadt/bericht-alt/").content.decode()
    other.is_public = False
    other.save()
    assert leads(client, "/altstadt/bericht-alt/") is None


@pytest.mark.both
def test_an_address_that_was_left_twice_leads_to_the_last_owner(client: Client, report: Report) -> None:
    rename(report, "bericht-neu")
    other = make_report(report.municipality, slug="bericht-alt")
    rename(other, "bericht-dritter")
    assert leads(client, "/altstadt/bericht-alt/") == "/altstadt/bericht-dritter/"


def test_going_back_to_an_old_address_turns_the_redirect_around(client: Client, report: Report) -> None:
    rename(report, "bericht-neu")
    rename(report, "bericht-alt")
    assert client.get("/altstadt/bericht-alt/").status_code == 200
    assert leads(client, "/altstadt/bericht-neu/") == "/altstadt/bericht-alt/"


@pytest.mark.both
def test_exchanged_numbers_stay_with_their_new_owners(client: Client, report: Report) -> None:
    first, second = make_measure(report, code="A1", title="Erste"), make_measure(report, code="A2", title="Zweite")
    rename(first, "A3")
    rename(second, "A1")
    rename(first, "A2")
    assert "Zweite" in client.get("/altstadt/bericht-alt/A1/").content.decode()
    assert "Erste" in client.get("/altstadt/bericht-alt/A2/").content.decode()


@pytest.mark.both
def test_what_strangers_may_not_see_stays_hidden(client: Client, measure: Measure) -> None:
    rename(measure, "B1")
    for rows, hidden, shown in (
        (Measure.objects.all(), {"publication": Publication.DRAFT}, {"publication": Publication.PUBLISHED}),
        (Report.objects.all(), {"is_public": False}, {"is_public": True}),
        (Municipality.objects.all(), {"is_public": False}, {"is_public": True}),
    ):
        update(rows, hidden)
        for url in ("/altstadt/bericht-alt/Z-6/", "/altstadt/bericht-alt/Z-6/neues.atom"):
            assert leads(client, url) is None
        update(rows, shown)
    assert leads(client, "/altstadt/bericht-alt/Z-6/") == "/altstadt/bericht-alt/B1/"


@pytest.mark.both
def test_planners_are_led_to_drafts(client: Client, measure: Measure) -> None:
    Measure.objects.filter(pk=measure.pk).update(publication=Publication.DRAFT)
    measure.refresh_from_db()
    rename(measure, "B1")
    client.force_login(make_planner())
    assert leads(client, "/altstadt/bericht-alt/Z-6/") == "/altstadt/bericht-alt/B1/"


@pytest.mark.both
def test_a_deleted_row_leaves_no_redirect(client: Client, report: Report) -> None:
    rename(report, "bericht-neu")
    report.delete()
    assert leads(client, "/altstadt/bericht-alt/") is None


def test_only_reading_is_led_on(client: Client, report: Report) -> None:
    rename(report.municipality, "neustadt")
    assert client.post("/altstadt/abonnieren/", {"email": "leserin@example.org"}).status_code == 404
    assert client.head("/altstadt/").status_code == 301


def test_browsers_ask_again_after_a_while(client: Client, report: Report) -> None:
    rename(report, "bericht-neu")
    assert client.get("/altstadt/bericht-alt/")["Cache-Control"] == "max-age=3600"


@pytest.mark.parametrize("url", ["/nirgendwo/", "/altstadt/nichts/", "/altstadt/bericht-alt/X9/M1/", "/k/b0/"])
def test_what_never_was_is_not_found(client: Client, measure: Measure, url: str) -> None:
    assert leads(client, url) is None


def test_pages_that_are_found_do_not_ask_for_former_addresses(client: Client, measure: Measure) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(measure.get_absolute_url()).status_code == 200
    assert not any("formeraddress" in query["sql"] for query in queries)


@pytest.mark.both
def test_what_is_not_found_needs_few_queries(client: Client, measure: Measure) -> None:
    make_measure(parent=measure, code="M1")
    for row, name in ((measure, "S2"), (measure.report, "bericht-neu"), (measure.report.municipality, "neustadt")):
        rename(row, name)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/altstadt/bericht-alt/Z-6/M1/").status_code == 301
    assert len(queries) <= 12
