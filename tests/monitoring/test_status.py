"""What was known about a measure on a day: its status, since when, and whether it is late."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db.models import Q

from catalog.models import Measure, Publication
from monitoring.models import MonitoredMeasure, Status, StatusUpdate
from tests.factories import make_measure, make_milestone, make_office, make_report, make_responsibility, make_update

SPRING, SUMMER, AUTUMN = date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30)
DAY = date(2022, 7, 1)
SETTLED = [Status.DONE, Status.ONGOING, Status.NOT_FEASIBLE]
OPEN = [Status.NOT_STARTED, Status.IN_PREPARATION, Status.IN_PROGRESS, Status.POSTPONED]

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def known(measure: Measure, as_of: date | None = DAY) -> MonitoredMeasure:
    return MonitoredMeasure.objects.with_status(as_of).get(pk=measure.pk)


def late_since(as_of: date = DAY, **fields: Any) -> date | None:
    return known(make_measure(**fields), as_of).late_since


def test_without_a_report_there_is_no_word() -> None:
    measure = known(make_measure())
    assert measure.status == ""
    assert measure.reported_on is None


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
    units = MonitoredMeasure.objects.filter(report=report).reporting_units()
    assert {unit.pk for unit in units} == {alone.pk, with_draft.pk, draft.pk, *(part.pk for part in parts)}


@pytest.mark.parametrize(
    ("due", "since"),
    [
        ("30.06.2022", SUMMER),
        ("1. Halbjahr 2022", SUMMER),
        ("Frühjahr 2022", date(2022, 5, 31)),
        ("01.07.2022", None),  # the last day still counts
        ("2022", None),
        ("", None),
    ],
)
def test_an_open_measure_is_late_after_its_last_day(due: str, since: date | None) -> None:
    measure = known(make_measure(due=due))
    assert measure.late_since == since
    assert measure.is_late is (since is not None)


def test_a_measure_without_any_report_can_be_late() -> None:
    assert late_since(due="30.06.2022") == SUMMER


@pytest.mark.parametrize("status", OPEN)
def test_what_is_not_settled_is_late_even_if_it_was_postponed(status: Status) -> None:
    measure = make_measure(due="30.06.2022")
    make_update(measure, as_of=SPRING, status=status)
    assert known(measure).late_since == SUMMER


@pytest.mark.parametrize("status", SETTLED)
def test_what_is_settled_is_never_late(status: Status) -> None:
    measure = make_measure(due="30.06.2022")
    make_milestone(measure, due="31.03.2022")
    make_update(measure, as_of=SPRING, status=status)
    assert known(measure).late_since is None
    assert not known(measure).is_late


def test_every_word_is_either_open_or_settled_and_has_a_definition() -> None:
    assert {*OPEN, *SETTLED} == set(Status)
    assert all(str(status.definition).endswith(".") for status in Status)


def test_it_was_late_before_it_was_done() -> None:
    measure = make_measure(due="30.06.2022")
    make_update(measure, as_of=AUTUMN, status=Status.DONE)
    assert known(measure, DAY).is_late
    assert not known(measure, AUTUMN).is_late


def test_a_draft_does_not_settle_anything() -> None:
    measure = make_measure(due="30.06.2022")
    make_update(measure, as_of=SPRING, status=Status.DONE, publication=Publication.DRAFT)
    assert known(measure).is_late


@pytest.mark.parametrize(
    ("due", "milestones", "since"),
    [
        ("", ["31.03.2022", "31.05.2022"], SPRING),
        ("2022", ["31.03.2022"], SPRING),
        ("30.06.2022", ["31.03.2022"], SPRING),
        ("31.03.2022", ["30.06.2022"], SPRING),
        ("31.03.2022", ["31.03.2022"], SPRING),
        ("30.06.2022", ["2022"], SUMMER),
        ("30.06.2022", [""], SUMMER),
        ("2022", ["01.07.2022"], None),
        ("", ["2022", ""], None),
    ],
)
def test_late_since_the_earliest_missed_deadline(due: str, milestones: list[str], since: date | None) -> None:
    measure = make_measure(due=due)
    for milestone in milestones:
        make_milestone(measure, due=milestone)
    assert known(measure).late_since == since
    assert known(measure).is_late is (since is not None)


@pytest.mark.parametrize(
    ("done_on", "since"),
    [(None, SPRING), (date(2022, 4, 15), None), (DAY, None), (date(2022, 7, 2), SPRING)],
)
def test_a_milestone_is_open_until_the_day_it_was_reached(done_on: date | None, since: date | None) -> None:
    measure = make_measure(due="2022")
    make_milestone(measure, due="31.03.2022", done_on=done_on)
    assert known(measure, DAY).late_since == since


def test_a_part_does_not_make_its_whole_late() -> None:
    whole = make_measure(due="2022")
    part = make_measure(parent=whole, due="31.03.2022")
    make_milestone(part, due="31.03.2022")
    assert known(part).is_late
    assert not known(whole).is_late


def test_lateness_can_be_filtered_and_agrees_with_the_milestones() -> None:
    report = make_report()
    late, in_time, done = (make_measure(report, due=due) for due in ("30.06.2022", "2022", "30.06.2022"))
    make_update(done, as_of=SPRING, status=Status.DONE)
    rows = MonitoredMeasure.objects.filter(report=report).with_status(DAY)
    assert [row.pk for row in rows.filter(Q(is_late=True))] == [late.pk]
    assert {row.pk for row in rows.filter(Q(is_late=False))} == {in_time.pk, done.pk}


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
