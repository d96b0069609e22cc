"""In lists of the administration that are long, a search finds the same by the index of words as by reading texts."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Measure, Report
from catalog.permissions import large_lists
from catalog.permissions.large_lists import MOST_ROWS
from monitoring.admin import searching
from monitoring.admin.searching import MOST_LOOKED_UP, MOST_NAMED
from monitoring.current.judging import refresh_all
from monitoring.models import StatusUpdate
from monitoring.search.search import Search
from tests import factories
from tests.fetched import counting
from tests.reports.pages import get, texts

WORDS = ["Beratung", "beratungen", "A1", "510", "510-1", "pflege angehörige", "M 14", "Tigerente", "?!", "a", "Drs. 12"]

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def found(words: str) -> list[int]:
    measures = searching.searched(Measure.objects.all(), searching.FoundMeasures(Search(words)))
    return sorted(measures.values_list("pk", flat=True))


WAYS = {  # few hits; more than are sorted: they are named, found by the database itself, or each row is looked up
    "few hits": (MOST_ROWS, MOST_NAMED, True),
    "named": (1, MOST_NAMED, True),
    "found": (1, 1, True),
    "looked up": (1, 1, False),
}


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
def of_long_lists(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Has every list count as long."""
    refresh_all()
    most_rows, most_named, is_very_long = request.param
    monkeypatch.setattr(searching, "is_longer", lambda _rows, most: most != MOST_LOOKED_UP or is_very_long)
    monkeypatch.setattr(searching, "MOST_ROWS", most_rows)
    monkeypatch.setattr(searching, "MOST_NAMED", most_named)
    return monkeypatch


@pytest.mark.parametrize("words", WORDS)
def test_a_long_list_finds_what_a_short_one_does(words: str, of_long_lists: pytest.MonkeyPatch) -> None:
    of_long = found(words)

    of_long_lists.undo()

    assert of_long == found(words)


def test_it_finds_measures_that_are_still_to_come(of_long_lists: pytest.MonkeyPatch) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    measure = factories.make_measure(title="Zukünftige Tigerente", added_on=tomorrow)
    refresh_all()

    assert found("tigerente") == [measure.pk]


@pytest.mark.only("postgresql")
def test_a_long_list_reads_no_texts_of_measures_that_exist(of_long_lists: pytest.MonkeyPatch) -> None:
    with counting() as fetched:
        assert found("Beratung")

    reading = [sql for sql, _parameters in fetched.statements if "search_text" in sql]
    assert all("added_on" in sql for sql in reading)


def test_rows_below_measures_are_found_by_these(admin_client: Client, of_long_lists: pytest.MonkeyPatch) -> None:
    milestone = factories.make_milestone(factories.make_measure(title="Die Tigerente"), title="Zwischenstand")
    named = factories.make_milestone(title="Tigerenten zählen")
    refresh_all()

    page = get(admin_client, reverse("admin:monitoring_milestone_changelist") + "?q=tigerente")

    assert {milestone.title, named.title} <= {*texts(page, "#result_list a")}


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("model", ["catalog_measure", "monitoring_statusupdate"])
def test_of_very_many_hits_the_newest_are_shown_and_no_others_loaded(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    for module in (large_lists, searching):
        monkeypatch.setattr(module, "MOST_ROWS", 120)
    report = factories.make_report()
    url = f"{reverse(f'admin:{model}_changelist')}?q=tigerenten"

    def rows_and_first() -> tuple[int, int]:
        refresh_all()
        admin_client.get(url)
        with counting() as fetched:
            page = admin_client.get(url)
        assert page.context["cl"].is_capped
        assert page.context["cl"].result_count == 120
        return fetched.rows, page.context["cl"].result_list[0].pk

    add_ducks(report, 130)
    rows, _first = rows_and_first()
    newest = add_ducks(report, 300)

    last = newest[-1].pk if model == "catalog_measure" else newest[-1].status_updates.get().pk
    assert rows_and_first() == (rows, last)


def add_ducks(report: Report, number: int) -> list[Measure]:
    """Adds measures that a search finds, each with an update."""
    first = Measure.objects.count()
    places = range(first, first + number)
    measures = Measure.objects.bulk_create(
        Measure(report=report, title="Tigerenten zählen", code=f"Z{place}", address=f"z{place}", order=place)
        for place in places
    )
    StatusUpdate.objects.bulk_create(
        StatusUpdate(measure=measure, as_of=date(2022, 1, 1), text="Gezählt.") for measure in measures
    )
    return measures
