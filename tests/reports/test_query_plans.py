"""No page makes the database read a large table from end to end, whether it is about a measure or the whole country."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from catalog.models import Measure, Office, Report
from monitoring.current.judging import refresh_all
from monitoring.search.conditions import by_index_only
from reports.comparison.form import address_of
from tests.benchmarks.country import Sizes, generate
from tests.conftest import Prepared
from tests.databases import connected_to
from tests.fetched import counting

SIZES = Sizes(
    municipalities=400, reports=500, measures=8_000, updates=16_000, values=16_000, largest_city=60, largest_report=30
)
LARGE = 3_000  # rows
VERY_LARGE = 5_000  # a hundred rows of a table that is smaller are found sooner by reading it
ADDED_UP = "monitoring_countedtraits"  # which is smaller than what it counts, the more so the larger the country
BELOW_CITY = ["", "massnahmen/", "vorlagen/", "gremien/", "neues.atom", "termine.ics"]
BELOW_REPORT = [
    *("", "?status=umgesetzt", "aenderungen/", "verlauf/", "indikatoren/", "neues.atom", "termine.ics"),
    *("measures.csv", "measures.json", "einbetten/"),
]
OF_THE_COUNTRY = [
    *("/", "/themen/", "/themen/arbeit/", "/themen/arbeit/?status=umgesetzt"),
    *("/massnahmen/", "/massnahmen/?seite=100", "/massnahmen/?status=umgesetzt", "/massnahmen/?jahr=2023"),
    *("/massnahmen/?sortierung=frist", "/massnahmen/?sortierung=-titel", "/massnahmen/?sortierung=status"),
]
BELOW_MEASURE = BELOW_OFFICE = ["", "neues.atom", "termine.ics"]

pytestmark = [pytest.mark.only("postgresql")]


@pytest.fixture(scope="module")
def country(prepared: Prepared, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A generated country in a database of its own."""
    with django_db_blocker.unblock():
        name = prepared.databases.copy(prepared.empty)
        with connected_to(prepared.databases.url_of(name)):
            list(generate(SIZES))
            refresh_all()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            yield


def pages() -> list[str]:
    report, other = Report.objects.filter(is_public=True, pk__gt=3).select_related("municipality")[:2]
    measure = Measure.objects.filter(report=report, parent=None, publication="published")[0]
    office = Office.objects.filter(municipality=report.municipality)[0]
    return [
        f"{row.get_absolute_url()}{name}"
        for row, names in (
            (report.municipality, BELOW_CITY),
            (report, BELOW_REPORT),
            (measure, BELOW_MEASURE),
            (office, BELOW_OFFICE),
        )
        for name in names
    ] + [str(address_of([report, other]))]


def large_tables(rows: int) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [rows])
        return {name for (name,) in cursor.fetchall() if name.startswith(("catalog_", "monitoring_", "reports_"))}


def read_in_full(statement: str, parameters: Any) -> set[str]:
    """Returns the tables that PostgreSQL would read from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        [(plan,)] = cursor.fetchall()
    nodes = [(json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]]
    found = set()
    for node in nodes:
        nodes.extend(node.get("Plans", ()))
        if node["Node Type"] == "Seq Scan":
            found.add(node["Relation Name"])
    return found


def reading_in_full(pages: list[str], large: set[str]) -> dict[str, set[str]]:
    """Returns the queries of pages that would read large tables from end to end, with these tables."""
    found: dict[str, set[str]] = {}
    for page in pages:
        with counting() as fetched:
            response = Client().get(page)
        assert response.status_code == 200, page
        for statement, parameters in fetched.statements:
            if statement.lstrip(" (").startswith("SELECT") and (read := read_in_full(statement, parameters) & large):
                found[f"{page}: {statement[:300]}"] = read
    return found


def test_pages_find_their_rows_by_an_index(country: None) -> None:
    large = large_tables(LARGE)
    assert {"catalog_measure", "monitoring_statusupdate", "catalog_responsibility"} <= large
    assert reading_in_full(pages(), large) == {}


def test_pages_of_the_country_read_no_large_table(country: None) -> None:
    large = large_tables(VERY_LARGE)
    assert {"catalog_measure", "monitoring_statusupdate", "monitoring_currentstatus"} <= large
    assert reading_in_full(OF_THE_COUNTRY, large - {ADDED_UP}) == {}


@pytest.mark.parametrize("address", ["/?q=Beratungen", "/massnahmen/?suche=Beratungen+Familien", "/?q=Tigerente"])
def test_a_search_finds_measures_by_the_index_of_words(country: None, address: str) -> None:
    with counting() as fetched:
        assert Client().get(address).status_code == 200
    looked_up = [one for one in fetched.statements if "monitoring_indexedmeasure" in one[0] and "COUNT(*)" in one[0]]
    assert bool(looked_up) == ("Tigerente" not in address)
    assert not [sql for sql, _parameters in fetched.statements if "search_text" in sql and "currentstatus" in sql]
    for statement, parameters in looked_up:
        with by_index_only("default"), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement}", parameters)
            assert "indexed_measure_words" in str(cursor.fetchall())


@pytest.mark.django_db
def test_queries_that_join_many_tables_are_planned_as_a_whole() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW join_collapse_limit")
        assert cursor.fetchone() == ("16",)
