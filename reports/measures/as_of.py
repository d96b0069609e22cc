"""Measures as they were known on an earlier day: copies to be read, which nobody can save."""

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any, Never, TypeVar

from catalog.models import MovableDeadline
from monitoring.models import Discussion, Milestone, MonitoredMeasure

R = TypeVar("R", MonitoredMeasure, Milestone, Discussion)


class ReadOnlyPastError(Exception):
    """An error for writing a row as known on an earlier day, or for loading it anew as it is today."""


def look_back(measures: Iterable[MonitoredMeasure], day: date) -> list[MonitoredMeasure]:
    """Returns copies that know what was known by a day, including loaded milestones and discussions."""
    found = []
    for measure in measures:
        then = read_only(measure)
        forget_moving(then, day)
        found.append(then)
    look_back_at_details(found, day)
    return found


def look_back_at_details(measures: Iterable[MonitoredMeasure], day: date) -> None:
    """Replaces milestones and discussions loaded after `look_back` by copies as of its day."""
    for measure in measures:
        loaded = vars(measure)
        if "known_milestones" in loaded:
            measure.known_milestones = [milestone_then(one, measure, day) for one in measure.known_milestones]
        if "known_discussions" in loaded:
            measure.known_discussions = [discussion_then(one, measure, day) for one in measure.known_discussions]


def milestone_then(milestone: Milestone, measure: MonitoredMeasure, day: date) -> Milestone:
    then = read_only(milestone)
    then.measure = measure
    if not then.is_done(day):
        then.done_on = None
    forget_moving(then, day)
    return then


def discussion_then(discussion: Discussion, measure: MonitoredMeasure, day: date) -> Discussion:
    """Returns the discussion; before it was held, as one to be scheduled without a result."""
    then = read_only(discussion)
    then.measure = measure
    if then.held_on and then.held_on > day:
        then.held_on = then.minutes_signed = None
        then.approach = ""
    return then


def forget_moving(deadline: MovableDeadline, day: date) -> None:
    """Sets the original deadline if it was moved after the day."""
    if deadline.moved_on and deadline.moved_on > day:
        deadline.due, deadline.moved_on = deadline.original_due, None
        deadline.original_due = deadline.change_reason = ""


def refuse(*_args: Any, **_more: Any) -> Never:
    raise ReadOnlyPastError("This is how a row was known on an earlier day. Load the row itself.")


REFUSED = dict.fromkeys(("save", "save_base", "delete", "refresh_from_db"), refuse)


def read_only(row: R) -> R:
    """Returns a copy that knows what was loaded with the row, and refuses to be written or loaded anew."""
    # What `copy(row)` does as well, after looking up the class by its name.
    then = type(row).__new__(type(row))
    # Loaded relations lie in a dict of their own, which row and copy must not share.
    vars(then).update({name: value.copy() if isinstance(value, dict) else value for name, value in vars(row).items()})
    then._state = copy(row._state)
    then._state.fields_cache = row._state.fields_cache.copy()
    vars(then).update(REFUSED)
    return then
