"""What the planning and the offices have written to each other about measures of the running round."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from measures_tracker.demo.musterstadt.reports import SECOND
from measures_tracker.demo.musterstadt.rounds import moment
from measures_tracker.demo.musterstadt.storing import replace
from monitoring.models import Comment

if TYPE_CHECKING:
    from catalog.models import User
    from measures_tracker.demo.musterstadt.city import InventedCity
    from measures_tracker.demo.musterstadt.reports import InventedReport
    from measures_tracker.demo.musterstadt.timetable import Timetable

JOINED = "Haben alle fünf Kitas zugesagt, oder gilt das nur für drei?"
ANSWER = "Drei haben zugesagt, mit den beiden anderen sprechen wir im nächsten Monat."
DEADLINE = "Die Frist passt nicht mehr zum Förderbescheid. Können wir sie in der Meldung verschieben?"
KEY = ("measure_id", "text")


def make_comments(city: InventedCity, reports: dict[int, InventedReport], times: Timetable, planner: User) -> None:
    report = reports[SECOND]
    asked, waiting = report.measures["A1"], report.measures["A7"]
    first = Comment(measure=asked, text=JOINED, written_by=planner, written_at=moment(times.day - timedelta(days=8)))
    office = city.offices[report.leads["A7"]]
    question = Comment(measure=waiting, text=DEADLINE, office=office, writer_name="Frau Sommer")
    question.written_at = moment(times.day - timedelta(days=3))
    stored = Comment.objects.filter(measure__report=report.report)
    replace([first, question], KEY, stored.threads())
    answer = Comment(measure=asked, thread=first, text=ANSWER, office=city.offices[report.leads["A1"]])
    answer.writer_name, answer.written_at = "Herr Winter", moment(times.day - timedelta(days=6))
    replace([answer], KEY, stored.exclude(thread=None))
