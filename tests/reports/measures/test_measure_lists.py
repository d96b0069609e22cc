"""All measures of a city, and of all cities: in order, page by page, filtered like a status table."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure, Municipality, Report
from monitoring.choices import Status
from reports.measures.lists.measure_list import MEASURES_ON_A_PAGE
from tests.factories import (
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_planner,
    make_report,
    make_section,
    make_update,
)
from tests.reports.pages import get, one, rows, text, texts

pytestmark = pytest.mark.django_db

ALL = "/massnahmen/"
SECRET = "Geheimvorhaben"


def codes(client: Client, url: str) -> list[str]:
    return texts(get(client, url), "tbody .c-code")


@pytest.fixture
def two_cities(without_cities: None) -> tuple[Report, Report, Report]:
    """Astadt with an old and a new report, Bstadt with one; each has an office "amt" and a section "feld"."""
    astadt, bstadt = (make_municipality(name=name, slug=name.lower()) for name in ("Astadt", "Bstadt"))
    old = make_report(astadt, slug="alt", title="Alt", published_on=date(2015, 1, 1))
    new = make_report(astadt, slug="neu", title="Neu", published_on=date(2020, 1, 1))
    other = make_report(bstadt, slug="plan", title="Plan")
    for report in (old, new, other):
        section = make_section(report, slug="feld", title="Feld")
        office = report.municipality.offices.first() or make_office(report.municipality, slug="amt", name="Amt")
        make_measure(report, code=f"{report.title}1", section=section, lead=office)
    make_measure(other, code="Plan2")
    return old, new, other


@pytest.mark.both
def test_reports_follow_each_other_as_on_the_pages_of_their_cities(client: Client, two_cities: object) -> None:
    page = get(client, ALL)
    assert texts(page, "h2") == ["Astadt: Neu", "Astadt: Alt", "Bstadt: Plan"]
    assert texts(page, "tbody .c-code") == ["Neu1", "Alt1", "Plan2", "Plan1"]
    assert texts(get(client, "/astadt/massnahmen/"), "h2") == ["Neu", "Alt"]


@pytest.mark.both
def test_parts_follow_their_measure_in_the_order_of_the_report(client: Client, two_cities: tuple[Report, ...]) -> None:
    whole = make_measure(two_cities[2], code="Plan3")
    make_measure(parent=whole, code="M2")
    make_measure(parent=whole, code="M1")
    assert codes(client, "/bstadt/massnahmen/") == ["Plan2", "Plan3", "Plan3 M1", "Plan3 M2", "Plan1"]


@time_machine.travel(date(2023, 6, 15), tick=False)
def test_a_row_says_what_one_looks_for(client: Client) -> None:
    report = make_report(make_municipality(slug="stadt"))
    measure = make_measure(report, code="A1", title="Wohnen", due="Mai 2023", lead=make_office(name="Bauamt"))
    make_update(measure, status=Status.IN_PROGRESS, as_of=date(2021, 1, 19))
    make_milestone(make_measure(report, code="A2", title="Arbeit"), due="Ende 2023")
    first, second = rows(one(get(client, "/stadt/massnahmen/"), "table.status-table"))
    assert first == {
        "Nr.": "A1",
        "Maßnahme": "Wohnen",
        "Federführung": "Bauamt",
        "Frist": "Mai 2023",
        "Stand": "in Umsetzung Frist verstrichen, keine Meldung (seit weniger als 1 Monat)",
        "Letzte Meldung": "19.01.2021",
    }
    assert second["Frist"] == "Ende 2023 (Etappe)"


def test_costs_have_a_column_where_a_report_names_any(client: Client) -> None:
    city = make_municipality(slug="stadt")
    with_costs, without = make_report(city, title="Mit Kosten"), make_report(city, title="Ohne Kosten")
    make_measure(with_costs, code="A1", costs_amount=5000, costs_kind="per_year")
    make_measure(with_costs, code="A2")
    make_measure(without, code="B1")
    page = get(client, "/stadt/massnahmen/")
    found = {row["Nr."]: row.get("Kosten") for table in page.select("table.measure-list") for row in rows(table)}
    assert found == {"A1": "5.000 Euro pro Jahr", "A2": "", "B1": None}
    (heading,) = page.select("th.c-costs a")
    assert heading["href"] == "/stadt/massnahmen/?sortierung=-kosten"


@pytest.mark.both
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{ALL}?kommune=astadt", ["Neu1", "Alt1"]),
        (f"{ALL}?bericht=astadt/alt", ["Alt1"]),
        (f"{ALL}?amt=bstadt/amt", ["Plan1"]),
        (f"{ALL}?abschnitt=bstadt/plan/feld", ["Plan1"]),
        (f"{ALL}?suche=plan", ["Plan2", "Plan1"]),
        ("/astadt/massnahmen/?bericht=neu", ["Neu1"]),
        ("/astadt/massnahmen/?abschnitt=alt/feld", ["Alt1"]),
        ("/astadt/massnahmen/?amt=amt", ["Neu1", "Alt1"]),
        ("/astadt/massnahmen/?kommune=bstadt", ["Neu1", "Alt1"]),
    ],
)
def test_it_can_be_narrowed(client: Client, two_cities: object, url: str, expected: list[str]) -> None:
    assert codes(client, url) == expected


def test_what_is_offered_works_when_chosen(client: Client, two_cities: object) -> None:
    form = one(get(client, ALL), "form.filters")
    for name in ("kommune", "bericht", "abschnitt", "amt"):
        for option in form.select(f"select[name={name}] option[value]"):
            if option["value"]:
                page = get(client, f"{ALL}?{name}={option['value']}")
                assert text(page, ".chosen p").startswith(text(option).rpartition("(")[2].rstrip(")") + " von 4")
    assert [group["label"] for group in form.select("select[name=amt] optgroup")] == ["Astadt", "Bstadt"]


@pytest.mark.parametrize("query", ["kommune=cstadt", "bericht=alt", "amt=amt", "abschnitt=feld", "amt=astadt/x/amt"])
def test_what_is_unknown_is_said(client: Client, two_cities: object, query: str) -> None:
    page = get(client, f"{ALL}?{query}")
    assert "gibt es hier nicht." in text(page, ".problems")
    assert texts(page, ".group h2").count("Astadt: Neu") == 1


@pytest.mark.both
def test_sorted_all_stand_in_one_table_and_say_where_they_come_from(client: Client, two_cities: object) -> None:
    page = get(client, f"{ALL}?sortierung=-nr")
    assert texts(page, "tbody .c-code") == ["Plan2", "Plan1", "Neu1", "Alt1"]
    assert texts(page, "tbody .c-title .facts")[2] == "Astadt: Neu"
    assert one(page, "th[aria-sort]")["aria-sort"] == "descending"


def fill(report: Report, number: int) -> None:
    Measure.objects.bulk_create(
        Measure(report=report, code=f"A{n}", title=f"Titel {n}", publication=Publication.PUBLISHED)
        for n in range(1, number + 1)
    )


@pytest.mark.both
def test_many_measures_come_page_by_page(client: Client, without_cities: None) -> None:
    fill(make_report(make_municipality(slug="stadt")), 2 * MEASURES_ON_A_PAGE + 1)
    url = f"{ALL}?suche=titel&sortierung=nr"
    page = get(client, url)
    assert texts(page, "tbody .c-code")[-1] == f"A{MEASURES_ON_A_PAGE}"
    number = 2 * MEASURES_ON_A_PAGE + 1
    assert text(page, ".chosen p") == f"{number} von {number} Maßnahmen"
    links = one(page, "nav.pages")
    assert [link["href"] for link in links.select("a")] == [f"{url}&seite={n}" for n in (2, 3, 2)]
    assert text(links, "[aria-current=page]") == "Seite 1"
    assert codes(client, f"{url}&seite=3") == [f"A{number}"]
    assert [link["href"] for link in get(client, f"{url}&seite=3").select("nav.pages a[rel]")] == [f"{url}&seite=2"]
    assert codes(client, f"{url}&seite=99") == [f"A{number}"]
    assert codes(client, f"{url}&seite=x")[0] == "A1"
    assert "seite" not in str(get(client, f"{url}&seite=3").select("ul.chips a")[0]["href"])


def test_few_measures_need_no_pages(client: Client, two_cities: object) -> None:
    assert not get(client, ALL).select("nav.pages")


@pytest.mark.both
def test_strangers_find_no_drafts_and_nothing_that_is_not_public(client: Client, without_cities: None) -> None:
    report = make_report(make_municipality(slug="stadt"))
    make_measure(report, code="A1", title="Offen")
    make_measure(report, code="A2", title=SECRET, publication=Publication.DRAFT, due="2031")
    make_measure(make_report(report.municipality, title=SECRET, is_public=False), code="B1", title=SECRET)
    hidden = make_municipality(name=SECRET, slug="geheim", is_public=False)
    make_measure(make_report(hidden, title=SECRET), code="C1", title=SECRET, lead=make_office(hidden, name=SECRET))
    for url in (ALL, f"{ALL}?suche=geheimvor", "/stadt/massnahmen/", f"{ALL}?jahr=2031"):
        page = get(client, url)
        assert SECRET not in text(page)
        assert not {"A2", "B1", "C1"} & set(texts(page, "tbody .c-code"))
    assert "geheim" not in str(one(get(client, ALL), "form.filters"))
    assert client.get("/geheim/massnahmen/").status_code == 404
    client.force_login(make_planner())
    page = get(client, ALL)
    assert {"A2", "B1", "C1"} <= set(texts(page, "tbody .c-code"))
    assert {"Entwurf", "nicht öffentlich"} <= set(texts(page, ".draft"))


def test_nothing_can_be_called_like_the_lists(client: Client) -> None:
    with pytest.raises(ValidationError):
        Municipality(name="M", slug="massnahmen", ags="01234567", state="BW").full_clean()
    with pytest.raises(ValidationError):
        Report(municipality=make_municipality(), title="M", slug="massnahmen").full_clean()


@pytest.mark.both
def test_one_gets_there_from_every_page_and_from_the_city(client: Client) -> None:
    assert get(client, "/").select(f'header a[href="{ALL}"]')
    assert get(client, "/heidelberg/").select('main a[href="/heidelberg/massnahmen/"]')
    make_measure(make_report(make_municipality()), title="Pflege & mehr")
    link = one(get(client, "/?q=Pflege+%26+mehr"), f'main a[href^="{ALL}?"]')
    assert get(client, str(link["href"])).select_one("input[value='Pflege & mehr']")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_they_can_only_be_read(client: Client, method: str) -> None:
    for url in (ALL, "/heidelberg/massnahmen/"):
        assert getattr(client, method)(url).status_code == 405


def test_each_city_counts_what_its_own_choices_would_show(client: Client, without_cities: None) -> None:
    numbers = {"astadt": 1, "bstadt": 3}
    for slug, number in numbers.items():
        report = make_report(make_municipality(name=slug.title(), slug=slug))
        for place in range(number):
            make_update(make_measure(report, code=f"A{place}", horizon="short"), status=Status.DONE)
        make_update(make_measure(report, code="B", horizon="long"), status=Status.IN_PROGRESS)

    for query in ("", "?horizont=kurzfristig", "?horizont=langfristig"):
        for slug, number in numbers.items():
            options = texts(get(client, f"/{slug}/massnahmen/{query}"), "select[name=horizont] option")
            assert {f"kurzfristig ({number})", "langfristig (1)"} <= {*options}, (slug, query)
