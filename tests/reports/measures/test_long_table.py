"""The table of a long report, page by page: its pages together say what the whole table says."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from catalog.choices import Column, Publication, RowOrder
from catalog.models import Report, User
from monitoring.current.judging import refresh_all
from monitoring.rounds.review.closing import close_round
from reports.measures.list_query import ListQuery
from reports.measures.table import pages
from reports.measures.table.long_table import FrozenTable, LongTable, table_of
from reports.measures.table.pages import PageAsked
from reports.measures.table.status_table import StatusTable
from tests import factories
from tests.factories import make_measure, make_municipality, make_planner, make_reader, make_report, make_section
from tests.fetched import counting
from tests.reports.measures.test_kept_selection import QUERIES, is_counted
from tests.reports.measures.test_past_lists import eventful  # noqa: F401 - a fixture
from tests.reports.pages import get, one, text
from tests.reports.test_one_unit_of_counting import random_city  # noqa: F401 - a fixture
from tests.themes import Themes

pytestmark = [pytest.mark.both, pytest.mark.django_db]

DAYS = ["", "2018-01-01", "2021-03-01"]
MEASURES = 15  # on a page


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_ON_ONE_PAGE", 7)
    monkeypatch.setattr(pages, "ON_A_PAGE", dict.fromkeys(pages.ON_A_PAGE, MEASURES))


@pytest.fixture
def report(eventful: Report) -> Report:  # noqa: F811
    """A report with sections in sections, some of them empty, and measures that have been discussed or will be."""
    chance = random.Random(5)  # noqa: S311 - the same report every time
    tops = [make_section(eventful, Themes.WORK if number else Themes.HOUSING, slug=f"s{number}") for number in range(4)]
    sections = [*tops, *(make_section(parent=tops[number // 2], slug=f"u{number}") for number in range(6)), None]
    for measure in eventful.measures.filter(parent=None):
        measure.section = chance.choice(sections[2:])
        measure.publication = chance.choice([Publication.DRAFT, Publication.COMMITTEE, *[Publication.PUBLISHED] * 6])
        measure.save()
        if chance.random() < 0.4:
            factories.make_discussion(measure, held_on=chance.choice([None, date(2018, 9, 21), date(2022, 3, 1)]))
    eventful.columns = [*Column.values]
    eventful.save()
    return eventful


def asked(report: Report, query: str, visitor: User | AnonymousUser, number: int = 1) -> tuple[ListQuery, PageAsked]:
    request = RequestFactory().get(f"{report.get_absolute_url()}?{query}&seite={number}")
    request.user = visitor
    reading = ListQuery(request, report=report)
    assert reading.problems == []
    return reading, PageAsked.read(request.GET, reading.address, reading.view)


@contextmanager
def page_of(
    report: Report, query: str, visitor: User | AnonymousUser, number: int = 1
) -> Iterator[StatusTable | LongTable]:
    reading, page = asked(report, query, visitor, number)
    with table_of(reading.report or report, reading.filters, reading.sorting, page) as table:
        yield table


def told(table: StatusTable | LongTable) -> dict[str, Any]:
    """What a table says of all of its pages."""
    selection, filters = table.selection, table.filters
    return {
        "tally": selection.tally,
        "total": selection.total,
        "words": selection.in_words,
        "bar": table.bar,
        "passed": table.passed,
        "newest": table.newest_report_on,
        "choices": {f.name: +Counter(selection.counts(f)) for f in filters.filters.values() if is_counted(f)},
        "without": {f.name: selection.without(f) for f in filters.active},
        "contents": [(str(g.title), g.anchor, g.section, g.bar, g.tally) for g in table.contents if g.tally],
        "by group": [numbers for group, numbers in table.by_group if group.tally],
    }


def rows_of(table: StatusTable | LongTable) -> list[tuple[Any, ...]]:
    """Returns the rows in their order, with the headings they stand below and what their cells know."""
    return [
        (group.anchor, heading.section, heading.level, heading.themes, row.measure.pk, *known(row.measure), shape(row))
        for group in table.groups
        for heading in group.headings
        for row in heading.rows
    ]


def known(measure: Any) -> tuple[Any, ...]:
    return (
        measure.shown_status,
        measure.deadline_state,
        measure.reported_on,
        measure.is_silent,
        measure.due,
        [milestone.pk for milestone in measure.known_milestones],
        [indicator.pk for indicator in measure.known_indicators],
        [discussion.held_on for discussion in measure.known_discussions],
        [office.pk for office in measure.leads],
        measure.newest_update and measure.newest_update.pk,
        measure.parent and measure.parent.title,
    )


def shape(row: Any) -> list[tuple[Any, ...]]:
    return [(cell.column.key, cell.rows, cell.is_header, cell.snippet) for cell in row.cells]


def compare(report: Report, query: str, visitor: User | AnonymousUser) -> None:
    reading, _page = asked(report, query, visitor)
    day = reading.as_of.day
    whole = StatusTable(reading.report or report, visitor, day, filters=reading.filters, sorting=reading.sorting)
    found, number, last = [], 0, 1
    while number < last:
        number += 1
        with page_of(report, query, visitor, number) as table:
            assert isinstance(table, LongTable | FrozenTable)
            assert table.pages
            last = table.pages.page.paginator.num_pages
            assert len(table.pages.shown) <= MEASURES
            assert all(group.rows for group in table.groups)
            assert told(table) == told(whole), query
            found += rows_of(table)
    assert found == rows_of(whole), query


@pytest.mark.parametrize("day", DAYS)
def test_the_pages_say_what_the_whole_table_says(report: Report, day: str) -> None:
    city = report.municipality
    office = city.offices.order_by("pk")[0].slug
    visitors: list[User | AnonymousUser] = [AnonymousUser(), make_planner(city), make_reader(city)]
    queries = [*QUERIES, "abschnitt=s1", "abschnitt=u0&status=umgesetzt"]
    for number, query in enumerate(queries[DAYS.index(day) :: len(DAYS)]):
        compare(report, query.replace("AMT", office) + (f"&stand={day}" if day else ""), visitors[number % 3])


def test_so_do_those_of_a_report_by_discussions(report: Report) -> None:
    report.row_order = RowOrder.BY_DISCUSSION
    report.save()
    for query in ("", "status=umgesetzt&stand=2018-10-01", "sortierung=titel&stand=2021-03-01"):
        compare(report, query, make_planner(report.municipality))


def test_so_do_those_of_a_frozen_report(report: Report) -> None:
    frozen = factories.make_round(report, slug="halbjahr-1-2021", as_of=date(2021, 6, 30))
    close_round(frozen, make_planner(report.municipality))
    for query in ("", "status=umgesetzt", "sortierung=-frist"):
        compare(report, f"{query}&stand=halbjahr-1-2021", AnonymousUser())


# The page


URL = "/stadt/bericht/"


@pytest.fixture
def long() -> Report:
    """Two sections of 20 measures each."""
    found = make_report(make_municipality(slug="stadt"), slug="bericht", columns=Column.values)
    for letter in "AB":
        section = make_section(found, slug=f"abschnitt-{letter.lower()}", title=f"Abschnitt {letter}")
        for number in range(1, 21):
            make_measure(found, section=section, code=f"{letter}{number}", title=f"Maßnahme {letter}{number}")
    return found


def codes_in(page: BeautifulSoup) -> list[str]:
    return [str(row["id"]) for row in page.select("main tr[id^=A], main tr[id^=B]")]


@pytest.mark.parametrize("query", ["", "?ansicht=tabelle"])
def test_a_page_says_what_it_shows_and_leads_to_the_others(client: Client, long: Report, query: str) -> None:
    page = get(client, URL + query)
    assert codes_in(page) == [f"A{number}" for number in range(1, 16)]
    assert "Maßnahmen 1 bis 15 von 40. Die Dateien unten enthalten alle." in text(page, "main")
    second = get(client, str(one(page, "nav.pages a[rel=next]")["href"]))
    assert codes_in(second)[:6] == ["A16", "A17", "A18", "A19", "A20", "B1"]
    assert "(Fortsetzung)" in text(second, "[id=abschnitt-a]")
    assert "(Fortsetzung)" not in text(second, "[id=abschnitt-b]")
    assert "20" in text(second, ".jump a[href$='#abschnitt-a']")


def test_sections_are_reached_on_whatever_page_they_begin(client: Client, long: Report) -> None:
    page = get(client, f"{URL}?seite=3")
    for letter in "ab":
        link = one(page, f".jump a[href$='#abschnitt-{letter}']")["href"]
        assert one(get(client, str(link).partition("#")[0]), f"[id=abschnitt-{letter}]")
    assert one(page, ".jump a[href$='#abschnitt-b']")["href"] == f"{URL}?seite=2#abschnitt-b"


def test_a_measure_leads_to_the_page_that_has_it(client: Client, long: Report) -> None:
    part = make_measure(parent=long.measures.get(code="B18"), code="T1")
    page = get(client, part.get_absolute_url())
    for link in page.select(f"main a[href^='{URL}?'], .breadcrumbs a[href^='{URL}?']"):
        address, _, anchor = str(link["href"]).partition("#")
        assert one(get(client, address), f"[id='{anchor}']"), link
    assert one(page, ".breadcrumbs a[href$='#abschnitt-b']")["href"] == f"{URL}?bei=abschnitt-b#abschnitt-b"
    assert one(page, "main a[href$='#B18-T1']")["href"] == f"{URL}?bei=B18/T1#B18-T1"


def test_unknown_pages_and_places_show_a_page(client: Client, long: Report) -> None:
    for query, first in (("?seite=99", "B11"), ("?seite=x", "A1"), ("?bei=nirgends", "A1"), ("?bei=a20", "A16")):
        assert codes_in(get(client, URL + query))[0] == first, query


def test_the_framed_table_stays_in_its_frame(client: Client, long: Report) -> None:
    page = get(client, f"{URL}einbetten/tabelle/")
    link = one(page, "nav.pages a[rel=next]")
    assert link["target"] == "_self"
    second = get(client, str(link["href"]))
    assert second.select("tr[id=A16]")
    assert "40 Maßnahmen" in text(second, ".facts")


@pytest.mark.parametrize("address", ["", "?ansicht=tabelle", "?status=ohne-meldung", "?stand=2021-01-01", "A1/"])
def test_a_page_loads_as_many_rows_of_a_long_report_as_of_a_longer_one(
    client: Client, long: Report, address: str
) -> None:
    def fetched() -> tuple[int, int]:
        refresh_all()
        client.get(URL + address)
        with counting() as numbers:
            get(client, URL + address)
        return len(numbers.statements), numbers.rows

    before = fetched()
    for number in range(21, 71):
        make_measure(long, section=long.sections.first(), code=f"A{number}", added_on=date(2020, 1, 1))
    assert fetched() == before
