"""What is kept of each measure for lists is what judging it anew gives, whatever is written and whatever day it is."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from catalog.choices import Publication
from catalog.models import Measure, MeasureTheme, Municipality, Report, Section, SectionTheme
from monitoring.choices import DeadlineState, Status, Visibility
from monitoring.current.counting import miscounted
from monitoring.current.judging import Judgements, contradicting, refresh_all
from monitoring.models import (
    CountedWord,
    CurrentPart,
    CurrentStatus,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    MonitoredMeasure,
    StatusUpdate,
)
from monitoring.models.counted import ANY_THEME
from monitoring.models.current import between_commas, current_to
from tests import factories
from tests.themes import Themes

DAY = date(2022, 5, 1)

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def report(without_cities: None) -> Report:
    """A report with one of everything, judged as of DAY."""
    report = factories.make_report(published_on=date(2020, 1, 1), reporting_interval=12)
    section = factories.make_section(report, Themes.WORK)
    whole = factories.make_measure(report, section=section, code="A1", due="Ende 2023")
    part = factories.make_measure(parent=whole, code="M1", due="30.06.2022")
    other = factories.make_measure(report, section=section, code="A2", due="Ende 2021", title="Ämter beraten")
    MeasureTheme.objects.create(measure=other, theme=Themes.CARE.row)
    factories.make_update(part, as_of=date(2021, 6, 1), status=Status.IN_PROGRESS)
    factories.make_milestone(part, due="31.05.2022", publication=Publication.PUBLISHED)
    indicator = factories.make_indicator(other)
    factories.make_target(indicator, due="Ende 2022", value=100)
    factories.make_value(indicator, as_of=date(2021, 12, 31), value=50)
    refresh_all(DAY)
    return report


def kept(code: str) -> CurrentStatus:
    return CurrentStatus.objects.get(measure__code=code)


def test_a_row_says_what_pages_say(report: Report) -> None:
    whole, part, other = kept("A1"), kept("M1"), kept("A2")
    assert (whole.has_parts, part.has_parts, part.whole_id) == (True, False, whole.pk)
    assert (part.status, part.reported_on, part.deadline_state) == (
        Status.IN_PROGRESS,
        date(2021, 6, 1),
        DeadlineState.ON_TIME,
    )
    assert (part.awaited_on, between_commas(part.years)) == (date(2022, 5, 31), [2022])
    assert (other.deadline_state, other.passed_on) == (DeadlineState.GAP, date(2021, 12, 31))
    assert between_commas(other.themes) == [Themes.CARE.row.pk]
    assert between_commas(part.themes) == between_commas(whole.themes) == [Themes.WORK.row.pk]
    assert (other.has_indicator, other.title_key, other.visibility) == (True, "amter beraten", Visibility.PUBLIC)


def test_a_part_says_what_its_whole_says(report: Report) -> None:
    part = CurrentPart.objects.get(measure__code="M1")
    assert (part.word, part.whole_word) == (Status.IN_PROGRESS, kept("A1").word)
    assert (part.has_parts, part.whole_has_parts) == (False, True)
    assert between_commas(part.whole_years) == [2023]


def test_a_measure_is_counted_once_for_each_of_its_themes(report: Report) -> None:
    counted = {
        theme: sum(row.number for row in CountedWord.objects.filter(theme=theme))
        for theme in (ANY_THEME, Themes.WORK.row.pk, Themes.CARE.row.pk)
    }
    assert counted == {ANY_THEME: 3, Themes.WORK.row.pk: 2, Themes.CARE.row.pk: 1}


def test_few_and_many_reports_are_judged_on_any_day() -> None:
    """The query is prepared, so that what it was asked before must not matter."""
    told = ("pk", "status", "reported_on", "has_parts", "is_silent", "deadline_state", "has_indicator")
    reports = list(Report.objects.values_list("pk", flat=True))
    silent = set()
    for day in (DAY, date(2019, 2, 28), date(2026, 6, 30)):
        for some in (reports, reports[:1], reports[1:2], reports[1:3]):
            asked = MonitoredMeasure.objects.filter(report__in=some).existing(day).with_status(day).with_silence(day)
            expected = {tuple(getattr(one, name) for name in told) for one in asked.with_inherited_flags()}
            assert {tuple(getattr(row, name) for name in told) for row in Judgements(some, day).rows} == expected
            silent |= {one.is_silent for one in asked}
    assert silent == {True, False}
    assert Judgements([], DAY).rows == []


def test_nothing_is_judged_twice(report: Report, django_assert_num_queries: Callable[..., Any]) -> None:
    with django_assert_num_queries(1):
        assert refresh_all(DAY) == 0


def one(model: Any) -> Any:
    return model.objects.order_by("-pk")[0]


# Each writes in a way of its own, past save() where that is possible.
WRITES: dict[str, Callable[[Report], object]] = {
    "a measure is added": factories.make_measure,
    "in bulk": lambda report: Measure.objects.bulk_create([Measure(report=report, code="B1", title="Neu")]),
    "a measure is published": lambda _: Measure.objects.filter(code="A2").update(publication=Publication.DRAFT),
    "costs are named": lambda _: Measure.objects.filter(code="A2").update(costs_amount=900, costs_kind="once"),
    "a measure goes": lambda _: one(Measure).delete(),
    "a measure goes to another report": lambda report: Measure.objects.filter(code="A2").update(
        report=factories.make_report(report.municipality), section=None
    ),
    "the order is turned round": lambda report: execute(
        'UPDATE catalog_measure SET "order" = 10000 - id WHERE report_id = %s', report.pk
    ),
    "SQL by hand": lambda report: execute("UPDATE catalog_measure SET title = 'Neu' WHERE report_id = %s", report.pk),
    "an update is written": lambda report: factories.make_update(report.measures.all()[0], as_of=date(2022, 1, 1)),
    "an update becomes a draft": lambda _: StatusUpdate.objects.update(publication=Publication.DRAFT),
    "an update goes": lambda _: one(StatusUpdate).delete(),
    "a milestone is reached": lambda _: Milestone.objects.update(done_on=date(2022, 1, 1)),
    "a value is reported": lambda _: IndicatorValue.objects.update(value=200),
    "a target is lowered": lambda _: IndicatorTarget.objects.update(value=1),
    "an indicator goes": lambda _: one(Indicator).delete(),
    "a report is closed": lambda report: Report.objects.filter(pk=report.pk).update(is_closed=True),
    "a report is hidden": lambda report: Report.objects.filter(pk=report.pk).update(is_public=False),
    "a city is hidden": lambda report: Municipality.objects.filter(pk=report.municipality_id).update(is_public=False),
    "a section is moved": lambda report: Section.objects.filter(report=report).update(order=7),
    "a section loses its theme": lambda report: SectionTheme.objects.filter(section__report=report).delete(),
    "a measure loses its theme": lambda report: MeasureTheme.objects.filter(measure__report=report).delete(),
    "all goes": lambda report: (
        [one.delete() for one in (*report.measures.filter(parent=None), *report.sections.all())] and report.delete()
    ),
}


def execute(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize("write", WRITES)
def test_every_write_is_noticed(report: Report, write: str) -> None:
    assert contradicting(DAY) == []
    WRITES[write](report)
    assert refresh_all(DAY) >= 1
    assert contradicting(DAY) == []
    assert miscounted() == []


@pytest.mark.parametrize("days", [1, 31, 61, 200, 400, 2000, -200])
def test_what_days_change_is_noticed(report: Report, days: int) -> None:
    refresh_all(DAY + timedelta(days=days))
    assert contradicting(DAY + timedelta(days=days)) == []
    assert miscounted() == []


def test_the_day_after_a_deadline_is_another(report: Report) -> None:
    due = date(2022, 6, 30)
    refresh_all(due)
    assert kept("M1").deadline_state == DeadlineState.ON_TIME
    refresh_all(due + timedelta(days=1))
    assert kept("M1").deadline_state == DeadlineState.GAP


def test_what_is_dated_ahead_counts_from_its_day(report: Report) -> None:
    factories.make_update(report.measures.get(code="A2"), as_of=date(2022, 5, 3), status=Status.DONE)
    factories.make_measure(report, code="A3", added_on=date(2022, 5, 4))
    for days, status, number in ((1, "", 3), (2, Status.DONE, 3), (3, Status.DONE, 4)):
        refresh_all(DAY + timedelta(days=days))
        assert (kept("A2").status, CurrentStatus.objects.filter(report=report).count()) == (status, number)


@pytest.mark.parametrize("publication", Publication)
@pytest.mark.parametrize("is_public", [True, False])
def test_everybody_sees_the_measures_they_see_elsewhere(report: Report, publication: str, is_public: bool) -> None:
    Report.objects.filter(pk=report.pk).update(is_public=is_public)
    Measure.objects.filter(report=report, code="A1").update(publication=publication)
    refresh_all(DAY)
    city = report.municipality
    for visitor in (
        AnonymousUser(),
        factories.make_planner(city),
        factories.make_reader(city),
        factories.make_reader(factories.make_municipality()),
        factories.make_user(is_superuser=True),
    ):
        shown = CurrentStatus.objects.filter(current_to(visitor), report=report).values_list("pk", flat=True)
        visible = MonitoredMeasure.objects.visible_to(visitor).filter(report=report).values_list("pk", flat=True)
        assert set(shown) == set(visible), visitor


def test_the_command_says_where_what_is_kept_is_wrong(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("judge_measures", "--check")
    CurrentStatus.objects.filter(report=report).update(place=99)
    with pytest.raises(CommandError, match=str(report.pk)):
        call_command("judge_measures", "--check")
    call_command("judge_measures", "--all")
    call_command("judge_measures", "--check")
    CountedWord.objects.update(number=F("number") + 1)
    with pytest.raises(CommandError, match="monitoring_countedword"):
        call_command("judge_measures", "--check")
    call_command("judge_measures", "--all")
    call_command("judge_measures", "--check")
    assert "All is as it would be judged anew." in capsys.readouterr().out
