"""All indicators of a report with what became of them; every picture has its figures beside it."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client

from catalog.choices import Publication
from catalog.models import Report
from monitoring.choices import Direction, Interval
from monitoring.models import Indicator
from tests.factories import (
    make_indicator,
    make_measure,
    make_municipality,
    make_report,
    make_section,
    make_target,
    make_value,
)
from tests.reports.pages import get, one, rows, text, texts

pytestmark = pytest.mark.django_db

URL = "/stadt/bericht/indikatoren/"


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(date(2023, 6, 15), tick=False):
        yield


def make(report: Report, name: str, *values: int, **fields: object) -> Indicator:
    """Shall rise from 0 at the end of 2021 to 100 at the end of 2023; values of every half year since."""
    measure = make_measure(report, code=f"A-{name}", section=fields.pop("section", None))
    defaults = {"name": name, "direction": Direction.RISE, "baseline": 0, "baseline_on": date(2021, 12, 31)}
    indicator = make_indicator(measure, **{**defaults, **fields})
    make_target(indicator, value=100, due="Ende 2023")
    for value, day in zip(values, (date(2022, 6, 30), date(2022, 12, 31), date(2023, 5, 31)), strict=False):
        make_value(indicator, value=value, as_of=day)
    return indicator


@pytest.fixture
def four(report: Report) -> None:
    """One of each kind."""
    make(report, "Erreicht", 60, 110)
    make(report, "Kurs", 40, 60)
    make(report, "Hinten", 10, 20)
    make(report, "Leer")


def names(page: BeautifulSoup) -> list[str]:
    return texts(page, ".indicator-name")


def figures(table: Tag) -> list[list[str]]:
    return [texts(row, "th, td") for row in table.select("tbody tr")]


@pytest.mark.usefixtures("four")
def test_indicators_with_values_stand_beside_each_other_and_the_others_in_a_list(client: Client) -> None:
    page = get(client, URL)
    first, second, _third = page.select(".multiples figure")
    assert text(first, ".big") == "110"
    assert "Personen , 31.12.2022" in text(first)
    assert text(first, ".judged > p:first-child") == "erreicht Zielwert: 100 Personen ( Ende 2023 )"
    assert "10 über dem Ziel" in text(first)
    assert "80 unter dem Ziel" in text(second)
    (empty,) = rows(one(page, "table.indicators"))
    assert empty["Zielwert"] == "100 Personen ( Ende 2023 )"
    assert text(page, "table.indicators .indicator-name") == "Leer"


@pytest.mark.both
@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("erreicht", ["Erreicht"]),
        ("auf-kurs", ["Kurs"]),
        ("nicht-auf-kurs", ["Hinten"]),
        ("kein-wert", ["Leer"]),
        ("nicht-bewertbar", []),
        ("", ["Erreicht", "Kurs", "Hinten", "Leer"]),
        ("unsinn", ["Erreicht", "Kurs", "Hinten", "Leer"]),
    ],
)
def test_it_can_be_narrowed_by_address(client: Client, word: str, shown: list[str]) -> None:
    page = get(client, f"{URL}?ziel={word}")
    assert sorted(names(page)) == sorted(shown)
    if not shown:
        assert "Kein Indikator gehört zu dieser Gruppe." in text(page)


@pytest.mark.both
@pytest.mark.usefixtures("four")
def test_choices_say_how_many_there_are_and_which_is_chosen(client: Client) -> None:
    page = get(client, f"{URL}?ziel=auf-kurs")
    assert texts(page, ".course-filter li") == [
        "alle 4",
        "erreicht 1",
        "auf Kurs 1",
        "nicht auf Kurs 1",
        "nicht bewertbar 0",
        "kein Wert 1",
    ]
    assert text(page, ".course-filter [aria-current]") == "auf Kurs 1"
    assert [link["href"] for link in page.select(".course-filter a")] == [
        URL,
        "?ziel=erreicht",
        "?ziel=auf-kurs",
        "?ziel=nicht-auf-kurs",
        "?ziel=kein-wert",
    ]


@pytest.mark.usefixtures("four")
def test_the_rule_is_explained(client: Client) -> None:
    page = get(client, URL)
    assert texts(page, ".courses dt") == ["erreicht", "auf Kurs", "nicht auf Kurs", "nicht bewertbar", "kein Wert"]
    assert "gerade Linie" in text(page.select(".courses dd")[1])


def test_the_next_value_is_marked_if_it_is_late(client: Client, report: Report) -> None:
    make(report, "Spät", 40, 60, interval=Interval.QUARTERLY)
    make(report, "Zeitig", 40, 60, interval=Interval.YEARLY)
    found = {text(card, ".judged > p:last-of-type") for card in get(client, URL).select(".multiples figure")}
    assert found == {"Nächster Wert fällig: 31.03.2023 steht aus", "Nächster Wert fällig: 31.12.2023"}


def test_percentages_differ_in_percentage_points(client: Client, report: Report) -> None:
    make(report, "Quote", 40, unit="%")
    assert "60 Prozentpunkte unter dem Ziel" in text(get(client, URL), ".multiples figure")


def test_indicators_stand_under_the_top_section_of_their_measure(client: Client, report: Report) -> None:
    work, home = (make_section(report, title=title, order=n) for n, title in enumerate(("Arbeit", "Wohnen")))
    make(report, "Wohnungen", section=home)
    make(report, "Stellen", section=make_section(parent=work, title="Jugend"))
    page = get(client, URL)
    assert texts(page, "section.group h2") == ["Arbeit", "Wohnen"]
    assert names(page) == ["Stellen", "Wohnungen"]


def test_small_pictures_of_a_section_share_their_dates(client: Client, report: Report) -> None:
    make(report, "Kurz", 40)
    long = make(report, "Lang", 40, 60, 70)
    make_target(long, value=200, due="Ende 2027")
    make(report, "Leer")
    one_chart, other = get(client, URL).select(".multiples svg[role=img]")
    assert texts(one_chart, "title") != texts(other, "title")
    assert texts(one_chart, ".dates text") == texts(other, ".dates text") != []
    assert one_chart.select("circle")[0]["cx"] == other.select("circle")[0]["cx"]
    assert [mark["x"] for mark in one_chart.select(".target")] == [other.select(".target")[0]["x"]]


def test_a_picture_has_its_figures_beside_it(client: Client, report: Report) -> None:
    indicator = make(report, "Plätze", 40, 60)
    make_target(indicator, value=None, statement="Konzept steht", due="2024")
    page = get(client, indicator.measure.get_absolute_url())
    chart = one(page, "figure.chart svg[role=img]")
    assert text(chart, "title") == "Plätze"
    assert text(chart, "desc") == (
        "soll steigen; Ausgangswert 0 (31.12.2021); letzter Wert 60 Personen (31.12.2022); "
        "Zielwert 100 Personen (Ende 2023); auf Kurs"
    )
    table = figures(one(page, "figure.chart table"))
    assert table == [
        ["Ausgangswert", "31.12.2021", "0"],
        ["Wert", "30.06.2022", "40"],
        ["Wert", "31.12.2022", "60"],
        ["Zielwert", "Ende 2023", "100"],
        ["Zielwert", "2024", "Konzept steht"],
    ]
    assert set(texts(chart, ".label")) == {"60", "100"}
    assert len(chart.select(".values circle")) == 2
    assert len(chart.select(".baseline")) == len(chart.select(".target")) == 1
    assert "Ziele ohne Zahl: Konzept steht (2024)" in text(page, "figure.chart")


def test_a_missing_value_is_a_gap_in_picture_and_table(client: Client, report: Report) -> None:
    indicator = make(report, "Plätze", 40, 60, 70, interval=Interval.MONTHLY)
    page = get(client, indicator.measure.get_absolute_url())
    assert len(page.select("figure.chart .values circle")) == 3
    assert not page.select("figure.chart svg[role=img] .values line")
    table = figures(one(page, "figure.chart table"))
    assert ["Lücke", "30.06.2022 – 31.12.2022", "kein Wert"] in table
    assert ["Lücke", "31.12.2022 – 31.05.2023", "kein Wert"] in table


def test_figures_are_placed_with_points_not_commas(client: Client, report: Report) -> None:
    make(report, "Plätze", 33, 47)
    for svg in get(client, URL).select("main svg"):
        numbers = [svg.get(name, "") for name in ("x", "y", "x1", "cx", "cy", "width", "height")]
        assert not any("," in str(number) for number in numbers)
    for mark in get(client, URL).select(".values circle"):
        assert str(mark["cx"]).endswith("%")
        assert float(str(mark["cx"])[:-1]) <= 100
        assert 0 <= float(str(mark["cy"])) <= 200


def test_a_single_value_is_no_picture(client: Client, report: Report) -> None:
    indicator = make_indicator(make_measure(report))
    make_value(indicator)
    assert not get(client, URL).select("main svg[role=img]")
    page = get(client, indicator.measure.get_absolute_url())
    assert not page.select("figure.chart")
    assert "50 Personen" in text(page)


@pytest.mark.both
def test_drafts_and_days_to_come_are_hidden(client: Client, report: Report) -> None:
    indicator = make(report, "Plätze", 40)
    make_value(indicator, value=99, as_of=date(2023, 6, 16))
    make_indicator(make_measure(report, publication=Publication.DRAFT), name="Geheim")
    page = get(client, URL)
    assert names(page) == ["Plätze"]
    assert "16.06.2023" not in text(page)


def test_a_report_without_indicators_says_so(client: Client, report: Report) -> None:
    make_measure(report)
    assert "Dieser Bericht nennt keine Indikatoren." in text(get(client, URL))
    assert not [link for link in get(client, "/stadt/bericht/").select(".views a") if link["href"] == URL]


def test_report_and_measure_lead_there(client: Client, report: Report) -> None:
    indicator = make(report, "Plätze")
    for url in ("/stadt/bericht/", indicator.measure.get_absolute_url()):
        assert [link for link in get(client, url).select("main a") if link["href"] == URL], url


def test_a_measure_called_like_a_page_makes_way(client: Client, report: Report) -> None:
    for code in ("Indikatoren", "verlauf"):
        measure = make_measure(report, code=code, title=f"Die Maßnahme {code}")
        assert measure.get_absolute_url() == f"/stadt/bericht/{code}-/"
        assert f"Die Maßnahme {code}" in text(get(client, measure.get_absolute_url()), "h1")
    assert text(get(client, URL), "h1") == "Indikatoren"
    assert text(get(client, "/stadt/bericht/verlauf/"), "h1") == "Zeitplan"
