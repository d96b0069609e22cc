"""Does queued tasks as soon as they are there: large imports and documents. `manage.py work`

It runs beside the web server until it is told to end (SIGTERM, Ctrl+C); then it finishes the present task. If it is
killed, the next worker does the task.
"""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.tasks.worker import TaskWorker
from monitoring.imports.tasks import fail_forgotten


class Command(BaseCommand):
    help = "Does what takes too long for a request: large imports and documents. Runs until it is told to end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--beside", type=int, metavar="PROCESS", help="end when this parent process has ended")

    def handle(self, *, beside: int | None, **options: Any) -> None:
        worker = TaskWorker(lambda: beside in {None, os.getppid()})
        worker.end_on_signals()
        fail_forgotten()
        worker.run()
