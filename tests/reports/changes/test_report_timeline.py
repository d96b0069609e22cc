"""A report alone is asked for by prepared queries, several together by ordinary ones: both tell the same."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from catalog.models import Report
from reports.changes.report_timeline import ReportTimeline
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]

DAYS = [
    (date(2018, 9, 1), date(2019, 6, 1)),
    (date(2019, 6, 1), date(2026, 6, 30)),
    (date(2026, 1, 1), date(2026, 1, 2)),
]


def told(timeline: ReportTimeline, report: Report) -> list[tuple[Any, ...]]:
    """Returns what it knows of each measure, on the last day and on the first one."""
    states = [(one, timeline.before[one.pk]) for one in timeline.measures[report.pk]]
    return [
        (now.pk, now.parent_id, now.parent and now.parent.code, *state_of(now), *state_of(then)) for now, then in states
    ]


def state_of(measure: Any) -> tuple[Any, ...]:
    return measure.shown_status, measure.reported_on, measure.deadline_state, measure.passed_on, measure.has_parts


def test_a_report_alone_is_told_like_one_among_others() -> None:
    drafted = factories.make_measure(Report.objects.get(slug="soziale-lage-2018"), code="X1", publication="draft")
    planner = factories.make_planner(drafted.report.municipality)
    reports = list(Report.objects.select_related("municipality"))
    numbers = set()
    for user in (AnonymousUser(), planner):
        for since, until in DAYS:
            among = ReportTimeline(dict.fromkeys(reports, since), user, until)
            for report in reports:
                alone = ReportTimeline({report: since}, user, until)
                assert told(alone, report) == told(among, report)
            numbers.add(sum(map(len, among.measures.values())))
    assert len(numbers) > 1  # the planner sees the draft
