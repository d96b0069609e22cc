"""Deadline × updates × targets × day: what became of a deadline, the same in Python and in SQL."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from catalog.choices import Publication
from catalog.models import Measure, Report
from monitoring.choices import DeadlineState, Direction, Status
from monitoring.models import Indicator, IndicatorTarget, IndicatorValue, Milestone, MonitoredMeasure, StatusUpdate
from monitoring.models.loaded_status import load_status
from tests.factories import make_measure, make_report
from tests.monitoring.judge import Judgement, judge

pytestmark = [pytest.mark.both, pytest.mark.django_db]

GAP, UNSTATED, LATE, ON_TIME, AHEAD, NONE, SETTLED = (
    DeadlineState.GAP,
    DeadlineState.UNSTATED,
    DeadlineState.LATE,
    DeadlineState.ON_TIME,
    DeadlineState.AHEAD,
    DeadlineState.NONE,
    DeadlineState.SETTLED,
)
DAY = date(2022, 7, 1)
BEGUN, DONE, POSTPONED = Status.IN_PROGRESS, Status.DONE, Status.POSTPONED
MOVED = {"original_due": "31.03.2022", "change_reason": "Stelle unbesetzt"}


@dataclass(frozen=True)
class Aim:
    """A target of an indicator, with the values counted so far as (day, value)."""

    due: str
    values: tuple[tuple[str, int], ...] = ()
    value: int | None = 100
    direction: str = Direction.RISE
    baseline: int | None = None
    drafts: bool = False


@dataclass(frozen=True)
class Case:
    """`updates` are (day, status, reason); `passed` is the day that has passed first, "" for none."""

    name: str
    state: DeadlineState
    passed: str = ""
    due: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    updates: tuple[tuple[str, str, str], ...] = ()
    aims: tuple[Aim, ...] = ()
    report: dict[str, Any] = field(default_factory=dict)
    drafts: bool = False
    day: date = DAY


SUMMER, SPRING = "30.06.2022", "31.03.2022"
ON_30_JUNE, ON_31_MARCH = "2022-06-30", "2022-03-31"
CASES = [
    # no day named
    Case("nothing", NONE),
    Case("laufend", NONE, due="laufend"),
    Case("a beginning that has passed", NONE, due="ab 2021"),
    Case("a beginning, reported on", NONE, due="seit März 2021", updates=(("2022-01-01", BEGUN, ""),)),
    Case("a delay without a deadline", NONE, updates=(("2022-01-01", BEGUN, "Krank"),)),
    Case("a target without a day", NONE, aims=(Aim(""),)),
    # deadlines ahead
    Case("ahead, silent", AHEAD, due="2022"),
    Case("on its last day", AHEAD, due="01.07.2022"),
    Case("ahead, reported on", ON_TIME, due="2022", updates=(("2022-01-01", BEGUN, ""),)),
    Case("ahead, delay reported", LATE, due="2022", updates=(("2022-01-01", BEGUN, "Krank"),)),
    Case("ahead, delay no longer named", ON_TIME, due="2022",
         updates=(("2022-01-01", BEGUN, "Krank"), ("2022-02-01", BEGUN, ""))),
    Case("ahead, postponed", LATE, due="2022", updates=(("2022-01-01", POSTPONED, ""),)),
    Case("ahead, a draft only", AHEAD, due="2022", updates=(("2022-01-01", BEGUN, "Krank"),), drafts=True),
    Case("a report still to come", AHEAD, due="2022", updates=(("2022-08-01", BEGUN, "Krank"),)),
    # deadlines passed
    Case("passed, silent", GAP, ON_30_JUNE, SUMMER),
    Case("passed in words", GAP, "2022-05-31", "Frühjahr 2022"),
    Case("passed, reported before", GAP, ON_30_JUNE, SUMMER, updates=(("2022-06-01", BEGUN, ""),)),
    Case("passed, reported on its last day", GAP, ON_30_JUNE, SUMMER, updates=(("2022-06-30", BEGUN, ""),)),
    Case("passed, reported after", LATE, ON_30_JUNE, SUMMER, updates=(("2022-07-01", BEGUN, ""),)),
    Case("passed, reported after without a word", UNSTATED, ON_30_JUNE, SUMMER, updates=(("2022-07-01", "", ""),)),
    Case("passed, the word is of an earlier day", UNSTATED, ON_30_JUNE, SUMMER,
         updates=(("2022-06-01", BEGUN, ""), ("2022-07-01", "", ""))),
    Case("passed, done before a report without a word", SETTLED, "", SUMMER,
         updates=(("2022-06-01", DONE, ""), ("2022-07-01", "", ""))),
    Case("passed, without a word but with a reason", LATE, ON_30_JUNE, SUMMER, updates=(("2022-07-01", "", "Krank"),)),
    Case("ahead, reported on without a word", ON_TIME, due="2022", updates=(("2022-01-01", "", ""),)),
    Case("passed, not begun", LATE, ON_31_MARCH, SPRING, updates=(("2022-05-01", Status.NOT_STARTED, ""),)),
    Case("passed, delay reported before", LATE, ON_30_JUNE, SUMMER, updates=(("2022-06-01", BEGUN, "Krank"),)),
    Case("passed, done", SETTLED, "", SUMMER, updates=(("2022-05-01", DONE, ""),)),
    Case("passed, done late", SETTLED, "", SPRING, updates=(("2022-06-01", DONE, ""),)),
    Case("passed, ongoing", SETTLED, "", SPRING, updates=(("2022-01-01", Status.ONGOING, ""),)),
    Case("passed, not feasible", SETTLED, "", SPRING, updates=(("2022-01-01", Status.NOT_FEASIBLE, "Geld"),)),
    Case("before it was done", GAP, ON_31_MARCH, SPRING, updates=(("2022-08-01", DONE, ""),)),
    Case("a draft settles nothing", GAP, ON_31_MARCH, SPRING, updates=(("2022-06-01", DONE, ""),), drafts=True),
    # deadlines that were moved
    Case("moved with a reason", LATE, due="2022", more={**MOVED, "moved_on": date(2022, 4, 1)}),
    Case("moved, and passed again", LATE, ON_30_JUNE, SUMMER, {**MOVED, "moved_on": date(2022, 4, 1)}),
    Case("moved, nobody knows when", LATE, due="2022", more=MOVED),
    Case("moved without a reason", AHEAD, due="2022", more={"original_due": SPRING, "moved_on": date(2022, 4, 1)}),
    Case("moved to an earlier day", AHEAD, due="2022", more={**MOVED, "original_due": "2023"}),
    Case("moved later on", GAP, ON_31_MARCH, "2022", {**MOVED, "moved_on": date(2022, 8, 1)}),
    Case("moved and done", SETTLED, due="2022", more=MOVED, updates=(("2022-05-01", DONE, ""),)),
    Case("given up", NONE, due="laufend", more=MOVED),
    # targets
    Case("target ahead", AHEAD, aims=(Aim("2022"),)),
    Case("target ahead, reported on", ON_TIME, updates=(("2022-01-01", BEGUN, ""),), aims=(Aim("2022"),)),
    Case("target passed", GAP, ON_30_JUNE, aims=(Aim(SUMMER),)),
    Case("target passed, reported after", LATE, ON_31_MARCH, updates=(("2022-05-01", BEGUN, ""),), aims=(Aim(SPRING),)),
    Case("target met", ON_TIME, aims=(Aim(SUMMER, (("2022-06-01", 120),)),)),
    Case("target met once", ON_TIME, aims=(Aim(SUMMER, (("2022-01-01", 120), ("2022-06-01", 80))),)),
    Case("target to keep, kept once", GAP, ON_30_JUNE,
         aims=(Aim(SUMMER, (("2022-01-01", 120), ("2022-06-01", 80)), direction=Direction.KEEP),)),
    Case("target missed before its day", GAP, ON_30_JUNE, aims=(Aim(SUMMER, (("2022-06-01", 80),)),)),
    Case("target missed on its day", LATE, ON_30_JUNE, aims=(Aim(SUMMER, (("2022-06-30", 80),)),)),
    Case("target met in a draft", GAP, ON_30_JUNE, aims=(Aim(SUMMER, (("2022-06-01", 120),), drafts=True),)),
    Case("target met later on", GAP, ON_30_JUNE, aims=(Aim(SUMMER, (("2022-08-01", 120),)),)),
    Case("target shall fall, has", ON_TIME, aims=(Aim(SUMMER, (("2022-06-01", 80),), direction=Direction.FALL),)),
    Case("target shall fall, has not", GAP, ON_30_JUNE,
         aims=(Aim(SUMMER, (("2022-06-01", 120),), direction=Direction.FALL),)),
    Case("target to reach from above", GAP, ON_30_JUNE,
         aims=(Aim(SUMMER, (("2022-06-01", 120),), direction=Direction.REACH, baseline=200),)),
    Case("target reached from above", ON_TIME,
         aims=(Aim(SUMMER, (("2022-01-01", 200), ("2022-06-01", 90)), direction=Direction.REACH),)),
    Case("target reached from below", ON_TIME, aims=(Aim(SUMMER, (("2022-06-01", 120),), direction=Direction.REACH),)),
    Case("a statement is met by no value", GAP, ON_30_JUNE, aims=(Aim(SUMMER, (("2022-06-01", 5),), value=None),)),
    Case("target passed, deadline ahead", GAP, ON_31_MARCH, "2022", aims=(Aim(SPRING),)),
    Case("target met, deadline passed", GAP, ON_30_JUNE, SUMMER, aims=(Aim(SPRING, (("2022-03-01", 120),)),)),
    Case("target passed before the deadline", GAP, ON_31_MARCH, SUMMER, aims=(Aim(SPRING),)),
    Case("target passed, done", SETTLED, updates=(("2022-05-01", DONE, ""),), aims=(Aim(SPRING),)),
    Case("a target that begins", NONE, aims=(Aim("ab 2021"),)),
    # before the plan
    Case("before the plan", NONE, due="2019"),
    Case("before the plan, reported after", NONE, due="2019", updates=(("2022-05-01", BEGUN, ""),)),
    Case("before it was added", NONE, due=SPRING, more={"added_on": date(2022, 5, 1)}),
    Case("target before the plan", NONE, aims=(Aim("2019"),)),
    Case("a plan without a day", GAP, "2019-12-31", "2019", report={"published_on": None}),
    # closed
    Case("closed", SETTLED, due=SUMMER, report={"is_closed": True}),
    Case("closed, reported after", SETTLED, due=SPRING, report={"is_closed": True},
         updates=(("2022-05-01", BEGUN, ""),)),
    # other days
    Case("the day before", AHEAD, due=SUMMER, day=date(2022, 6, 30)),
    Case("years later", GAP, ON_30_JUNE, SUMMER, day=date(2027, 7, 1)),
]  # fmt: skip


def made(case: Case, report: Report) -> Measure:
    measure = make_measure(report, due=case.due, **case.more)
    publication = Publication.DRAFT if case.drafts else Publication.PUBLISHED
    StatusUpdate.objects.bulk_create(
        StatusUpdate(
            measure=measure, as_of=date.fromisoformat(day), status=status, reason=reason, publication=publication
        )
        for day, status, reason in case.updates
    )
    for number, aim in enumerate(case.aims):
        indicator = Indicator.objects.create(
            measure=measure, name=f"Zahl {number}", direction=aim.direction, baseline=aim.baseline
        )
        IndicatorTarget.objects.create(
            indicator=indicator, value=aim.value, statement="" if aim.value else "in allen Stadtteilen", due=aim.due
        )
        IndicatorValue.objects.bulk_create(
            IndicatorValue(
                indicator=indicator,
                as_of=date.fromisoformat(day),
                value=value,
                publication=Publication.DRAFT if aim.drafts else Publication.PUBLISHED,
            )
            for day, value in aim.values
        )
    return measure


def in_python(measure: Measure, day: date) -> Judgement:
    indicators = measure.indicators.prefetch_related("targets", "values")
    return judge(measure, measure.status_updates.all(), indicators, day)


def test_python_and_sql_judge_every_case_alike() -> None:
    reports: dict[str, Report] = {}
    measures = {}
    for case in CASES:
        report = reports.setdefault(str(case.report), make_report(**case.report))
        measures[made(case, report).pk] = case
    found = {}
    for day in {case.day for case in CASES}:
        for row in MonitoredMeasure.objects.filter(pk__in=measures).with_status(day).select_related("report"):
            if (case := measures[row.pk]).day == day:
                by_python = in_python(row, day)
                found[case.name] = (row.deadline_state, row.passed_on, row.passed_due)
                assert (by_python.state, by_python.passed_on, by_python.wording) == found[case.name], case.name
    expected = {c.name: (c.state, date.fromisoformat(c.passed) if c.passed else None) for c in CASES}
    assert {name: (state, passed_on) for name, (state, passed_on, _due) in found.items()} == expected


def test_a_milestone_never_makes_its_measure_late() -> None:
    measure = make_measure(due="2022")
    Milestone.objects.create(measure=measure, title="Konzept", due="Ende 2020")
    row = MonitoredMeasure.objects.with_status(DAY).get(pk=measure.pk)
    assert (row.deadline_state, row.passed_on) == (AHEAD, None)
    milestone = row.milestones.get()
    assert milestone.is_passed(DAY)
    with override("de"):
        assert milestone.open_for(DAY) == "seit 18 Monaten"


@pytest.mark.parametrize(
    ("fields", "report", "day", "passed"),
    [
        ({"due": "Ende 2021"}, {}, DAY, True),
        ({"due": "Ende 2021", "done_on": date(2022, 1, 15)}, {}, DAY, False),
        ({"due": "Ende 2021", "done_as": "Januar 2022"}, {}, date(2022, 1, 20), True),
        ({"due": "Ende 2021", "done_as": "Januar 2022"}, {}, date(2022, 1, 31), False),
        ({"due": "Ende 2021", "publication": Publication.DRAFT}, {}, DAY, False),
        ({"due": "ab 2021"}, {}, DAY, False),
        ({"due": "2019"}, {}, DAY, False),
        ({"due": "Ende 2021"}, {"is_closed": True}, DAY, False),
    ],
)
def test_a_milestone_is_open_since_its_day(
    fields: dict[str, Any], report: dict[str, Any], day: date, *, passed: bool
) -> None:
    milestone = Milestone.objects.create(measure=make_measure(make_report(**report)), title="Konzept", **fields)
    assert milestone.is_passed(day) is passed
    assert Milestone.objects.passed(day).filter(pk=milestone.pk).exists() is passed


def test_what_speaks_through_its_parts_has_no_state_of_its_own() -> None:
    whole = make_measure(due="31.03.2022")
    part = make_measure(parent=whole, due="31.03.2022")
    rows = MonitoredMeasure.objects.with_status(DAY)
    assert (rows.get(pk=whole.pk).deadline_state, rows.get(pk=whole.pk).passed_on) == ("", None)
    assert rows.get(pk=part.pk).is_gap


def test_python_and_sql_agree_on_random_measures() -> None:
    """Each measure is judged on several days, before and after everything that happens to it."""
    chance = random.Random(13)  # noqa: S311 - the same measures every time
    reports = [make_report(), make_report(published_on=date(2021, 6, 1)), make_report(is_closed=True)]

    def some_day() -> date:
        return date(2020, 1, 1) + timedelta(days=30 * chance.randrange(36))

    words = [*Status, "", ""]

    def some_due() -> str:
        return chance.choice(["", "laufend", "ab 2021", "2020", "Mitte 2021", f"{some_day():%d.%m.%Y}", "2023"])

    measures = []
    for _number in range(60):
        updates = {some_day() for _time in range(chance.randrange(3))}
        aims = tuple(
            Aim(
                some_due(),
                tuple(
                    (str(one), chance.choice([50, 100, 150]))
                    for one in {some_day() for _t in range(chance.randrange(4))}
                ),
                chance.choice([100, 100, None]),
                chance.choice([*Direction, ""]),
                chance.choice([None, 20, 180]),
            )
            for _time in range(chance.randrange(3))
        )
        more = {"original_due": some_due(), "change_reason": chance.choice(["", "Krank"]), "moved_on": some_day()}
        case = Case(
            "",
            NONE,
            due=some_due(),
            more=more if chance.random() < 0.3 else {},
            updates=tuple((str(day), chance.choice(words), chance.choice(["", "", "Krank"])) for day in updates),
            aims=aims,
        )
        measures.append(made(case, chance.choice(reports)).pk)
    rows = MonitoredMeasure.objects.filter(pk__in=measures).select_related("report")
    rows = rows.prefetch_related("status_updates", "indicators__targets", "indicators__values")
    states = set()
    for day in (date(2020, 6, 1), date(2021, 7, 1), date(2022, 1, 1), date(2024, 1, 1)):
        loaded = {row.pk: row for row in rows.with_newest_update(day)}
        load_status(list(loaded.values()), day)
        for row in rows.with_status(day):
            judged = judge(row, row.status_updates.all(), row.indicators.all(), day)
            told = (judged.state, judged.passed_on, judged.wording)
            for known in (row, loaded[row.pk]):
                assert (known.deadline_state, known.passed_on, known.passed_due) == told, (day, row.pk)
            states.add(judged.state)
    assert states == set(DeadlineState)
