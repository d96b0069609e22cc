"""What loaded measures are given in Python is what queries annotate."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from catalog.choices import Publication
from catalog.models import Report
from catalog.permissions.policy import Sight
from monitoring.choices import Status
from monitoring.models import MonitoredMeasure
from monitoring.models.loaded_report import load_report
from monitoring.models.loaded_status import load_status
from tests.factories import (
    make_indicator,
    make_measure,
    make_planner,
    make_reader,
    make_report,
    make_target,
    make_update,
    make_value,
)

pytestmark = [pytest.mark.both, pytest.mark.django_db]

KNOWN = (
    *("has_parts", "status", "status_on", "reported_on", "told_reason", "seen_on", "is_silent"),
    *("has_indicator", "names_costs"),
    *("due_then", "planned", "in_closed_report", "was_put_off", "has_target", "target_ahead", "target_passed_on"),
    *("target_due", "target_missed", "deadline_state", "passed_on", "passed_due", "delay", "shown_status"),
)


def known(rows: Iterable[MonitoredMeasure]) -> dict[int, dict[str, Any]]:
    return {row.pk: {name: getattr(row, name) for name in KNOWN} for row in rows}


def annotated(day: date) -> dict[int, dict[str, Any]]:
    rows = MonitoredMeasure.objects.with_status(day).with_silence(day).with_inherited_flags()
    return known(rows.select_related("report"))


def loaded(day: date) -> dict[int, dict[str, Any]]:
    rows = MonitoredMeasure.objects.with_newest_update(day).select_related("report")
    load_status(rows, day)  # type: ignore[arg-type]  # a queryset is a sequence of what it has loaded
    return known(rows)


def of_reports(day: date) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for report in Report.objects.all():
        found |= known(load_report(report, Sight.EVERYTHING, day))
    return found


def existing_then(rows: dict[int, dict[str, Any]], day: date) -> dict[int, dict[str, Any]]:
    there = MonitoredMeasure.objects.existing(day)
    return {pk: rows[pk] for pk in there.values_list("pk", flat=True)}


def beside(measures: Iterable[MonitoredMeasure]) -> list[Any]:
    """Returns the rows that belong to measures, with the words that a table shows of them."""
    return [
        (
            *(measure.pk, [(one.pk, one.told.text) for one in measure.newest_updates], measure.known_milestones),
            [(named.pk, named.office, named.office.municipality) for named in measure.loaded_responsibilities],  # type: ignore[attr-defined]
            [(one.pk, one.name, one.known_targets) for one in measure.known_indicators],
            measure.known_discussions,
        )
        for measure in measures
    ]


@pytest.mark.parametrize("sight", Sight)
def test_a_report_is_loaded_with_all_that_querysets_load(sight: Sight) -> None:
    person = {Sight.PUBLIC: AnonymousUser, Sight.RELEASED: make_reader, Sight.EVERYTHING: make_planner}[sight]
    for report in Report.objects.select_related("municipality"):
        user = person() if sight is Sight.PUBLIC else person(report.municipality)  # type: ignore[operator]
        for day in (date(2020, 1, 1), timezone.localdate()):
            rows = MonitoredMeasure.objects.visible_to(user).filter(report=report).existing(day)
            rows = rows.with_newest_update(day).with_responsibilities().with_milestones().with_discussions()
            found = load_report(report, sight, day, with_indicators=True, with_discussions=True)
            assert beside(found) == beside(rows.with_indicators())


def test_measures_of_all_cities_are_known_alike_on_any_day() -> None:
    for day in (date(2018, 9, 21), date(2020, 1, 1), date(2022, 7, 1), date(2023, 12, 31), timezone.localdate()):
        assert loaded(day) == annotated(day)
        assert of_reports(day) == existing_then(annotated(day), day)


def test_what_is_rare_is_known_alike(without_cities: None) -> None:
    report, closed = make_report(published_on=date(2020, 5, 1)), make_report(is_closed=True)
    moved: dict[str, Any] = {
        "original_due": "31.03.2021",
        "change_reason": "Stelle unbesetzt",
        "moved_on": date(2021, 3, 1),
    }
    wholes = (make_measure(report, due="2021", **moved), make_measure(report, costs_amount=5, costs_kind="once"))
    for whole in (*wholes, make_measure(closed, due="2020")):
        make_measure(whole.report, parent=whole, due="laufend", added_on=date(2021, 6, 1), costs="39 Euro")
        make_measure(whole.report, parent=whole, publication=Publication.DRAFT)
        make_update(whole, status=Status.POSTPONED, reason="Krank", as_of=date(2021, 1, 1))
        make_update(whole, status="", as_of=date(2021, 7, 1))
        for direction in ("fall", "rise", "keep", "reach", ""):
            indicator = make_indicator(whole, direction=direction, name=direction or "Zahl")
            make_target(indicator, value=50, due="31.12.2020")
            make_target(indicator, value=None, statement="in allen Stadtteilen", due="30.06.2021")
            make_value(indicator, value=50, as_of=date(2021, 2, 1))
    for day in (date(2020, 6, 1), date(2021, 2, 1), date(2021, 6, 2), date(2022, 7, 1)):
        assert loaded(day) == annotated(day)
        assert of_reports(day) == existing_then(annotated(day), day)
