"""The booklet says all that its measures have, whatever the table of the same report shows."""

import gc
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import Column
from catalog.models import Report
from reports.documents.document import Document
from reports.documents.jobs.job import Recipe
from tests import factories
from tests.reports.documents.reading import of_docx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]

BOOKLET = "/stadt/bericht/massnahmenheft.docx"


@pytest.fixture
def report() -> Report:
    return factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")


def with_indicator(report: Report, code: str) -> None:
    indicator = factories.make_indicator(factories.make_measure(report, code=code), name="Plätze")
    factories.make_target(indicator, value=100)
    factories.make_value(indicator, value=50, as_of=date(2021, 1, 1))
    factories.make_value(indicator, value=120, as_of=date(2022, 1, 5))


@pytest.mark.parametrize("columns", [[Column.CODE, Column.TITLE], [Column.CODE, Column.TITLE, Column.TARGETS]])
def test_targets_and_values_stand_in_it_with_or_without_their_column(
    client: Client, report: Report, columns: list[str]
) -> None:
    Report.objects.filter(pk=report.pk).update(columns=columns)
    with_indicator(report, "A1")
    said = of_docx(client.get(BOOKLET).content)
    for known in ("100 Personen (Ende 2023)", "50 Personen (01.01.2021)", "120 Personen (05.01.2022)"):
        assert known in said
    said = of_docx(client.get(f"{BOOKLET}?stand=2021-06-01").content)
    assert ("50 Personen" in said, "120 Personen" in said) == (True, False)


def test_more_measures_need_no_more_queries(client: Client, report: Report) -> None:
    numbers = []
    for start in (0, 5):
        for place in range(start, start + 5):
            with_indicator(report, f"A{place}")
        client.get(BOOKLET)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(BOOKLET)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_nothing_is_searched_for_garbage_while_a_document_is_made() -> None:
    """Two made at once: the first to be ready leaves the other one alone."""
    seen: list[bool] = []

    def built(_listener: object) -> Document:
        Recipe(lambda _listener: seen.append(gc.isenabled()), lambda _document: b"").built(print)  # type: ignore[arg-type,return-value]
        seen.append(gc.isenabled())
        raise ValueError

    assert gc.isenabled()
    with pytest.raises(ValueError, match=r"^$"):
        Recipe(built, lambda _document: b"").built(print)
    assert seen == [False, False]
    assert gc.isenabled()
