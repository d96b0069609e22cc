"""What was known about a measure on a day: its status, since when, and whether it is late."""

from datetime import date

import pytest
import time_machine

from catalog.choices import Publication
from catalog.models import Measure
from monitoring.choices import UNSTATED, Status
from monitoring.models import MonitoredMeasure, StatusUpdate
from tests.factories import make_measure, make_office, make_report, make_responsibility, make_update

SPRING, SUMMER, AUTUMN = date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30)
DAY = date(2022, 7, 1)
SETTLED = [Status.DONE, Status.ONGOING, Status.NOT_FEASIBLE]
OPEN = [Status.NOT_STARTED, Status.IN_PREPARATION, Status.IN_PROGRESS, Status.POSTPONED]

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def known(measure: Measure, as_of: date | None = DAY) -> MonitoredMeasure:
    return MonitoredMeasure.objects.with_status(as_of).get(pk=measure.pk)


def test_without_a_report_there_is_no_word() -> None:
    measure = known(make_measure())
    assert measure.status == ""
    assert measure.reported_on is None


def test_a_report_without_a_word_leaves_the_last_word_with_its_day() -> None:
    measure, never = make_measure(), make_measure()
    make_update(measure, as_of=SPRING, status=Status.IN_PROGRESS)
    for one in (measure, never):
        make_update(one, as_of=SUMMER, status="", text="Die Stelle ist besetzt.")
    row = known(measure)
    assert (row.status, row.status_on, row.reported_on, row.has_older_status) == ("in_progress", SPRING, SUMMER, True)
    assert (row.shown_status, known(never).shown_status, known(never).reported_on) == ("in_progress", UNSTATED, SUMMER)


def test_the_newest_published_update_wins_whatever_was_typed_last() -> None:
    measure = make_measure()
    make_update(measure, as_of=SUMMER, status=Status.DONE)
    make_update(measure, as_of=SPRING, status=Status.IN_PROGRESS)
    assert known(measure).status == Status.DONE
    assert known(measure).reported_on == SUMMER


@pytest.mark.parametrize(
    ("as_of", "status", "reported_on"),
    [
        (date(2022, 3, 30), "", None),
        (SPRING, Status.IN_PREPARATION, SPRING),  # the day itself counts
        (date(2022, 6, 29), Status.IN_PREPARATION, SPRING),
        (SUMMER, Status.IN_PROGRESS, SUMMER),
        (date(2022, 9, 29), Status.IN_PROGRESS, SUMMER),
        (AUTUMN, Status.DONE, AUTUMN),
        (date(2030, 1, 1), Status.DONE, AUTUMN),
    ],
)
def test_the_past_stays_as_it_was_known(as_of: date, status: str, reported_on: date | None) -> None:
    measure = make_measure()
    make_update(measure, as_of=AUTUMN, status=Status.DONE)
    make_update(measure, as_of=SPRING, status=Status.IN_PREPARATION)
    make_update(measure, as_of=SUMMER, status=Status.IN_PROGRESS)
    assert (known(measure, as_of).status, known(measure, as_of).reported_on) == (status, reported_on)


def test_drafts_never_count() -> None:
    measure = make_measure()
    make_update(measure, as_of=SUMMER, status=Status.DONE, publication=Publication.DRAFT)
    assert known(measure).status == ""
    make_update(measure, as_of=SPRING, status=Status.IN_PROGRESS)
    make_update(measure, as_of=SPRING, status=Status.POSTPONED, publication=Publication.DRAFT)
    assert (known(measure).status, known(measure).reported_on) == (Status.IN_PROGRESS, SPRING)


def test_another_measures_updates_do_not_count() -> None:
    whole = make_measure()
    make_update(make_measure(parent=whole), status=Status.DONE)
    assert known(whole).status == ""


def test_today_is_meant_unless_a_day_is_named() -> None:
    measure = make_measure(due="30.06.2022")
    make_update(measure, as_of=DAY, status=Status.IN_PROGRESS)
    with time_machine.travel("2022-06-30 21:00+00:00", tick=False):  # 23:00 in Germany
        assert (known(measure, None).status, known(measure, None).is_late) == ("", False)
    with time_machine.travel("2022-06-30 22:30+00:00", tick=False):  # 00:30 of the next day in Germany
        assert (known(measure, None).status, known(measure, None).is_late) == (Status.IN_PROGRESS, True)


def test_newest_per_measure_is_one_update_for_each() -> None:
    first, second, silent = make_measure(), make_measure(), make_measure()
    make_update(first, as_of=SPRING)
    newest_of_first = make_update(first, as_of=SUMMER)
    make_update(first, as_of=AUTUMN)
    newest_of_second = make_update(second, as_of=SPRING)
    make_update(second, as_of=SUMMER, publication=Publication.DRAFT)
    make_update(silent, as_of=AUTUMN)
    updates = StatusUpdate.objects.filter(measure__in=[first, second, silent])
    assert set(updates.newest_per_measure(DAY)) == {newest_of_first, newest_of_second}
    assert set(updates.newest_per_measure(date(2022, 1, 1))) == set()


def test_the_newest_update_says_what_the_status_says() -> None:
    measures = [make_measure() for _ in range(3)]
    make_update(measures[0], as_of=SUMMER, status=Status.DONE)
    make_update(measures[0], as_of=SPRING)
    make_update(measures[1], as_of=SUMMER, publication=Publication.DRAFT)
    rows = MonitoredMeasure.objects.filter(pk__in=[measure.pk for measure in measures])
    for row in rows.with_status(DAY).with_newest_update(DAY):
        assert (row.newest_update.status if row.newest_update else "") == row.status
        assert (row.newest_update.as_of if row.newest_update else None) == row.reported_on


def test_a_measure_speaks_through_its_published_parts() -> None:
    report = make_report()
    alone = make_measure(report)
    whole = make_measure(report)
    parts = [make_measure(parent=whole) for _ in range(2)]
    with_draft = make_measure(report)
    draft = make_measure(parent=with_draft, publication=Publication.DRAFT)
    rows = MonitoredMeasure.objects.filter(report=report).with_status()
    assert {row.pk for row in rows if row.is_unit} == {alone.pk, with_draft.pk, draft.pk, *(part.pk for part in parts)}


def test_every_word_is_either_open_or_settled_and_has_a_definition() -> None:
    assert {*OPEN, *SETTLED} == set(Status)
    assert all(str(status.definition).endswith(".") for status in Status)


def test_unsettled_are_the_measures_that_can_be_late() -> None:
    report = make_report()
    silent = make_measure(report)
    by_status = {status: make_measure(report) for status in Status}
    for status, measure in by_status.items():
        make_update(measure, as_of=SPRING, status=status)
    unsettled = MonitoredMeasure.objects.filter(report=report).unsettled(DAY)
    assert {row.pk for row in unsettled} == {silent.pk, *(by_status[status].pk for status in OPEN)}
    before = MonitoredMeasure.objects.filter(report=report).unsettled(date(2022, 1, 1))
    assert before.count() == 1 + len(Status)


def test_an_offices_role_is_told_for_each_measure() -> None:
    report = make_report()
    office = make_office(report.municipality)
    leading, helping, foreign = (make_measure(report) for _ in range(3))
    make_responsibility(leading, office)
    make_responsibility(helping, office, role="participating")
    make_responsibility(foreign, make_office(report.municipality))
    rows = MonitoredMeasure.objects.filter(report=report).with_role_of(office)
    assert {row.pk: row.role for row in rows} == {leading.pk: "lead", helping.pk: "participating", foreign.pk: None}
