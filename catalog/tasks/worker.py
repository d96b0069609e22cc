"""The process that does queued tasks one after the other, and takes over those of dead workers."""

from __future__ import annotations

import logging
import os
import signal
import time
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from catalog.locking.liveness import alive_as, dead, is_alive

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)
ANY_WORKER = "worker"
SECONDS = 1  # seconds between two looks at the queue
SECONDS_OF_A_FAULT = 2


def is_worker_alive() -> bool:
    """Tells whether a worker is running."""
    return is_alive(ANY_WORKER)


def unfinished_arguments(task: Any) -> list[list[Any]]:
    """Returns the arguments of each task of a kind that is queued or running."""
    statuses = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    tasks = DBTaskResult.objects.filter(task_path=task.module_path, status__in=statuses)
    return [arguments["args"] for arguments in tasks.values_list("args_kwargs", flat=True)]


def requeue_lost() -> None:
    """Queues tasks anew whose worker has died."""
    running = list(DBTaskResult.objects.running())
    lost = dead(name_of(task.worker_ids[-1]) for task in running)
    for task in running:
        if name_of(task.worker_ids[-1]) not in lost:
            continue
        # Meanwhile the worker may have finished it, or another one may have begun it anew.
        same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if same.update(status=TaskResultStatus.READY, started_at=None):
            logger.warning("The worker of task %s has died; the task is queued anew.", task.pk)


def name_of(worker_id: str) -> str:
    return f"{ANY_WORKER}-{worker_id}"


def worker_for_one_task(worker_id: str) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,  # ends where another worker was faster
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=worker_id,
        excluded_queue_names=[],
    )


class TaskWorker:
    """A worker that works until it is told to end, or until `is_needed` says no.

    Where no task is ready it does some of what may also wait; `spare_work` tells whether there was any.
    """

    def __init__(
        self, is_needed: Callable[[], bool] = lambda: True, spare_work: Callable[[], bool] = lambda: False
    ) -> None:
        self._is_needed = is_needed
        self._spare_work = spare_work
        self._is_told_to_end = False
        self._worker: Worker | None = None

    def run(self) -> None:
        """Does what is ready, again and again; waits while the database is away."""
        while self._should_continue:
            try:
                self._work(get_random_string(32))
            except (OperationalError, InterfaceError, OSError) as error:
                logger.warning("The worker waits for the database: %s", type(error).__name__)
                connection.close()
                self._wait(SECONDS_OF_A_FAULT)

    def end_on_signals(self) -> None:
        """Ends after the present task at the first signal, at once at the second."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)

    @property
    def _should_continue(self) -> bool:
        return not self._is_told_to_end and self._is_needed()

    def _work(self, worker_id: str) -> None:
        """Does one task. Raises OperationalError where its lock is lost: others would take its tasks for abandoned."""
        name = name_of(worker_id)
        with alive_as(ANY_WORKER, name):
            logger.info("The worker is ready.")
            while self._should_continue:
                if not is_alive(name):
                    raise OperationalError("the lock of the worker is lost")
                requeue_lost()
                if DBTaskResult.objects.ready().exists():
                    self._work_on_one_task(worker_id)
                elif not self._spare_work():
                    self._wait(SECONDS)

    def _work_on_one_task(self, worker_id: str) -> None:
        self._worker = worker_for_one_task(worker_id)
        if self._should_continue:
            self._worker.run()

    def _wait(self, seconds: int) -> None:
        for _second in range(seconds):
            if self._should_continue:
                time.sleep(1)

    def _end(self, number: int, _frame: object) -> None:
        if self._is_told_to_end:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self._is_told_to_end = True
        if self._worker is not None:
            self._worker.running = False
