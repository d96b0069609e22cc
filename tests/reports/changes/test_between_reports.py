"""The page of changes says what became of the measures of the report before."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.choices import Publication
from catalog.models import Report
from tests import factories
from tests.reports.pages import get, text, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier() -> Report:
    return factories.make_report(title="Bericht 2020", slug="bericht-2020")


@pytest.fixture
def report(earlier: Report) -> Report:
    return factories.make_report(earlier.municipality, title="Bericht 2026", slug="bericht-2026", predecessor=earlier)


def page_of(report: Report) -> str:
    return reverse("changes", args=[report.municipality.slug, report.slug])


def test_measures_are_taken_over_new_or_left_out(client: Client, earlier: Report, report: Report) -> None:
    same, moved, left = (
        factories.make_measure(earlier, code=f"A{n}", title=f"Titel {n}", due="2024") for n in (1, 2, 3)
    )
    factories.make_update(left, status="done")
    factories.make_measure(earlier, code="A4", title="Geheim", publication=Publication.DRAFT)
    factories.make_measure(report, code="A1", title="Titel 1", due="2024", predecessor=same)
    factories.make_measure(report, code="B7", title="Titel 2", due="2027", predecessor=moved)
    factories.make_measure(report, code="B8", title="Ganz neu")
    page = get(client, page_of(report))
    section = page.select("section[aria-labelledby=fortschreibung]")[0]
    assert "Gegenüber „Bericht 2020“" in text(section)
    assert "2 übernommen, 1 neu, 1 nicht fortgeführt." in text(section)
    changed, new, left_out = (texts(one, "li") for one in section.select("ul"))
    assert changed == ["B7 Titel 2 Nummer vorher: A2 . Frist vorher: 2024 ."]
    assert new == ["B8 Ganz neu"]
    assert left_out == ["A3 Titel 3 umgesetzt"]
    assert client.get(str(section.select("p a")[0]["href"])).status_code == 200
    assert "Geheim" not in text(page)


def test_of_very_many_the_first_are_named(
    client: Client, earlier: Report, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.changes.between_reports.MOST_NAMED", 2)
    for number in range(4):
        factories.make_measure(earlier, code=f"A{number}", title="Alt")
        factories.make_measure(report, code=f"B{number}", title="Neu")
    section = get(client, page_of(report)).select("section[aria-labelledby=fortschreibung]")[0]
    assert texts(section, "summary") == ["Neue Maßnahmen (4)", "Nicht fortgeführt (4)"]
    assert texts(section, "details li a") == ["B0 Neu", "B1 Neu", "A0 Alt", "A1 Alt"]
    assert texts(section, "details p") == ["und 2 weitere; die Dateien der Berichte enthalten alle"] * 2


def test_a_report_before_that_nobody_may_see_is_not_mentioned(client: Client, earlier: Report, report: Report) -> None:
    factories.make_measure(report, predecessor=factories.make_measure(earlier, title="Verborgen"))
    Report.objects.filter(pk=earlier.pk).update(is_public=False)
    page = get(client, page_of(report))
    assert not page.select("section[aria-labelledby=fortschreibung]")
    assert "Bericht 2020" not in text(page)


def test_few_queries_however_many_measures(client: Client, earlier: Report, report: Report) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(report), headers={"cache-control": "no-cache"})
        return len(captured)

    def more() -> None:
        for _number in range(4):
            factories.make_measure(report, predecessor=factories.make_measure(earlier, due="2020"))
            factories.make_measure(earlier)

    more()
    queries()
    more()
    few = queries()
    more()
    assert queries() == few
