"""`task` makes a function a task, whichever Django runs it: Django 6 has tasks, Django 5.2 their backport.

The arguments of a task are plain values, such as ids. A task may be run again after its worker has died, so it looks
first whether its work is still to be done. It writes what has gone wrong into the row it works on: an exception would
be kept in the table of tasks with all that it says, which may be what people have typed.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or find_spec("django.tasks"):
    from django.tasks import TaskContext, task
else:
    from django_tasks import TaskContext, task

__all__ = ["TaskContext", "is_given_up", "task"]

MOST_ATTEMPTS = 3


def is_given_up(context: TaskContext[Any, Any]) -> bool:
    """Tells whether so many workers have died over this task that it may only report its failure."""
    return context.attempt > MOST_ATTEMPTS
