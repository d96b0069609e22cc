"""Locks on reports: a writer holds the report until the end of the transaction.

The lock covers everything in the report, so there is one lock to take and no deadlock; imports take the same one. A row
outside of reports is locked with its municipality. SQLite knows one writer at a time anyway. Rows that refer to a
locked one can still be inserted, a citizen's subscription for example.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy

from catalog.history.tracked_models import TrackedModel
from catalog.models import Municipality, Report

PATIENCE = "15s"  # seconds; longer than saving a form takes, shorter than a browser waits
PLACES: tuple[tuple[str, type[Model]], ...] = (("report", Report), ("municipality", Municipality))
BUSY = gettext_lazy("Somebody else is writing just now. Nothing has been done: try again in a moment.")
NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"  # as PostgreSQL names them


class BusyError(Exception):
    """Another writer holds the lock for too long; nothing has been written.

    Trying again helps, at once after a deadlock.
    """

    def __init__(self, *, is_deadlock: bool) -> None:
        super().__init__("deadlock" if is_deadlock else "somebody else is writing")
        self.is_deadlock = is_deadlock


@contextmanager
def writing() -> Iterator[None]:
    """Opens a transaction that raises BusyError where the database gave up waiting for others."""
    try:
        with transaction.atomic():
            _wait_no_longer_than(PATIENCE)
            yield
    except OperationalError as error:
        state = getattr(error.__cause__, "sqlstate", None)
        if state not in {NOT_AVAILABLE, DEADLOCK} and "database is locked" not in str(error):
            raise
        raise BusyError(is_deadlock=state == DEADLOCK) from error


def _wait_no_longer_than(time: str) -> None:
    """Limits the wait for any lock in this transaction; SQLite has its limit in the settings."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [time])


def lock_rows(kind: TrackedModel, keys: Iterable[Any]) -> None:
    """Locks the reports or municipalities in which rows of a kind lie, until the end of `writing`."""
    for place, model in PLACES:
        if path := kind.path_to(place):
            roots = kind.model._base_manager.filter(pk__in=list(keys)).values_list(path, flat=True)
            lock_roots(model, roots)
            return


def lock_above(kind: TrackedModel, key: Any) -> None:
    """Locks what a row to be added will lie in, by the key of what it is to belong to."""
    if kind.upper is not None and key is not None:
        lock_rows(kind.upper, [key])


def lock_report(key: Any) -> None:
    """Locks a report with everything that lies in it, until the end of `writing`."""
    lock_roots(Report, [key])


def lock_roots(model: type[Any], keys: Iterable[Any]) -> None:
    wanted = sorted(set(keys))  # every writer locks in the same order
    list(model._base_manager.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))
