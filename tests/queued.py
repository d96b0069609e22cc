"""What requests have left to the worker, done in the process of the test."""

from contextlib import AbstractContextManager
from unittest.mock import patch

from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from catalog.locking.liveness import alive_as
from catalog.tasks.worker import ANY_WORKER, name_of, worker_for_one_task


def number_queued() -> int:
    return DBTaskResult.objects.ready().count()


def do_next() -> None:
    """Does what was queued first; it must not raise anything. The connection is in the transaction of the test."""
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        worker_for_one_task("test").run()
    assert [task.traceback for task in DBTaskResult.objects.failed()] == []


def do_queued() -> None:
    while number_queued():
        do_next()


def a_worker() -> AbstractContextManager[None]:
    """As if a worker ran."""
    return alive_as(ANY_WORKER)


def begun_by(worker_id: str) -> AbstractContextManager[None]:
    """Marks what is queued as begun by a worker, who lives until the block ends."""
    for task in DBTaskResult.objects.filter(status=TaskResultStatus.READY):
        task.claim(worker_id)
    return alive_as(name_of(worker_id))
