"""“Hilfe” on a page leads to the chapter about that page."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import get_resolver, reverse

from catalog.models import Municipality
from measures_tracker.handbook.contents import chapters
from measures_tracker.handbook.pages import EXPLAINED, every_page, help_url_for
from tests.project.access.matrix import World
from tests.project.access.test_access import names as names_of_urls

pytestmark = pytest.mark.django_db


def help_on(client: Client, url: str) -> set[str]:
    response = client.get(url)
    assert response.status_code == 200, url
    links = BeautifulSoup(response.text, "html.parser").select("a")
    return {str(link["href"]) for link in links if link.get_text(strip=True) == "Hilfe"}


def test_every_chapter_and_every_page_that_is_named_exists() -> None:
    known = set(names_of_urls(get_resolver().url_patterns))
    known |= {"admin:catalog_user_restore"}
    assert EXPLAINED.keys() <= chapters().keys()
    assert [key for key in chapters() if key not in EXPLAINED] == [
        "amt/mit-datei-antworten",
        "betrieb/sichern",
    ]
    named = [name for names in EXPLAINED.values() for name in names]
    assert len(named) == len(set(named))
    missing = [name for name in named if not {name, *every_page(name)} & known]
    assert missing == []


@pytest.mark.usefixtures("without_cities")
def test_working_pages_lead_to_their_chapters() -> None:
    world = World()
    client = world.client("planner")
    report = [world.open.pk]
    for name, args, chapter in [
        ("admin:index", [], "planung/was-zu-tun-ist"),
        ("workplace-measures", report, "planung/massnahmen-pflegen"),
        ("report-grid", report, "planung/sachstand-erfassen"),
        ("workplace-publication", report, "planung/veroeffentlichen"),
        ("admin:catalog_report_add", [], "planung/bericht-anlegen"),
        ("admin:catalog_report_change", report, "planung/veroeffentlichen"),
        ("admin:import_preview", [world.import_.pk], "planung/bericht-anlegen"),
        ("admin:round_offices", [world.planned.pk], "planung/runde-eroeffnen"),
        ("admin:round_review", [world.round.pk], "planung/runde-abschliessen"),
        ("admin:paper_check", [world.paper.pk], "planung/vorlage-erstellen"),
        ("next-report", report, "planung/naechster-bericht"),
        ("office-handover", [world.office.pk], "planung/aemter"),
        ("admin:catalog_invitation_add", [], "planung/personen"),
        ("admin:catalog_deletedthing_changelist", [], "planung/verlauf-und-papierkorb"),
        ("notifications", [], "amt/anmelden"),
    ]:
        assert help_on(client, reverse(name, args=args)) == {f"/hilfe/{chapter}/"}, name


@pytest.mark.usefixtures("without_cities")
def test_offices_and_visitors_find_their_chapters_without_a_login() -> None:
    world = World()
    client = Client()
    assert help_on(client, reverse("office-page", args=[world.request.token])) == {"/hilfe/amt/abfrage-beantworten/"}
    assert help_on(client, reverse("report", args=["hier", "bericht"])) == {"/hilfe/rat/stand-lesen/"}
    assert help_on(client, reverse("admin:login")) == {"/hilfe/amt/anmelden/"}
    assert help_on(client, reverse("imprint")) == {"/hilfe/"}


def test_pages_that_no_chapter_explains_lead_to_the_contents() -> None:
    assert help_url_for("") == help_url_for("admin:jsi18n") == "/hilfe/"


def test_no_city_may_take_the_address_of_the_handbook() -> None:
    city = Municipality(name="Hilfe", slug="hilfe", ags="99999999", state="SH")
    with pytest.raises(Exception, match="Adresse der Website selbst"):
        city.full_clean()
