"""Sorting by a column: links in the head of the table, the order they give, and the way back."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from catalog.choices import Column
from catalog.models import Report
from monitoring.choices import Status
from tests.factories import make_measure, make_milestone, make_municipality, make_report, make_section, make_update
from tests.reports.pages import get, one, text, texts

pytestmark = [pytest.mark.both, pytest.mark.django_db]

URL = "/stadt/bericht/"


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht")


def order(client: Client, word: str) -> list[str]:
    return texts(get(client, f"{URL}?sortierung={word}"), "tbody .c-code")


def test_groups_dissolve_into_one_table_and_come_back(client: Client, report: Report) -> None:
    for number, code in enumerate(("A10", "B1", "A2")):
        make_measure(report, code=code, section=make_section(report, title=f"Feld {code}", order=number))
    page = get(client, f"{URL}?sortierung=nr")
    assert texts(page, ".group h2") == ["Maßnahmen"]
    assert texts(page, "tbody .c-code") == ["A2", "A10", "B1"]
    back = one(page, "p.facts > a[href='/stadt/bericht/']")
    assert text(back) == "Zurück zur Reihenfolge des Berichts"
    assert texts(get(client, str(back["href"])), "tbody .c-code") == ["A10", "B1", "A2"]


def test_titles_sort_as_people_read_them(client: Client, report: Report) -> None:
    for code, title in (("1", "Österreich"), ("2", "ohne"), ("3", "Zebra"), ("4", "Ähre"), ("5", "aber")):
        make_measure(report, code=code, title=title)
    assert order(client, "titel") == ["5", "4", "2", "1", "3"]
    assert order(client, "-titel") == ["3", "1", "2", "4", "5"]


def test_status_sorts_from_nothing_to_done(client: Client, report: Report) -> None:
    for code, status in (("1", Status.DONE), ("2", Status.IN_PROGRESS), ("3", Status.NOT_STARTED)):
        make_update(make_measure(report, code=code), status=status)
    make_measure(report, code="4")
    assert order(client, "status") == ["4", "3", "2", "1"]
    assert order(client, "-status") == ["1", "2", "3", "4"]


@time_machine.travel(date(2023, 6, 15), tick=False)
def test_deadlines_are_those_one_waits_for(client: Client, report: Report) -> None:
    make_measure(report, code="1", due="Ende 2024")
    make_milestone(make_measure(report, code="2", due="Ende 2025"), due="Juli 2023")
    make_measure(report, code="3")
    late = make_measure(report, code="4", due="2020")
    make_milestone(late, due="2019", done_on=date(2019, 1, 1))
    assert order(client, "frist") == ["4", "2", "1", "3"]
    assert order(client, "-frist") == ["1", "2", "4", "3"]


def test_last_reports_sort_and_nothing_comes_last(client: Client, report: Report) -> None:
    make_update(make_measure(report, code="1"), as_of=date(2022, 1, 1))
    make_update(make_measure(report, code="2"), as_of=date(2021, 1, 1))
    make_measure(report, code="3")
    assert order(client, "meldung") == ["2", "1", "3"]
    assert order(client, "-meldung") == ["1", "2", "3"]


def test_costs_sort_by_their_amount(client: Client, report: Report) -> None:
    make_measure(report, code="1", costs_amount=90000, costs_kind="once")
    make_measure(report, code="2", costs="aus Fördermitteln")
    make_measure(report, code="3", costs_amount=12000, costs_kind="per_year")
    assert order(client, "kosten") == ["3", "1", "2"]
    assert order(client, "-kosten") == ["1", "3", "2"]


def test_parts_stay_with_their_measure_which_sorts_by_them(client: Client, report: Report) -> None:
    whole = make_measure(report, code="S1")
    make_update(make_measure(parent=whole, code="M1"), status=Status.DONE)
    make_update(make_measure(parent=whole, code="M2"), status=Status.NOT_STARTED)
    make_update(make_measure(report, code="A1"), status=Status.IN_PROGRESS)
    assert order(client, "status") == ["S1", "M1", "M2", "A1"]
    assert order(client, "-status") == ["S1", "M1", "M2", "A1"]


def test_heads_are_links_up_then_down_and_say_how_it_is(client: Client, report: Report) -> None:
    make_measure(report)
    links = {text(link): link["href"] for link in get(client, f"{URL}?suche=m").select("thead a")}
    assert links == {
        "Nr.": f"{URL}?suche=m&sortierung=nr",
        "Maßnahme": f"{URL}?suche=m&sortierung=titel",
        "Frist": f"{URL}?suche=m&sortierung=frist",
        "Stand und nächste Schritte": f"{URL}?suche=m&sortierung=status",
    }
    page = get(client, f"{URL}?sortierung=frist")
    head = one(page, "th[aria-sort]")
    assert (head["aria-sort"], text(head)) == ("ascending", "Frist ▲")
    assert one(head, "a")["href"] == f"{URL}?sortierung=-frist"
    head = one(get(client, f"{URL}?sortierung=-frist"), "th[aria-sort]")
    assert (head["aria-sort"], one(head, "a")["href"]) == ("descending", f"{URL}?sortierung=frist")
    assert one(page, "#filter-sortierung option[selected]")["value"] == "frist"


def test_without_a_column_for_deadlines_milestones_sort_by_them(client: Client, report: Report) -> None:
    report.columns = [Column.CODE, Column.MILESTONES]
    report.save()
    make_measure(report)
    assert texts(get(client, URL), "thead a") == ["Nr.", "Etappen"]


def test_a_filter_keeps_the_order(client: Client, report: Report) -> None:
    for code in ("A1", "A2"):
        make_measure(report, code=code, horizon="short")
    make_measure(report, code="A3")
    page = get(client, f"{URL}?sortierung=-nr&horizont=kurzfristig")
    assert texts(page, "tbody .c-code") == ["A2", "A1"]
    assert page.select("ul.chips a")[0]["href"] == f"{URL}?sortierung=-nr"
