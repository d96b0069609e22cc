"""Rows that belong to measures, as they were known on an earlier day.

What has happened since is taken out of the rows as they are loaded, so that every page and template sees the day
that was asked for. They are pictures: nobody saves them.
"""

from collections.abc import Iterable
from datetime import date

from catalog.models import MovableDeadline
from monitoring.models import Discussion, Milestone, MonitoredMeasure

LOADED = "_prefetched_objects_cache"


def look_back(measures: Iterable[MonitoredMeasure], day: date) -> None:
    """Forget what happened after a day to the measures, and to the milestones and discussions that are loaded."""
    for measure in measures:
        forget_moving(measure, day)
        loaded = getattr(measure, LOADED, {})
        for milestone in loaded.get("milestones", ()):
            forget_reaching(milestone, day)
            forget_moving(milestone, day)
        for discussion in loaded.get("discussions", ()):
            forget_holding(discussion, day)


def forget_moving(deadline: MovableDeadline, day: date) -> None:
    """Before a deadline was moved, it was the original one."""
    if deadline.moved_on and deadline.moved_on > day:
        deadline.due, deadline.moved_on = deadline.original_due, None
        deadline.original_due = deadline.change_reason = ""


def forget_reaching(milestone: Milestone, day: date) -> None:
    if not milestone.is_done(day):
        milestone.done_on = None


def forget_holding(discussion: Discussion, day: date) -> None:
    """Before a discussion was held, it was still to be scheduled and had settled nothing."""
    if discussion.held_on and discussion.held_on > day:
        discussion.held_on = discussion.minutes_signed = None
        discussion.approach = ""
