"""Does queued tasks as soon as they are there: large imports and documents. `manage.py work`

Between them it judges what has changed, so that no visitor waits for it.

It runs beside the web server until it is told to end (SIGTERM, Ctrl+C); then it finishes the present task. If it is
killed, the next worker does the task.
"""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.tasks.worker import TaskWorker
from monitoring.current.judging import Portion, refresh_some
from monitoring.imports.tasks import fail_forgotten


class Command(BaseCommand):
    help = "Does what takes too long for a request: large imports and documents. Runs until it is told to end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--beside", type=int, metavar="PROCESS", help="end when this parent process has ended")

    def handle(self, *, beside: int | None, **options: Any) -> None:
        worker = TaskWorker(lambda: beside in {None, os.getppid()}, judge_some)
        worker.end_on_signals()
        fail_forgotten()
        worker.run()


def judge_some() -> bool:
    """Judges some of what has changed; tells whether there was any."""
    return refresh_some(Portion.OF_A_VISIT) > 0
