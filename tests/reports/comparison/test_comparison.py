"""Reports side by side: what each does about the same thing."""

from datetime import date
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from catalog.choices import Publication, SectionKind
from catalog.models import Measure, Report
from monitoring.choices import Status
from monitoring.current.judging import refresh_all
from reports.comparison import form
from reports.measures import scope
from reports.measures.table import pages
from tests.factories import make_measure, make_municipality, make_planner, make_report, make_section, make_update
from tests.fetched import counting
from tests.reports.pages import get, one, text, texts
from tests.themes import Themes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]

GROUP = SectionKind.TARGET_GROUP


@pytest.fixture
def astadt() -> Report:
    return make_report(make_municipality(slug="astadt", name="Astadt"), slug="plan", title="Plan A")


@pytest.fixture
def bstadt() -> Report:
    return make_report(make_municipality(slug="bstadt", name="Bstadt"), slug="plan", title="Plan B")


def url(*reports: Report | str, theme: str = "") -> str:
    words = [r if isinstance(r, str) else f"{r.municipality.slug}/{r.slug}" for r in reports]
    return f"/vergleich/?{urlencode([('berichte', word) for word in words] + [('thema', theme)])}"


def compared(page: BeautifulSoup) -> dict[str, list[Tag]]:
    """The cells below each heading of the table."""
    bodies = page.select(".comparison > tbody")
    found = {text(body.th): list(body.select("td[data-label]")) for body in bodies if body.th}
    assert found.pop("Alle Maßnahmen")
    return found


def measures(cell: Tag) -> list[str]:
    return texts(cell, ".compared .code")


class TestChoosing:
    def test_reports_are_offered_city_by_city(self, client: Client, astadt: Report, bstadt: Report) -> None:
        page = get(client, "/vergleich/")
        assert texts(page, "fieldset legend") == ["Astadt", "Bstadt"]
        assert [box["value"] for box in page.select("[name=berichte]")] == ["astadt/plan", "bstadt/plan"]
        assert not page.select("table, .problems")

    def test_one_is_not_enough(self, client: Client, astadt: Report) -> None:
        page = get(client, url(astadt))
        assert text(page, ".problems") == "Wählen Sie einen zweiten Bericht, mit dem Sie vergleichen möchten."
        assert one(page, "details")["open"] == ""
        assert one(page, "[name=berichte][checked]")["value"] == "astadt/plan"
        assert not page.select("table")

    def test_the_same_twice_is_one(self, client: Client, astadt: Report) -> None:
        assert "zweiten Bericht" in text(get(client, url(astadt, astadt)), ".problems")

    @pytest.mark.parametrize("word", ["astadt", "astadt/", "astadt/gibt-es-nicht", "plan", "x' OR 1=1"])
    def test_a_bad_name_is_said(self, client: Client, astadt: Report, bstadt: Report, word: str) -> None:
        page = get(client, url(astadt, word, bstadt))
        assert text(page, ".problems") == f"Den Bericht „{word}“ gibt es nicht."
        assert texts(page, ".comparison > thead th") == ["Astadt Plan A", "Bstadt Plan B"]

    def test_a_bad_theme_is_said(self, client: Client, astadt: Report, bstadt: Report) -> None:
        page = get(client, url(astadt, bstadt, theme="wetter"))
        assert text(page, ".problems") == "Das Thema „wetter“ gibt es nicht."
        assert page.select("table")

    def test_at_most_four_fit(self, client: Client) -> None:
        city = make_municipality(slug="stadt")
        reports = [make_report(city) for _n in range(5)]
        page = get(client, url(*reports))
        assert len(page.select(".comparison > thead th")) == 4
        assert "Höchstens 4 Berichte" in text(page, ".problems")

    def test_they_stand_in_the_order_of_the_address(self, client: Client, astadt: Report, bstadt: Report) -> None:
        assert texts(get(client, url(bstadt, astadt)), ".comparison > thead th") == ["Bstadt Plan B", "Astadt Plan A"]


