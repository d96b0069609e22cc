"""Beside the heading of every section stands how its measures are doing."""

import pytest
from django.test import Client

from catalog.models import Report
from monitoring.choices import Status
from tests.factories import make_measure, make_municipality, make_report, make_section, make_update
from tests.reports.pages import get, one, text, texts

pytestmark = [pytest.mark.both, pytest.mark.django_db]

URL = "/stadt/bericht/"


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht")


def test_a_section_has_a_bar_that_tells_something_and_a_row_below(client: Client, report: Report) -> None:
    work, home, empty = (make_section(report, title=t, order=n) for n, t in enumerate(("Arbeit", "Wohnen", "Leer")))
    for section, status in ((work, Status.DONE), (work, Status.DONE), (home, Status.IN_PROGRESS)):
        make_update(make_measure(report, section=section), status=status)
    make_measure(report, section=make_section(parent=home, title="Mieten"))
    page = get(client, URL)
    bar = one(page, ".with-bar svg[role=img]")  # where all have the same status there is none
    assert text(bar.select("title")[0]) == "Maßnahmen nach Stand: Wohnen"
    assert text(bar.select("desc")[0]) == "1 in Umsetzung, 1 noch keine Meldung"
    table = one(page, "details.as-table table")
    assert [texts(row, "th, td") for row in table.select("tr")] == [
        ["Abschnitt", "umgesetzt", "in Umsetzung", "noch keine Meldung", "zusammen"],
        ["Arbeit", "2", "0", "0", "2"],
        ["Wohnen", "0", "1", "1", "2"],
        [empty.title, "0", "0", "0", "0"],
    ]


def test_a_measure_with_parts_counts_through_them(client: Client, report: Report) -> None:
    make_measure(report, section=make_section(report))
    whole = make_measure(report, section=make_section(report), description="Mehr als die Teile")
    make_measure(parent=whole, code="M1")
    make_update(make_measure(parent=whole, code="M2"), status=Status.DONE)
    bars = texts(get(client, URL), ".with-bar svg desc")
    assert bars == ["1 umgesetzt, 1 noch keine Meldung"]


def test_a_single_section_needs_no_bar_of_its_own(client: Client, report: Report) -> None:
    make_measure(report, section=make_section(report))
    page = get(client, URL)
    assert not page.select(".with-bar svg")
    assert not page.select("details.as-table")
