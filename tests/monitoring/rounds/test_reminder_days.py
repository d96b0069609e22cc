"""On which day an office is reminded: pure rules, no database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.choices import State
from monitoring.choices import ReminderStage
from monitoring.models import ReportingRound
from monitoring.rounds.mails.holidays import is_working_day, next_working_day
from monitoring.rounds.mails.reminders import URGENCY, stage_due
from tests.effort import tries

BEFORE, ON_DAY, AFTER, ESCALATED = ReminderStage
LONG_BEFORE = date(2026, 1, 2)
BW, BY, BE, SN, NW, SH = State.BW, State.BY, State.BE, State.SN, State.NW, State.SH


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "state", "works"),
    [
        ("2026-11-30", BW, True),
        ("2026-11-28", BW, False),  # Saturday
        ("2026-11-29", BW, False),  # Sunday
        ("2026-01-06", BW, False),  # Epiphany
        ("2026-01-06", NW, True),
        ("2026-06-04", BW, False),  # Corpus Christi
        ("2026-06-04", SH, True),
        ("2026-11-18", SN, False),  # Day of Repentance
        ("2026-11-18", BW, True),
        ("2027-03-08", BE, False),  # Women's Day
        ("2027-03-08", BY, True),
        ("2026-10-03", SH, False),
        ("2026-12-25", SH, False),
        ("2026-12-24", SH, True),
        ("2028-02-29", BW, True),
        ("2027-05-06", BW, False),  # Ascension
    ],
)
def test_working_days_are_those_of_the_state(on: str, state: State, works: bool) -> None:
    assert is_working_day(day(on), state) is works


def test_easter_and_the_turn_of_the_year_end_on_a_working_day() -> None:
    assert next_working_day(day("2027-03-26"), BW) == day("2027-03-30")  # Good Friday to Easter Monday
    assert next_working_day(day("2026-12-25"), BW) == day("2026-12-28")
    assert next_working_day(day("2027-01-01"), NW) == day("2027-01-04")
    assert all(is_working_day(next_working_day(day("2026-12-31"), state), state) for state in State)


USUAL = {"remind_before": 7, "remind_on_day": True, "remind_after": 7, "escalate_after": 14}


@pytest.mark.parametrize(
    ("last_day", "today", "options", "stage"),
    [
        ("2026-07-31", "2026-07-23", {}, None),
        ("2026-07-31", "2026-07-24", {}, BEFORE),
        ("2026-07-31", "2026-07-30", {}, BEFORE),
        ("2026-07-31", "2026-07-31", {}, ON_DAY),
        ("2026-07-31", "2026-08-01", {}, None),  # Saturday
        ("2026-07-31", "2026-08-03", {}, ON_DAY),  # missed on Friday
        ("2026-07-31", "2026-08-06", {}, ON_DAY),
        ("2026-07-31", "2026-08-07", {}, AFTER),
        ("2026-07-31", "2026-08-14", {}, ESCALATED),
        ("2026-07-31", "2026-10-01", {}, ESCALATED),  # of all that were missed the last
        # What is switched off is not sent, and what came before it is not sent in its place twice.
        ("2026-07-31", "2026-07-24", {"remind_before": None}, None),
        ("2026-07-31", "2026-07-31", {"remind_on_day": False}, None),
        ("2026-07-31", "2026-08-07", {"remind_after": None}, ON_DAY),
        ("2026-07-31", "2026-08-14", {"escalate_after": None}, AFTER),
        # The last day is a Sunday; what falls on it comes on Monday.
        ("2026-08-02", "2026-08-02", {}, None),
        ("2026-08-02", "2026-08-03", {}, ON_DAY),
        # The reminder before falls on a Saturday: on Monday, but not once the last day has come.
        ("2026-08-01", "2026-07-24", {"remind_before": 7}, None),
        ("2026-08-08", "2026-08-03", {"remind_before": 7}, BEFORE),
        ("2026-08-03", "2026-08-03", {"remind_before": 1, "remind_on_day": False}, None),
        ("2026-08-03", "2026-08-03", {"remind_before": 1}, ON_DAY),
        # Of two on one day the more urgent.
        ("2026-07-31", "2026-08-03", {"remind_after": 1, "escalate_after": 2}, ESCALATED),
        ("2026-07-31", "2026-07-31", {"remind_before": 0}, ON_DAY),
        # The end of the year, a leap day, Easter.
        ("2026-12-31", "2026-12-24", {}, BEFORE),
        ("2027-01-01", "2026-12-28", {}, BEFORE),  # 25 December is a holiday
        ("2026-12-25", "2027-01-01", {}, None),
        ("2026-12-25", "2027-01-04", {}, AFTER),  # 1 January is a holiday
        ("2028-03-07", "2028-02-29", {}, BEFORE),
        ("2028-02-29", "2028-03-07", {}, AFTER),
        ("2027-03-26", "2027-03-30", {}, ON_DAY),
    ],
)
def test_the_reminder_of_a_day(last_day: str, today: str, options: dict[str, int], stage: ReminderStage | None) -> None:
    reporting_round = ReportingRound(**{**USUAL, **options})
    assert stage_due(reporting_round, day(last_day), LONG_BEFORE, day(today), BW) == stage


def test_who_was_asked_just_now_is_not_reminded_of_what_lies_before() -> None:
    reporting_round, last = ReportingRound(**USUAL), day("2026-07-31")
    assert stage_due(reporting_round, last, day("2026-07-24"), day("2026-07-27"), BW) is None
    assert stage_due(reporting_round, last, day("2026-07-24"), last, BW) == ON_DAY


@hypothesis_settings(max_examples=tries(150), deadline=None)
@given(
    last=st.dates(day("2026-01-01"), day("2032-12-31")),
    state=st.sampled_from(State),
    numbers=st.tuples(*[st.none() | st.integers(0, 40)] * 3),
    on_day=st.booleans(),
)
def test_as_days_pass_reminders_come_on_working_days_and_each_once(
    last: date, state: State, numbers: tuple[int | None, ...], on_day: bool
) -> None:
    """As a daily run sends them: whatever is wanted, on whichever day, each once and in the order of their days."""
    before, after, escalated = numbers
    reporting_round = ReportingRound(
        remind_before=before, remind_on_day=on_day, remind_after=after, escalate_after=escalated
    )
    sent: list[ReminderStage] = []
    for number in range(-50, 70):
        today = last + timedelta(days=number)
        stage = stage_due(reporting_round, last, date(2025, 1, 1), today, state)
        if stage is None or (sent and stage == sent[-1]):
            continue
        assert is_working_day(today, state)
        assert stage != BEFORE or today < last
        sent.append(stage)
    assert len(sent) == len(set(sent))
    if escalated is not None and (after is None or after <= escalated):
        assert sent == sorted(sent, key=URGENCY.index)
        assert sent[-1] == ESCALATED