class TestSearching:
    """More reports than a page can offer."""

    @pytest.fixture(autouse=True)
    def many(self, without_cities: None, monkeypatch: pytest.MonkeyPatch, astadt: Report, bstadt: Report) -> None:
        monkeypatch.setattr(scope, "MOST_REPORTS", 1)

    @pytest.mark.both
    def test_reports_are_found_by_the_name_of_their_city_and_chosen_one_by_one(
        self, client: Client, astadt: Report, bstadt: Report
    ) -> None:
        page = get(client, "/vergleich/")
        assert not page.select("[name=berichte]")
        assert one(page, "label[for=kommune]").text == "Kommune"
        page = get(client, "/vergleich/?kommune=ASTADT")
        assert [(box["value"], box.has_attr("checked")) for box in page.select("[name=berichte]")] == [
            ("astadt/plan", False)
        ]
        page = get(client, "/vergleich/?berichte=astadt/plan&kommune=bst")
        assert [(box["value"], box.has_attr("checked")) for box in page.select("[name=berichte]")] == [
            ("astadt/plan", True),
            ("bstadt/plan", False),
        ]
        assert not page.select(".problems")
        page = get(client, url(astadt, bstadt))
        assert texts(page, ".comparison > thead th") == ["Astadt Plan A", "Bstadt Plan B"]
        assert len(page.select("[name=berichte][checked]")) == 2

    def test_what_is_typed_is_said_where_nothing_is_called_so(self, client: Client, astadt: Report) -> None:
        assert "„Nirgendheim“" in text(get(client, "/vergleich/?kommune=Nirgendheim"), ".problems")
        assert "„astadt/x“" in text(get(client, url("astadt/x")), ".problems")

    def test_of_many_reports_the_first_are_offered(
        self, client: Client, astadt: Report, bstadt: Report, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(form, "MOST_OFFERED", 1)
        page = get(client, "/vergleich/?kommune=bstadt")
        assert "Es gibt mehr davon" not in text(page)
        make_report(make_municipality(name="Oberbstadt"))
        page = get(client, "/vergleich/?kommune=bstadt")
        assert [box["value"] for box in page.select("[name=berichte]")] == ["bstadt/plan"]
        assert "Es gibt mehr davon" in text(page)

    def test_a_hidden_report_is_found_by_its_planners_only(self, client: Client, astadt: Report) -> None:
        make_report(astadt.municipality, slug="entwurf", is_public=False)
        assert len(get(client, "/vergleich/?kommune=astadt").select("[name=berichte]")) == 1
        assert "gibt es nicht" in text(get(client, url("astadt/entwurf")), ".problems")
        client.force_login(make_planner(astadt.municipality))
        assert len(get(client, "/vergleich/?kommune=astadt").select("[name=berichte]")) == 2

    @pytest.mark.both
    def test_as_many_rows_are_read_of_more_reports(self, client: Client, astadt: Report) -> None:
        numbers = []
        for _time in range(2):
            client.get("/vergleich/?kommune=astadt")
            with counting() as fetched:
                client.get("/vergleich/?kommune=astadt")
            numbers.append(fetched.rows)
            for _more in range(5):
                make_report(make_municipality(name="Zett"))
        assert numbers[0] == numbers[1]


class TestThemes:
    @pytest.mark.both
    def test_what_both_do_about_a_theme_stands_side_by_side(
        self, client: Client, astadt: Report, bstadt: Report
    ) -> None:
        upper = make_section(astadt, Themes.WORK, title="Arbeitslose")
        make_update(make_measure(astadt, section=upper, code="A1"), status=Status.DONE)
        make_measure(astadt, section=make_section(parent=upper), code="A2")
        make_measure(bstadt, section=make_section(bstadt, Themes.WORK, title="Beruf"), code="B1")
        table = compared(get(client, url(astadt, bstadt)))
        assert list(table) == ["Arbeit"]
        left, right = table["Arbeit"]
        assert (measures(left), measures(right)) == (["A1", "A2"], ["B1"])
        assert text(left, ".amount").startswith("2 Maßnahmen")
        assert text(left, ".bar desc") == "1 umgesetzt, 1 noch keine Meldung"
        assert texts(left, ".compared title") == ["umgesetzt", "noch keine Meldung"]
        assert text(left, ".facts a") == "Arbeitslose"

    def test_a_measure_stands_under_each_of_its_themes(self, client: Client, astadt: Report, bstadt: Report) -> None:
        make_measure(astadt, section=make_section(astadt, Themes.WORK, Themes.CARE), code="A1")
        make_measure(bstadt, section=make_section(bstadt, Themes.CARE, Themes.WORK), code="B1")
        table = compared(get(client, url(astadt, bstadt)))
        assert {theme: [measures(cell) for cell in cells] for theme, cells in table.items()} == {
            "Arbeit": [["A1"], ["B1"]],
            "Pflege": [["A1"], ["B1"]],
        }

    def test_a_section_without_measures_is_not_hidden(self, client: Client, astadt: Report, bstadt: Report) -> None:
        make_measure(astadt, section=make_section(astadt, Themes.WORK))
        make_section(bstadt, Themes.WORK)
        _left, right = compared(get(client, url(astadt, bstadt)))["Arbeit"]
        assert text(right) == "Im Bericht eine Überschrift, aber noch keine Maßnahme."

    def test_a_chosen_theme_is_shown_even_if_one_has_nothing(
        self, client: Client, astadt: Report, bstadt: Report
    ) -> None:
        make_measure(astadt, section=make_section(astadt, Themes.WORK), code="A1")
        make_measure(astadt, section=make_section(astadt, Themes.CARE), code="A2")
        page = get(client, url(astadt, bstadt, theme="arbeit"))
        table = compared(page)
        assert list(table) == ["Arbeit"]
        assert measures(table["Arbeit"][0]) == ["A1"]
        assert text(table["Arbeit"][1]) == "Keine Maßnahme ist diesem Thema zugeordnet."
        assert not page.select(".own-subjects")
        assert text(page, "h1") == "Arbeit: Berichte nebeneinander"

    def test_a_measure_with_parts_speaks_through_them(self, client: Client, astadt: Report, bstadt: Report) -> None:
        whole = make_measure(astadt, section=make_section(astadt, Themes.WORK), code="A1")
        for number, status in enumerate([Status.DONE, Status.IN_PROGRESS]):
            make_update(make_measure(parent=whole, code=f"M{number}"), status=status)
        make_section(bstadt, Themes.WORK)
        cell = compared(get(client, url(astadt, bstadt)))["Arbeit"][0]
        assert measures(cell) == ["A1"]
        assert texts(cell, ".compared title") == ["umgesetzt", "in Umsetzung"]
        assert text(cell, ".bar desc") == "1 umgesetzt, 1 in Umsetzung"

    def test_the_end_of_a_long_list_is_folded(self, client: Client, astadt: Report, bstadt: Report) -> None:
        section = make_section(astadt, Themes.WORK)
        for number in range(1, 16):
            make_measure(astadt, section=section, code=f"A{number}")
        make_section(bstadt, Themes.WORK)
        cell = compared(get(client, url(astadt, bstadt)))["Arbeit"][0]
        assert measures(cell) == [f"A{number}" for number in range(1, 16)]
        assert text(cell, "summary") == "3 weitere Maßnahmen"
        assert len(cell.select("details li")) == 3

    def test_deadlines_that_have_passed_are_marked(self, client: Client, astadt: Report, bstadt: Report) -> None:
        make_measure(astadt, section=make_section(astadt, Themes.WORK), due="Ende 2020")
        make_section(bstadt, Themes.WORK)
        cell = compared(get(client, url(astadt, bstadt)))["Arbeit"][0]
        assert text(cell, ".amount .gap") == "1 × Frist verstrichen, keine Meldung"
        assert texts(cell, ".compared title") == ["noch keine Meldung", "Frist verstrichen, keine Meldung"]


class TestHeadings:
    @pytest.mark.both
    def test_the_same_heading_of_the_same_kind_is_the_same_thing(
        self, client: Client, astadt: Report, bstadt: Report
    ) -> None:
        for report, title, code in [(astadt, "Ältere Menschen", "A1"), (bstadt, "ÄLTERE MENSCHEN", "B1")]:
            section = make_section(report, title=title, kind=GROUP)
            make_measure(report, section=make_section(parent=section), code=code)
        table = compared(get(client, url(astadt, bstadt)))
        assert list(table) == ["Zielgruppe Ältere Menschen"]
        assert [measures(cell) for cell in table["Zielgruppe Ältere Menschen"]] == [["A1"], ["B1"]]

    def test_another_kind_is_another_thing(self, client: Client, astadt: Report, bstadt: Report) -> None:
        make_measure(astadt, section=make_section(astadt, title="Senioren", kind=GROUP))
        make_measure(bstadt, section=make_section(bstadt, title="Senioren", kind=SectionKind.PART))
        page = get(client, url(astadt, bstadt))
        assert not compared(page)
        assert "weder ein Thema noch eine Überschrift gemeinsam" in text(page, ".comparison")

    def test_a_shared_heading_stands_below_its_theme(self, client: Client, astadt: Report, bstadt: Report) -> None:
        for report, code in [(astadt, "A"), (bstadt, "B")]:
            upper = make_section(report, Themes.OLDER_PEOPLE, title=f"Alter in {report}")
            make_measure(report, section=upper, code=f"{code}1")
            make_measure(report, section=make_section(parent=upper, title="Senioren", kind=GROUP), code=f"{code}2")
        page = get(client, url(astadt, bstadt))
        table = compared(page)
        assert list(table) == ["Ältere Menschen", "Zielgruppe Senioren"]
        assert [measures(cell) for cell in table["Ältere Menschen"]] == [["A1"], ["B1"]]
        assert [measures(cell) for cell in table["Zielgruppe Senioren"]] == [["A2"], ["B2"]]
        assert text(table["Ältere Menschen"][0], ".amount") == "2 Maßnahmen"
        assert len(page.select("tbody.below")) == 1

    def test_a_measure_stands_under_the_innermost_heading(self, client: Client, astadt: Report, bstadt: Report) -> None:
        for report, code in [(astadt, "A1"), (bstadt, "B1")]:
            upper = make_section(report, title="Teil 1")
            make_measure(report, section=make_section(parent=upper, title="Senioren", kind=GROUP), code=code)
        assert list(compared(get(client, url(astadt, bstadt)))) == ["Zielgruppe Senioren"]

    def test_what_is_about_something_else_does_not_stand_there(
        self, client: Client, astadt: Report, bstadt: Report
    ) -> None:
        for report, code in [(astadt, "A"), (bstadt, "B")]:
            section = make_section(report, Themes.OLDER_PEOPLE, title="Senioren", kind=GROUP)
            make_measure(report, section=section, code=f"{code}1")
            make_measure(report, section=make_section(report, Themes.CARE, parent=section), code=f"{code}2")
        table = compared(get(client, url(astadt, bstadt)))
        assert [measures(cell) for cell in table["Zielgruppe Senioren"]] == [["A1"], ["B1"]]
        assert [measures(cell) for cell in table["Pflege"]] == [["A2"], ["B2"]]


class TestWhatOnlyOneHas:
    @pytest.mark.both
    def test_it_is_counted_and_folded(self, client: Client, astadt: Report, bstadt: Report) -> None:
        for _n in range(2):
            make_measure(astadt, section=make_section(astadt, Themes.HOUSING))
        part = make_section(astadt, title="Sonstiges", slug="sonstiges")
        make_measure(astadt, section=make_section(parent=part))
        make_measure(astadt)
        page = get(client, url(astadt, bstadt))
        details = one(page, ".own-subjects details")
        assert not details.has_attr("open")
        assert text(details, "summary") == "Nur in Astadt : Plan A (3)"
        assert texts(details, "li") == [
            "Wohnen – 2 Maßnahmen",
            "ohne Abschnitt – 1 Maßnahme",
            "Sonstiges – 1 Maßnahme",
        ]
        assert [a["href"] for a in details.select("a")] == [
            "/astadt/plan/?thema=wohnen",
            "/astadt/plan/",
            "/astadt/plan/?abschnitt=sonstiges",
        ]

    def test_what_both_have_is_not_there(self, client: Client, astadt: Report, bstadt: Report) -> None:
        for report in (astadt, bstadt):
            make_measure(report, section=make_section(report, Themes.WORK))
            make_measure(report, section=make_section(report, title="Senioren", kind=GROUP))
        assert not get(client, url(astadt, bstadt)).select(".own-subjects")


class TestLongReports:
    @pytest.fixture
    def long(self, astadt: Report, bstadt: Report, monkeypatch: pytest.MonkeyPatch) -> Report:
        """A report whose table has several pages: thirty measures below a heading, each with two parts."""
        monkeypatch.setattr(pages, "MOST_ON_ONE_PAGE", 20)
        section = make_section(astadt, title="Arbeitslose", slug="arbeitslose", kind=GROUP)
        for number in range(30):
            self.add(make_measure(astadt, section=section, code=f"A{number}"))
        make_measure(bstadt, section=make_section(bstadt, title="Arbeitslose", kind=GROUP), code="B1")
        return astadt

    def add(self, measure: Measure) -> None:
        for status in (Status.DONE, Status.IN_PROGRESS):
            make_update(make_measure(parent=measure, due="Mai 2020"), status=status, as_of=date(2021, 1, 1))

    @pytest.mark.both
    def test_few_measures_are_named_and_all_are_counted(self, client: Client, long: Report, bstadt: Report) -> None:
        left = compared(get(client, url(long, bstadt)))["Zielgruppe Arbeitslose"][0]
        assert measures(left) == [f"A{number}" for number in range(12)]
        assert texts(left, ".compared li:first-child title") == ["umgesetzt", "in Umsetzung", "verspätet"]
        assert text(left, ".amount") == "30 Maßnahmen, 60 Teile mit eigenem Stand 30 × verspätet"
        [link] = [link for link in left.select("a") if "weitere" in text(link)]
        assert text(link) == "18 weitere Maßnahmen im Bericht"
        assert link["href"] == "/astadt/plan/?abschnitt=arbeitslose"
        before = compared(get(client, f"{url(long, bstadt)}&stand=2020-01-01"))["Zielgruppe Arbeitslose"][0]
        assert texts(before, ".compared li:first-child title") == ["noch keine Meldung", "noch keine Meldung"]
        assert len(before.select("a[href='/astadt/plan/?abschnitt=arbeitslose&stand=2020-01-01']")) == 2

    @pytest.mark.both
    def test_as_many_rows_are_read_of_longer_ones(self, client: Client, long: Report, bstadt: Report) -> None:
        def fetched() -> tuple[int, int]:
            refresh_all()
            with counting() as numbers:
                client.get(url(long, bstadt))
            return len(numbers.statements), numbers.rows

        fetched()
        before = fetched()
        for number in range(30, 60):
            self.add(make_measure(long, section=long.sections.get(), code=f"A{number}"))
        assert fetched() == before


class TestWhatIsNotPublic:
    def test_strangers_neither_see_nor_count_it(self, client: Client, astadt: Report, bstadt: Report) -> None:
        section = make_section(astadt, Themes.WORK)
        make_measure(astadt, section=section, code="A1")
        make_measure(astadt, section=section, code="D1", title="Geheim", publication=Publication.DRAFT)
        make_measure(astadt, title="Geheim", publication=Publication.DRAFT)
        make_section(bstadt, Themes.WORK)
        page = get(client, url(astadt, bstadt))
        assert measures(compared(page)["Arbeit"][0]) == ["A1"]
        assert "Geheim" not in text(page)
        assert not page.select(".own-subjects")
        client.force_login(make_planner())
        page = get(client, url(astadt, bstadt))
        assert measures(compared(page)["Arbeit"][0]) == ["A1", "D1"]
        assert texts(page, ".draft") == ["Entwurf"]

    def test_a_hidden_report_does_not_exist(self, client: Client, astadt: Report) -> None:
        hidden = make_report(slug="geheim", is_public=False)
        word = f"{hidden.municipality.slug}/geheim"
        page = get(client, url(astadt, hidden))
        assert f"Den Bericht „{word}“ gibt es nicht." in text(page, ".problems")
        assert not page.select(f"[value='{word}']")
        client.force_login(make_planner())
        assert len(get(client, url(astadt, hidden)).select(".comparison > thead th")) == 2
