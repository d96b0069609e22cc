"""Themes pages: what all cities do about the same thing."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalog.choices import Publication
from catalog.models import Report
from monitoring.choices import Status
from tests.factories import make_measure, make_municipality, make_planner, make_report, make_section, make_update
from tests.reports.pages import get, one, text, texts
from tests.themes import Themes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]

WORK = "/themen/arbeit/"


def report_in(city: str, slug: str = "bericht", **fields: object) -> Report:
    municipality = make_municipality(slug=city, name=city.capitalize())
    return make_report(municipality, slug=slug, title=f"Bericht {city.capitalize()}", **fields)


@pytest.fixture
def astadt() -> Report:
    report = report_in("astadt")
    section = make_section(report, Themes.WORK, Themes.CHILDREN, title="Junge Arbeitslose", slug="junge")
    make_update(make_measure(report, section=section, code="A1"), status=Status.DONE)
    make_measure(report, section=make_section(parent=section), code="A2")
    make_measure(report, code="A3")
    return report


@pytest.fixture
def bstadt() -> Report:
    report = report_in("bstadt")
    make_measure(report, section=make_section(report, Themes.WORK, title="Arbeit"), code="B1")
    make_measure(report, section=make_section(report, Themes.HOUSING, title="Wohnen"), code="B2")
    return report


def codes(page: BeautifulSoup) -> list[str]:
    return texts(page, "tbody .c-code")


class TestTheList:
    def test_it_counts_measures_and_cities(self, client: Client, astadt: Report, bstadt: Report) -> None:
        cards = {text(card, "h2"): text(card) for card in get(client, "/themen/").select(".card")}
        assert len(cards) == len(Themes)
        assert "3 Maßnahmen · 2 Kommunen" in cards["Arbeit"]
        assert "2 Maßnahmen · 1 Kommune" in cards["Kinder"]
        assert "1 Maßnahme · 1 Kommune" in cards["Wohnen"]
        assert "Noch keine Maßnahme" in cards["Pflege"]

    def test_it_counts_by_status(self, client: Client, astadt: Report) -> None:
        card = get(client, "/themen/").select(".card")[0]
        assert texts(card, ".legend li") == ["1 umgesetzt", "1 noch keine Meldung"]

    def test_a_measure_with_parts_counts_by_their_status(self, client: Client, astadt: Report) -> None:
        whole = make_measure(astadt, section=make_section(astadt, Themes.CARE))
        for status in (Status.DONE, Status.ONGOING):
            make_update(make_measure(parent=whole), status=status)
        card = get(client, "/themen/").select(".card")[3]
        assert "1 Maßnahme, 2 Teile mit eigenem Stand · 1 Kommune" in text(card)
        assert texts(card, ".legend li") == ["1 umgesetzt", "1 Daueraufgabe"]

    @pytest.mark.both
    def test_every_number_is_what_the_page_has(self, client: Client, astadt: Report, bstadt: Report) -> None:
        whole = make_measure(bstadt, section=bstadt.sections.first(), code="B3")
        make_measure(parent=whole, code="M1")
        for card in get(client, "/themen/").select(".card"):
            number = text(card, ".facts").split()[0]
            page = get(client, str(one(card, "a")["href"]))
            rows = page.select("table.measure-list tbody tr:not(.part)")
            assert str(len(rows)) == number.replace("Noch", "0")


class TestATheme:
    def test_it_says_what_it_covers(self, client: Client) -> None:
        page = get(client, "/themen/aeltere-menschen/")
        assert text(page, "h1") == "Ältere Menschen"
        assert text(page, ".lead") == "Beratung, Treffpunkte und ein selbstständiges Leben im Alter."

    def test_it_shows_measures_city_by_city(self, client: Client, astadt: Report, bstadt: Report) -> None:
        page = get(client, WORK)
        assert texts(page, ".group h2") == ["Astadt: Bericht Astadt", "Bstadt: Bericht Bstadt"]
        assert codes(page) == ["A1", "A2", "B1"]
        assert "3 Maßnahmen · 2 Kommunen" in text(page, "main")

    def test_it_names_the_sections_concerned(self, client: Client, astadt: Report) -> None:
        link = one(get(client, WORK), ".sections a")
        assert text(link) == "Junge Arbeitslose"
        assert codes(get(client, str(link["href"]))) == ["A1", "A2"]

    def test_each_report_has_a_bar_of_its_own(self, client: Client, astadt: Report, bstadt: Report) -> None:
        bars = texts(get(client, WORK), ".group .bar desc")
        assert bars == ["1 umgesetzt, 1 noch keine Meldung"], "a bar with one value tells nothing"

    def test_a_single_report_needs_no_second_bar(self, client: Client, astadt: Report) -> None:
        page = get(client, WORK)
        assert len(page.select(".status-bar")) == 1
        assert not page.select(".group .bar")

    def test_a_part_belongs_to_the_theme_of_its_measure(self, client: Client, astadt: Report) -> None:
        whole = make_measure(astadt, section=astadt.sections.get(slug="junge"), code="A9")
        make_measure(parent=whole, code="M1", section=make_section(astadt, Themes.CARE))
        assert codes(get(client, WORK)) == ["A1", "A9", "A9 M1", "A2"]
        assert codes(get(client, "/themen/pflege/")) == []

    @pytest.mark.parametrize("slug", ["work", "wetter", "Arbeit", "older_people"])
    def test_there_is_no_other(self, client: Client, slug: str) -> None:
        assert client.get(f"/themen/{slug}/").status_code == 404

    @pytest.mark.both
    def test_it_can_be_filtered(self, client: Client, astadt: Report, bstadt: Report) -> None:
        assert codes(get(client, f"{WORK}?kommune=bstadt")) == ["B1"]
        page = get(client, f"{WORK}?status=umgesetzt")
        assert codes(page) == ["A1"]
        assert "1 von 3" in text(page, ".chosen p")
        assert not page.select("[name=thema]")

    @pytest.mark.both
    def test_it_looks_back(self, client: Client, astadt: Report) -> None:
        page = get(client, f"{WORK}?stand=2020-12-31&status=ohne-meldung")
        assert codes(page) == ["A1", "A2"]

    def test_without_a_measure_it_says_so(self, client: Client, bstadt: Report) -> None:
        page = get(client, "/themen/pflege/")
        assert "Es ist noch keine Maßnahme veröffentlicht." in text(page, ".notice")
        assert not page.select("form.filters")

    def test_it_leads_to_the_comparison_of_its_reports(self, client: Client, astadt: Report, bstadt: Report) -> None:
        link = get(client, WORK).find("a", string="Diese Berichte nebeneinander vergleichen")
        assert link
        assert link["href"] == "/vergleich/?berichte=astadt/bericht&berichte=bstadt/bericht&thema=arbeit"
        assert not get(client, "/themen/wohnen/").find("a", string="Diese Berichte nebeneinander vergleichen")

    def test_it_leads_to_the_other_themes(self, client: Client) -> None:
        others = texts(get(client, WORK), "nav.views a")
        assert len(others) == len(Themes) - 1
        assert "Arbeit" not in others


class TestWaysThere:
    def test_a_city_leads_to_what_it_does_about_its_themes(self, client: Client, astadt: Report) -> None:
        [link] = [link for link in get(client, "/astadt/").select(".links a") if text(link) == "Kinder 2"]
        assert codes(get(client, str(link["href"]))) == ["A1", "A2"]

    def test_a_city_without_themes_has_no_empty_heading(self, client: Client) -> None:
        make_measure(report_in("cstadt"))
        assert not get(client, "/cstadt/").select("#themen")

    def test_the_home_page_has_the_themes_of_all(self, client: Client, astadt: Report, bstadt: Report) -> None:
        assert texts(get(client, "/"), "[aria-labelledby=themen] .links a") == ["Arbeit 3", "Wohnen 1", "Kinder 2"]

    def test_every_page_leads_to_the_themes(self, client: Client) -> None:
        assert get(client, "/").select("header nav a[href='/themen/']")

    def test_a_report_says_beside_a_heading_which_theme_it_has(self, client: Client, astadt: Report) -> None:
        group = get(client, "/astadt/bericht/").select(".group")[1]
        assert [a["href"] for a in group.select(".facts a")[:2]] == ["/themen/arbeit/", "/themen/kinder/"]
        assert text(group).count("Was andere tun:") == 1

    def test_a_measure_leads_to_what_others_do(self, client: Client, astadt: Report) -> None:
        aside = one(get(client, "/astadt/bericht/A2/"), "aside")
        assert aside.select("a[href='/themen/kinder/']")
        assert "Thema" not in text(get(client, "/astadt/bericht/A3/"), "aside")


class TestTheFilter:
    @pytest.mark.both
    @pytest.mark.parametrize(
        ("url", "found"),
        [
            ("/massnahmen/?thema=arbeit", ["A1", "A2", "B1"]),
            ("/astadt/massnahmen/?thema=kinder", ["A1", "A2"]),
            ("/bstadt/bericht/?thema=wohnen", ["B2"]),
        ],
    )
    def test_it_is_everywhere(self, client: Client, astadt: Report, bstadt: Report, url: str, found: list[str]) -> None:
        page = get(client, url)
        assert codes(page) == found
        assert "Thema:" in text(page, ".chips li:first-child")

    @pytest.mark.both
    def test_it_promises_what_it_gives(self, client: Client, astadt: Report, bstadt: Report) -> None:
        choices = texts(get(client, "/massnahmen/"), "[name=thema] option")
        assert choices == ["alle", "Arbeit (3)", "Wohnen (1)", "Kinder (2)"]

    def test_an_unknown_theme_is_said(self, client: Client, astadt: Report) -> None:
        page = get(client, "/massnahmen/?thema=wetter")
        assert "Thema: „wetter“ gibt es hier nicht." in text(page, ".problems")
        assert codes(page) == ["A3", "A1", "A2"]

    @pytest.mark.both
    def test_downloads_know_it(self, client: Client, astadt: Report) -> None:
        measures = client.get("/astadt/bericht/measures.json?thema=arbeit").json()["measures"]
        assert [(one["code"], one["themes"]) for one in measures] == [
            ("A1", ["arbeit", "kinder"]),
            ("A2", ["arbeit", "kinder"]),
        ]
        everything = client.get("/astadt/bericht/measures.json").json()["measures"]
        assert [one["themes"] for one in everything if one["code"] == "A3"] == [[]]


class TestWhatIsNotPublic:
    @pytest.fixture
    def hidden(self, astadt: Report) -> list[str]:
        """What only planners see on the theme work."""
        section = astadt.sections.get(slug="junge")
        make_measure(astadt, section=section, code="D1", publication=Publication.DRAFT)
        secret = report_in("geheim", is_public=False)
        make_measure(secret, section=make_section(secret, Themes.WORK, title="Verborgenes"), code="D2")
        return ["D1", "D2"]

    @pytest.mark.both
    def test_strangers_neither_see_nor_count_it(self, client: Client, hidden: list[str]) -> None:
        page = get(client, WORK)
        assert codes(page) == ["A1", "A2"]
        assert not {"Geheim", "Verborgenes"} & set(text(page).split())
        assert "2 Maßnahmen · 1 Kommune" in text(page, "main")
        assert "2 Maßnahmen · 1 Kommune" in text(get(client, "/themen/").select(".card")[0])
        assert "Arbeit 2" in texts(get(client, "/"), ".links a")
        assert "Arbeit 2" in texts(get(client, "/astadt/"), ".links a")

    @pytest.mark.both
    def test_planners_see_it_marked(self, client: Client, hidden: list[str]) -> None:
        client.force_login(make_planner())
        page = get(client, WORK)
        assert set(hidden) < set(codes(page))
        assert texts(page, ".draft") == ["Entwurf", "nicht öffentlich"]


@pytest.mark.both
def test_the_head_counts_all_measures_or_nothing(client: Client, astadt: Report, bstadt: Report) -> None:
    section = make_section(astadt, Themes.WORK, title="Noch eine")
    make_measure(astadt, section=section, code="A9", due="31.12.2020")
    page = get(client, WORK)
    assert "4 Maßnahmen · 2 Kommunen · 1 × Frist verstrichen, keine Meldung" in text(page, "p:has(> .tally)")
    assert not get(client, f"{WORK}?kommune=bstadt").select("p:has(> .tally)")
