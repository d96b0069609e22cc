"""In lists of the administration that are long, a search finds the same by the index of words as by reading texts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Measure
from monitoring.admin import searching
from monitoring.current.judging import refresh_all
from tests import factories
from tests.fetched import counting
from tests.reports.pages import get, texts

WORDS = ["Beratung", "beratungen", "A1", "510", "510-1", "pflege angehörige", "M 14", "Tigerente", "?!", "a", "Drs. 12"]

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def found(words: str) -> list[int]:
    return sorted(searching.searched(Measure.objects.all(), words).values_list("pk", flat=True))


@pytest.fixture
def of_long_lists(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Has every list count as long."""
    refresh_all()
    monkeypatch.setattr(searching, "is_longer", lambda _rows, _most: True)
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
