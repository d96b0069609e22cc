"""No page reads a large table from end to end, whoever asks for it: the database finds the rows of a page by an index.

Every address of the site is asked for in a country of thousands of cities, and what the database has read for each
query is compared with the size of the tables. An address that reads more has to be named here, with the reason.
"""

import re
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from catalog.permissions import large_lists
from monitoring.admin import searching
from monitoring.current.judging import refresh_all
from monitoring.search import hits
from reports.measures.table import pages
from tests import factories
from tests.benchmarks.country import Sizes, generate
from tests.conftest import Prepared
from tests.databases import connected_to
from tests.project.access.matrix import World
from tests.project.rows_read.copies import copied
from tests.project.rows_read.pages import Page, Visitors, every_page
from tests.project.rows_read.plans import Read, fewest_rows, reading

pytestmark = [pytest.mark.only("postgresql")]

SIZES = Sizes(
    municipalities=400, reports=500, measures=6_000, updates=12_000, values=6_000, largest_city=300, largest_report=100
)
CITIES = 1_500  # copies of one with a row of every kind
LARGE = 1_400  # rows
IN_FULL = 0.9  # of the rows of a table; those of the newest hours may not be among what the database knows of its size
MOST_ROWS = 500  # counted at most, in place of ten thousand
FIRST_OWN_NUMBER = 5_000  # after those of the generated cities


class Known(NamedTuple):
    """Pages (a pattern of person and address) that read these tables in full (a pattern), and why."""

    pages: str
    tables: str
    reason: str


COUNTRY = r"stranger /(massnahmen|themen/arbeit)/\?"
ADMIN = r"superuser /en/admin/"
KNOWN = [
    Known("", "monitoring_judgedreport", "one small row for each report: is any judged for another day?"),
    Known(r"stranger /(\?|$|barriere)", "catalog_municipality", "sorted by name; Germany has eleven thousand"),
    Known(COUNTRY, "catalog_(municipality|report)", "measures stand in the order of cities and reports"),
    Known(COUNTRY, "monitoring_current(part|status)", "what is filtered in ways not counted beforehand is looked at"),
    Known("stranger /themen/", "monitoring_countedreport", "cities are counted by theme, from a row for each report"),
    Known(
        r"stranger /\?q=",
        "catalog_office|reports_councilpaper|monitoring_indicator",
        "only measures have an index of words",
    ),
    Known(ADMIN + "$", ".*", "the tasks of all cities are looked for in all of them"),
    Known(ADMIN + "catalog/measure/happenings/", r"\w+_historical\w+", "the histories of everything are merged"),
    Known(ADMIN + "catalog/(auditentry|sentmail)/$", ".*", "the years and names to choose from are those that occur"),
    Known(ADMIN + "catalog/theme/$", "catalog_sectiontheme", "sections are counted for each theme"),
]


class Country(NamedTuple):
    pages: list[Page]
    visitors: Visitors
    sizes: dict[str, int]


@pytest.fixture(scope="module")
def country(prepared: Prepared, django_db_blocker: DjangoDbBlocker) -> Iterator[Country]:
    """A generated country in a database of its own, with one city that has a row of every kind, and its copies."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(factories, "running", count(FIRST_OWN_NUMBER))
        for module, names in (
            (large_lists, ["MOST_ROWS"]),
            (searching, ["MOST_ROWS", "MOST_NAMED", "MOST_LOOKED_UP"]),
            (hits, ["MOST_HITS"]),
        ):
            for name in names:
                patch.setattr(module, name, MOST_ROWS)
        patch.setattr(pages, "MOST_ON_ONE_PAGE", 50)
        with connected_to(prepared.databases.url_of(prepared.databases.copy(prepared.empty))):
            list(generate(SIZES))
            refresh_all()
            with copied(CITIES):
                world = World()
                refresh_all()
            visitors = Visitors(world)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            with fewest_rows():
                yield Country(list(every_page(world, visitors)), visitors, sizes_of_tables())


def sizes_of_tables() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        return dict(cursor.fetchall())


def ask(country: Country, page: Page) -> Read:
    client = country.visitors.client(page.person)
    with reading() as read:
        response = client.post(page.address, page.sent) if page.sent else client.get(page.address)
        assert response.status_code == 200, page
        if response.streaming:
            assert list(response)
    return read


def read_in_full(country: Country, read: Read) -> dict[str, str]:
    """Returns the large tables that are read from end to end, each with the query that does so.

    What a page works out for itself lies in a table that is gone with it.
    """
    return {
        table: sql
        for sql, tables in read.queries
        for table, rows in tables.items()
        if (size := country.sizes.get(table, 0)) >= LARGE and rows >= IN_FULL * size
    }


def test_no_page_reads_a_large_table_in_full(country: Country) -> None:
    found, used = {}, set()
    for page in country.pages:
        for table, sql in read_in_full(country, ask(country, page)).items():
            known = [one for one in KNOWN if re.match(one.pages, str(page)) and re.fullmatch(one.tables, table)]
            used.update(known)
            if not known:
                found[f"{page} reads {table}"] = sql[:300]
    assert found == {}
    assert set(KNOWN) == used, "what is no longer read in full needs no exception"
