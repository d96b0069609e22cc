"""After very many changes, a visitor waits for few reports only; the page says so, and shows nothing withdrawn."""

from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.choices import Publication
from catalog.models import Measure, Report
from measures_tracker.management.commands.work import judge_some
from monitoring.choices import Status, Visibility
from monitoring.current.judging import Portion, Size, contradicting, refresh, refresh_all
from monitoring.models import CurrentStatus, OutdatedReport
from tests import factories

NOTICE = "Ein Teil der letzten Änderungen fehlt noch"

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def reports(without_cities: None, monkeypatch: pytest.MonkeyPatch) -> list[Report]:
    """Five reports of two measures each, of which a visitor waits for two."""
    monkeypatch.setattr(Portion.OF_A_VISIT, "_value_", Size(reports=2, measures=100))
    made = [factories.make_report(title=f"Bericht {number}") for number in range(5)]
    for report in made:
        for code in ("A1", "A2"):
            measure = factories.make_measure(report, code=code, title=f"Beratung {report.title} {code}")
            factories.make_update(measure, status=Status.IN_PROGRESS, as_of=timezone.localdate())
    refresh_all()
    return made


def change(reports: list[Report]) -> None:
    for report in reports:
        report.measures.update(publication=Publication.DRAFT)


def still_to_judge() -> set[int]:
    return set(OutdatedReport.objects.values_list("report", flat=True))


def test_a_visitor_waits_for_the_last_changes_only(reports: list[Report]) -> None:
    change(reports)

    refresh()

    assert still_to_judge() == {report.pk for report in reports[:3]}


def test_a_large_report_is_judged_alone(reports: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Portion.OF_A_VISIT, "_value_", Size(reports=4, measures=1))
    change(reports)

    refresh()

    assert len(still_to_judge()) == len(reports) - 1


def test_the_next_visitors_do_the_rest(reports: list[Report]) -> None:
    change(reports)

    for _visitor in range(3):
        refresh()

    assert not still_to_judge()
    assert not contradicting()


def test_the_worker_does_the_rest(reports: list[Report]) -> None:
    change(reports)

    assert [judge_some() for _time in range(4)] == [True, True, True, False]
    assert not contradicting()


def test_the_command_does_all(reports: list[Report]) -> None:
    change(reports)

    call_command("judge_measures", verbosity=0)

    assert not still_to_judge()
    assert not contradicting()


def test_passed_days_wait_their_turn(reports: list[Report]) -> None:
    tomorrow = date(2090, 1, 1)

    refresh(tomorrow)

    assert contradicting(tomorrow)
    refresh_all(tomorrow)
    assert not contradicting(tomorrow)


@pytest.mark.parametrize("name", ["home", "measures", "themes"])
def test_pages_say_that_changes_are_missing(client: Client, reports: list[Report], name: str) -> None:
    change(reports)

    first, second, third = (client.get(reverse(name)).content.decode() for _visitor in range(3))

    assert NOTICE in first
    assert NOTICE in second
    assert NOTICE not in third


def test_the_start_page_of_the_administration_says_it(admin_client: Client, reports: list[Report]) -> None:
    change(reports)

    page = admin_client.get(reverse("admin:index")).content.decode()

    assert NOTICE in page


@pytest.mark.parametrize("address", ["/massnahmen/", "/massnahmen/?q=Beratung", "/?q=Beratung", "/"])
def test_nothing_withdrawn_is_shown_meanwhile(client: Client, reports: list[Report], address: str) -> None:
    change(reports)
    shown = client.get(address).content.decode()

    assert CurrentStatus.objects.filter(visibility=Visibility.PUBLIC).exists()
    for measure in Measure.objects.all():
        assert measure.title not in shown
