"""The filters above a status table: what they pick, what they offer, and how one gets rid of them."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client

from catalog.choices import Publication, Role
from catalog.models import Report
from monitoring.choices import Status
from monitoring.models import StatusUpdate
from reports.measures.filters import MeasureFilters
from reports.measures.scope import Scope
from tests.factories import (
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_report,
    make_responsibility,
    make_section,
    make_update,
)
from tests.fetched import counting
from tests.reports.pages import get, one, text, texts

pytestmark = [pytest.mark.both, pytest.mark.django_db]

URL = "/stadt/bericht/"
HEIDELBERG = "/heidelberg/soziale-lage-2018/"
BIELEFELD = "/bielefeld/ziele-und-massnahmen-2022-2023/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(date(2023, 6, 15), tick=False):
        yield


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht")


def found(client: Client, query: str) -> list[str]:
    """The numbers of the measures that a query string shows."""
    return codes(get(client, f"{URL}?{query}"))


def codes(page: BeautifulSoup) -> list[str]:
    return texts(page, "tbody .c-code")


def numbers(page: BeautifulSoup) -> dict[str, dict[str, int]]:
    """For each parameter what its choices promise to give."""
    offered: dict[str, dict[str, int]] = {}
    for option in page.select("form.filters select[name] option[value], form.filters fieldset input"):
        label = text(option if option.name == "option" else option.parent)  # type: ignore[arg-type]
        name = option.get("name") or option.find_parent("select")["name"]  # type: ignore[index]
        if option["value"] and label.endswith(")"):
            offered.setdefault(str(name), {})[str(option["value"])] = int(label.rpartition("(")[2].rstrip(")"))
    return offered


class TestStatus:
    @pytest.fixture(autouse=True)
    def measures(self, report: Report) -> None:
        make_update(make_measure(report, code="A1"), status=Status.DONE)
        make_update(make_measure(report, code="A2"), status=Status.IN_PROGRESS)
        make_measure(report, code="A3")
        whole = make_measure(report, code="S1")
        make_update(make_measure(parent=whole, code="M1"), status=Status.DONE)
        make_update(make_measure(parent=whole, code="M2"), status=Status.POSTPONED)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("status=in-umsetzung", ["A2"]),
            ("status=umgesetzt", ["A1", "S1", "M1"]),
            ("status=ohne-meldung", ["A3"]),
            ("status=umgesetzt&status=in-umsetzung", ["A1", "A2", "S1", "M1"]),
            ("status=nicht-umsetzbar", []),
        ],
    )
    def test_it_picks_measures_and_parts(self, client: Client, query: str, expected: list[str]) -> None:
        assert found(client, query) == expected

    def test_bar_and_numbers_follow_the_filter(self, client: Client) -> None:
        page = get(client, f"{URL}?status=umgesetzt")
        assert texts(page, ".status-bar tbody th") == ["umgesetzt"]
        assert texts(page, ".status-bar tbody td") == ["2"]
        assert "2 von 4 Maßnahmen, 2 von 5 Teilen mit eigenem Stand" in text(page, "dl.meta")

    def test_each_word_is_offered_with_its_number_of_measures(self, client: Client) -> None:
        assert numbers(get(client, URL))["status"] == {
            "umgesetzt": 2,
            "in-umsetzung": 1,
            "zurueckgestellt": 1,
            "ohne-meldung": 1,
        }


def test_what_became_of_the_deadline(client: Client, report: Report) -> None:
    make_measure(report, code="A1", due="Mai 2023")
    make_measure(report, code="A2", due="Ende 2023")
    whole = make_measure(report, code="S1", due="2020")
    make_measure(parent=whole, code="M1", due="2020")
    make_measure(parent=whole, code="M2")
    assert found(client, "frist=verstrichen") == ["A1", "S1", "M1"]
    assert found(client, "frist=verstrichen&frist=laeuft") == ["A1", "A2", "S1", "M1"]
    assert found(client, "frist=keine") == ["S1", "M2"]
    assert found(client, "frist=verspaetet") == []


def test_addresses_of_earlier_versions_go_on_working(client: Client, report: Report) -> None:
    make_measure(report, code="A1", due="Mai 2023")
    make_measure(report, code="A2", due="Ende 2023")
    make_update(make_measure(report, code="A3", due="Mai 2022"), as_of=date(2023, 1, 1))
    assert found(client, "verspaetet=ja") == ["A1", "A3"]
    assert found(client, "verspaetet=nein") == ["A2"]
    chips = {str(link["href"]) for link in get(client, f"{URL}?verspaetet=ja").select("ul.chips a")}
    assert f"{URL}?frist=verstrichen-ohne-angabe&frist=verspaetet" in chips


def test_a_section_stands_for_all_below_it(client: Client, report: Report) -> None:
    work = make_section(report, slug="arbeit", title="Arbeit", order=1)
    young = make_section(report, parent=work, slug="jugend", title="Jugend")
    other = make_section(report, slug="wohnen", title="Wohnen", order=2)
    make_measure(report, code="A1", section=work)
    make_measure(report, code="A2", section=young)
    make_measure(report, code="B1", section=other)
    page = get(client, f"{URL}?abschnitt=arbeit")
    assert codes(page) == ["A1", "A2"]
    assert texts(page, "h2")[:1] == ["Arbeit"]
    assert "Wohnen" not in texts(page, "h2")
    assert found(client, "abschnitt=jugend") == ["A2"]
    assert numbers(page)["abschnitt"] == {"arbeit": 2, "wohnen": 1}


def test_a_section_below_another_is_offered_once_it_holds_two_measures(client: Client, report: Report) -> None:
    work = make_section(report, slug="arbeit")
    young = make_section(report, parent=work, slug="jugend")
    make_measure(parent=make_measure(report, code="A1", section=young), code="M1")
    assert numbers(get(client, URL))["abschnitt"] == {"arbeit": 1}
    assert numbers(get(client, f"{URL}?abschnitt=jugend"))["abschnitt"] == {"arbeit": 1, "jugend": 1}
    make_measure(report, code="A2", section=young)
    assert numbers(get(client, URL))["abschnitt"] == {"arbeit": 2, "jugend": 2}


def test_a_part_stands_in_the_section_of_its_measure(client: Client, report: Report) -> None:
    whole = make_measure(report, code="S1", section=make_section(report, slug="arbeit"))
    make_measure(parent=whole, code="M1", title="Sport")
    assert found(client, "abschnitt=arbeit&suche=sport") == ["S1", "M1"]


def test_headings_without_a_hit_are_left_out(client: Client, report: Report) -> None:
    top = make_section(report, title="Oben")
    make_section(report, parent=top, title="Leer", order=1)
    deep = make_section(report, parent=make_section(report, parent=top, title="Mitte", order=2), title="Unten")
    make_measure(report, code="A1", section=deep)
    assert texts(get(client, f"{URL}?suche=a1"), "tr.heading .kind + *, tr.heading th") == ["Teil Mitte", "Teil Unten"]


def test_the_office_in_the_lead_or_with_any_part(client: Client, report: Report) -> None:
    kbb = make_office(report.municipality, slug="kbb", name="Beauftragte")
    make_measure(report, code="A1", lead=kbb)
    make_responsibility(make_measure(report, code="A2"), kbb, role=Role.PARTICIPATING)
    make_measure(report, code="A3")
    assert found(client, "amt=kbb") == ["A1"]
    page = get(client, f"{URL}?amt=kbb&beteiligt=ja")
    assert codes(page) == ["A1", "A2"]
    assert "Beauftragte (federführend oder beteiligt)" in text(page, "ul.chips")
    assert found(client, "beteiligt=ja") == ["A1", "A2", "A3"]


def test_horizon_year_and_indicator(client: Client, report: Report) -> None:
    make_measure(report, code="A1", horizon="short", due="Ende 2023")
    make_indicator(make_measure(report, code="A2", horizon="long", due="Mai 2022"))
    make_milestone(make_measure(report, code="A3"), due="4. Quartal 2022")
    assert found(client, "horizont=kurzfristig") == ["A1"]
    assert found(client, "jahr=2022") == ["A2", "A3"]
    assert found(client, "indikator=ja") == ["A2"]
    assert found(client, "indikator=nein") == ["A1", "A3"]
    assert numbers(get(client, URL))["jahr"] == {"2022": 2, "2023": 1}


def test_costs_are_filtered_shown_and_searched(client: Client, report: Report) -> None:
    make_measure(report, code="A1", costs_amount=12000, costs_kind="once", costs="Spielgeräte")
    make_measure(report, code="A2", costs_amount=90000, costs_kind="per_year")
    make_measure(report, code="A3", costs="aus Fördermitteln")
    make_measure(report, code="A4")
    assert found(client, "kosten=genannt") == ["A1", "A2", "A3"]
    assert found(client, "kosten=einmalig") == ["A1"]
    assert found(client, "kosten=jaehrlich") == ["A2"]
    assert found(client, "kosten=nicht-genannt") == ["A4"]
    assert found(client, "suche=spielgeraete") == ["A1"]
    assert numbers(get(client, URL))["kosten"] == {"genannt": 3, "einmalig": 1, "jaehrlich": 1, "nicht-genannt": 1}
    assert "Kosten 12.000 Euro einmalig (Spielgeräte)" in text(get(client, f"{URL}A1/"), "aside")
    report.columns = ["code", "title", "costs"]
    report.save()
    assert texts(get(client, URL), "td.c-costs")[1:] == ["90.000 Euro pro Jahr", "aus Fördermitteln", ""]


@pytest.mark.parametrize("day", ["2021-01-01", "01.01.2021", "1.1.2021"])
def test_without_a_report_since_a_day(client: Client, report: Report, day: str) -> None:
    make_update(make_measure(report, code="A1"), as_of=date(2021, 1, 1))
    make_update(make_measure(report, code="A2"), as_of=date(2020, 12, 31))
    make_update(make_measure(report, code="A3"), as_of=date(2022, 1, 1), publication=Publication.DRAFT)
    assert found(client, f"ohne-meldung-seit={day}") == ["A2", "A3"]


def test_several_filters_all_hold(client: Client, report: Report) -> None:
    make_measure(report, code="A1", horizon="short", due="Mai 2023")
    make_measure(report, code="A2", horizon="short", due="Ende 2023")
    make_measure(report, code="A3", horizon="long", due="Mai 2023")
    assert found(client, "horizont=kurzfristig&frist=verstrichen") == ["A1"]


@pytest.mark.parametrize("url", [HEIDELBERG, BIELEFELD])
@pytest.mark.parametrize("other", ["", "suche=beratung", "beteiligt=ja&status=in-umsetzung"])
def test_every_choice_gives_as_many_as_it_says(client: Client, url: str, other: str) -> None:
    offered = numbers(get(client, f"{url}?{other}"))
    for name, words in offered.items():
        for word, number in list(words.items())[: 1 if other else 2]:
            if name not in other:
                page = get(client, f"{url}?{other}&{name}={word}")
                units = text(page, ".chosen p").rsplit(", ", maxsplit=1)[-1]
                assert units.startswith(f"{number} von "), f"{name}={word}"


def test_empty_parameters_filter_nothing(client: Client, report: Report) -> None:
    make_measure(report, code="A1")
    page = get(
        client, f"{URL}?suche=&status=&frist=&verspaetet=&abschnitt=&amt=&jahr=+&ohne-meldung-seit=&stand=&sortierung="
    )
    assert codes(page) == ["A1"]
    assert not page.select(".chosen, .problems")


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("status=fertig", "Stand der Umsetzung: „fertig“ gibt es hier nicht."),
        ("frist=vielleicht", "Frist: „vielleicht“ gibt es hier nicht."),
        ("verspaetet=vielleicht", "Frist: „vielleicht“ gibt es hier nicht."),
        ("abschnitt=nirgends", "Abschnitt: „nirgends“ gibt es hier nicht."),
        ("amt=xyz", "Federführung: „xyz“ gibt es hier nicht."),
        ("jahr=bald", "Fällig im Jahr: „bald“ ist keine Jahreszahl. Schreiben Sie zum Beispiel 2023."),
        ("jahr=0000", "Fällig im Jahr: „0000“ ist keine Jahreszahl. Schreiben Sie zum Beispiel 2023."),
        (
            "ohne-meldung-seit=31.02.2020",
            "Ohne Meldung seit: „31.02.2020“ ist kein Tag. Schreiben Sie zum Beispiel 21.09.2018.",
        ),
        ("beteiligt=nein", "auch, wo das Amt nur beteiligt ist: „nein“ gibt es hier nicht."),
        (f"suche={'x' * 101}", "Suche: Bitte suchen Sie nach weniger Wörtern: höchstens 100 Zeichen."),
        ("sortierung=farbe", "Nach „farbe“ lässt sich nicht sortieren."),
        ("jahr=<b>", "Fällig im Jahr: „<b>“ ist keine Jahreszahl. Schreiben Sie zum Beispiel 2023."),
    ],
)
def test_what_cannot_be_read_is_said_and_left_out(client: Client, report: Report, query: str, problem: str) -> None:
    make_measure(report, code="A1", horizon="short")
    make_measure(report, code="A2", horizon="long")
    page = get(client, f"{URL}?{query}&horizont=kurzfristig")
    assert codes(page) == ["A1"]
    assert texts(page, ".problems li") == [problem, "Was nicht zu lesen war, wurde weggelassen."]
    assert one(page, "form.filters details").has_attr("open")
    assert all(query not in str(link["href"]) for link in page.select("main a[href]"))


def test_strange_bytes_do_no_harm(client: Client, report: Report) -> None:
    make_measure(report)
    for name in ("suche", "status", "amt", "abschnitt", "jahr", "ohne-meldung-seit", "stand", "sortierung"):
        for word in ("'\";--", "💥", "%", "\\", "２０２３", "-", "/", "a/b/c", "9" * 90):
            assert client.get(f"{URL}?{urlencode({name: word})}").status_code == 200


def test_chips_take_away_one_filter_each(client: Client, report: Report) -> None:
    make_measure(report, code="A1", title="Wohnen")
    query = "suche=wohnen&status=umgesetzt&status=ohne-meldung&stand=2022-01-01"
    chips = get(client, f"{URL}?{query}").select("ul.chips a")
    assert {text(chip): chip["href"] for chip in chips} == {
        "Filter entfernen: Suche: wohnen ×": f"{URL}?status=umgesetzt&status=ohne-meldung&stand=2022-01-01",
        "Filter entfernen: Stand der Umsetzung: umgesetzt ×": (
            f"{URL}?suche=wohnen&status=ohne-meldung&stand=2022-01-01"
        ),
        "Filter entfernen: Stand der Umsetzung: noch keine Meldung ×": (
            f"{URL}?suche=wohnen&status=umgesetzt&stand=2022-01-01"
        ),
        "Alle Filter entfernen": f"{URL}?stand=2022-01-01",
    }


def test_without_the_office_it_takes_no_part_either(client: Client, report: Report) -> None:
    make_measure(report, lead=make_office(report.municipality, slug="kbb"))
    chip = get(client, f"{URL}?amt=kbb&beteiligt=ja").select("ul.chips a")[0]
    assert chip["href"] == URL


def test_no_match_says_which_filter_to_loosen(client: Client, report: Report) -> None:
    make_measure(report, code="A1", horizon="short")
    make_measure(report, code="A2", horizon="short")
    make_measure(report, code="A3", horizon="long", due="Mai 2023")
    page = get(client, f"{URL}?horizont=kurzfristig&frist=verstrichen")
    ways = one(page, "section[aria-labelledby=nichts-gefunden]")
    assert texts(ways, "li") == [
        "ohne „Frist: Frist verstrichen, keine Meldung“ – 2 Maßnahmen",
        "ohne „Zeithorizont: kurzfristig“ – 1 Maßnahme",
    ]
    assert [codes(get(client, str(link["href"]))) for link in ways.select("li a")] == [["A1", "A2"], ["A3"]]
    assert text(page, ".chosen p") == "0 von 3 Maßnahmen"


def test_no_match_that_no_single_filter_explains(client: Client, report: Report) -> None:
    make_measure(report, code="A1")
    page = get(client, f"{URL}?horizont=kurzfristig&frist=verstrichen")
    assert "Einen einzelnen Filter wegzulassen hilft nicht." in text(page, "section[aria-labelledby=nichts-gefunden]")


def test_the_form_keeps_what_was_chosen(client: Client, report: Report) -> None:
    make_measure(report, code="A1", horizon="short", title="Wohnen", lead=make_office(report.municipality, slug="amt"))
    query = "suche=wohnen&status=ohne-meldung&horizont=kurzfristig&amt=amt&beteiligt=ja&ohne-meldung-seit=1.1.2022"
    form = one(get(client, f"{URL}?{query}"), "form.filters")
    assert one(form, "[name=suche]")["value"] == "wohnen"
    assert one(form, "[name=ohne-meldung-seit]")["value"] == "1.1.2022"
    assert [box["value"] for box in form.select("input[checked]")] == ["ohne-meldung", "ja"]
    assert [option["value"] for option in form.select("option[selected]")] == ["amt", "kurzfristig"]


def test_drafts_are_neither_shown_nor_counted(client: Client, report: Report) -> None:
    make_measure(report, code="A1", horizon="short")
    make_measure(report, code="A2", horizon="short", publication=Publication.DRAFT)
    page = get(client, f"{URL}?horizont=kurzfristig")
    assert codes(page) == ["A1"]
    assert numbers(page)["horizont"] == {"kurzfristig": 1}


def test_without_a_filter_no_status_is_worked_out_to_count_the_rows_to_show(report: Report) -> None:
    measures = [make_measure(report, code=code) for code in ("A1", "A2")]
    make_measure(report, code="A3", publication=Publication.DRAFT)
    filters = MeasureFilters(QueryDict(), Scope(AnonymousUser(), date(2023, 6, 15), report=report))

    with counting() as fetched:
        shown = filters.shown()

    assert shown == {measure.pk for measure in measures}
    assert all(StatusUpdate._meta.db_table not in sql for sql, _parameters in fetched.statements)
