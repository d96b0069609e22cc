"""A web host or a worker for tests, which can be killed or held up at any moment of what it does.

    python -m tests.monitoring.imports.wizard.host_process

Reads orders from standard input, one JSON object a line, and answers each with one on standard output:

    {"way": "command", "database": "…"}                         do it, to the end
    {"way": "at once", "database": "…", "signal": 9, "at": 17}  … and get this signal at moment 17 (SIGKILL, SIGSTOP)
    {"process": 4711, "go_on": true}                            let one that was held up continue, and wait for it
    {…, "hours_later": 1}                                       do it when that much time has passed
    {…, "patience": "100ms"}                                    wait no longer for others
    {…, "wait": false}                                          do not wait until it has ended or is held up

An answer names the process, how it ended (0, minus the signal, or "held up"), how many moments it had, which of
them came before a commit, and what it said. Moments are counted, not timed: one before every statement and one on
either side of every commit, so that a run can be repeated; some have a name. Every order is a fork of this process,
for Django starts once; it connects anew and to its own database. The time stands still, so that equal runs leave
equal rows.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import django
import time_machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - models can be imported once Django is set up
from django.db import connection  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from catalog.locking import row_locks  # noqa: E402
from catalog.models import Report, User  # noqa: E402
from catalog.tasks.worker import TaskWorker, requeue_lost  # noqa: E402
from monitoring.imports import tasks  # noqa: E402
from monitoring.imports.job import ImportJob  # noqa: E402
from monitoring.imports.job_state import TakenImportError  # noqa: E402
from monitoring.imports.undo import take_back  # noqa: E402
from monitoring.models import SpreadsheetImport  # noqa: E402
from reports.subscriptions.subscribing import note_request  # noqa: E402
from tests.monitoring.imports import story  # noqa: E402

TAKEN = "somebody else was faster"
HELD_UP = "held up"
NOW = datetime(2021, 6, 1, 9, tzinfo=UTC)


class Moments:
    """Counts what happens on every connection, and sends this process a signal when its moment has come."""

    def __init__(self, at: int | str, number: int) -> None:
        self.at, self.number = at, number
        self.passed = 0
        self.commits: list[int] = []

    def watch(self, connection: BaseDatabaseWrapper, **_: Any) -> None:
        connection.execute_wrappers.append(self._statement)
        commit = connection.commit

        def counted_commit() -> None:
            self.commits.append(self.passed)
            self.passes()
            commit()
            self.passes()

        connection.commit = counted_commit  # type: ignore[method-assign]

    def passes(self, name: str = "") -> None:
        if self.at in {self.passed, name or None}:
            os.kill(os.getpid(), self.number)
        self.passed += 1

    def _statement(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.passes()
        return execute(*arguments)


def by_command(order: dict[str, Any], _moments: Moments) -> str:
    """Import a file from the command line."""
    output = StringIO()
    with suppress(SystemExit):  # refused
        call_command("import_table", order["file"], *story.OPTIONS, stdout=output)
    return output.getvalue()


def in_the_background(order: dict[str, Any], moments: Moments) -> str:
    """Start the uploaded import as the page does for large ones, and carry it out as a worker does."""
    tasks.start(uploaded(moments), User.objects.get())
    return work(order, moments)


def work(_order: dict[str, Any], _moments: Moments) -> str:
    """Do whatever is queued, until nobody works any more; what the uploaded import is called then."""
    TaskWorker(lambda: DBTaskResult.objects.exclude(pk__in=DBTaskResult.objects.finished()).exists()).run()
    return SpreadsheetImport.objects.values_list("state", flat=True).get()


def look(_order: dict[str, Any], _moments: Moments) -> str:
    """Look for tasks whose worker is gone, as every worker does; what the uploaded import is called then."""
    requeue_lost()
    return f"{SpreadsheetImport.objects.get().state}, {DBTaskResult.objects.ready().count()} queued"


def ask(_order: dict[str, Any], _moments: Moments) -> str:
    """Ask for a large document; where one is sent to wait."""
    return str(Client().get("/stadt/bericht/massnahmenheft.docx")["Location"])


def at_once(_order: dict[str, Any], moments: Moments) -> str:
    """Import the uploaded file as the page does for small ones."""
    uploaded(moments).run(User.objects.get())
    return ""


def uploaded(moments: Moments) -> ImportJob:
    job = ImportJob(SpreadsheetImport.objects.select_related("report").get())
    moments.passes("found")
    return job


def undo(_order: dict[str, Any], _moments: Moments) -> str:
    """Take back the uploaded import, which has been carried out."""
    take_back(SpreadsheetImport.objects.get(), User.objects.get())
    return ""


def subscribe(order: dict[str, Any], _moments: Moments) -> str:
    """Follow the report, as a citizen does who knows nothing of imports."""
    note_request(order["email"], Report.objects.get(), "de")
    return "subscribed"


def prepare(_order: dict[str, Any], _moments: Moments) -> str:
    """Fill the tables."""
    story.prepare()
    return ""


WAYS = {
    "prepare": prepare,
    "command": by_command,
    "background": in_the_background,
    "at once": at_once,
    "undo": undo,
    "subscribe": subscribe,
    "work": work,
    "look": look,
    "ask": ask,
}


def obey(order: dict[str, Any]) -> dict[str, Any]:
    """What the fork answers."""
    connection.settings_dict["NAME"] = order["database"]
    row_locks.PATIENCE = order.get("patience", row_locks.PATIENCE)
    moments = Moments(order.get("at", -1), order.get("signal", 0))
    connection_created.connect(moments.watch)
    with time_machine.travel(NOW + timedelta(hours=order.get("hours_later", 0)), tick=False):
        try:
            said = WAYS[order["way"]](order, moments)
        except TakenImportError:
            said = TAKEN
    connection.close()
    return {"moments": moments.passed, "commits": moments.commits, "said": said}


class Forks:
    """The processes that were started, and where their answers will come from."""

    def __init__(self) -> None:
        self._answers: dict[int, int] = {}

    def start(self, order: dict[str, Any]) -> int:
        answers, answer = os.pipe()
        process = os.fork()
        if process == 0:
            code = 1
            try:
                os.write(answer, json.dumps(obey(order)).encode())
                code = 0
            finally:
                if code:
                    traceback.print_exc()
                os._exit(code)
        os.close(answer)
        self._answers[process] = answers
        return process

    def wait(self, process: int) -> dict[str, Any]:
        """Until it has ended or is held up."""
        _process, status = os.waitpid(process, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            return {"process": process, "ended": HELD_UP}
        with os.fdopen(self._answers.pop(process), "rb") as answers:
            answer = json.loads(answers.read() or b"{}")
        return {"process": process, "ended": os.waitstatus_to_exitcode(status), **answer}

    def close(self) -> None:
        """Leave nobody held up."""
        for process in self._answers:
            os.kill(process, signal.SIGKILL)


def main() -> None:
    forks = Forks()
    with translation.override("de"):
        for line in sys.stdin:
            order = json.loads(line)
            process = order.get("process") or forks.start(order)
            if order.get("go_on"):
                os.kill(process, signal.SIGCONT)
            answer = forks.wait(process) if order.get("wait", True) else {"process": process}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    forks.close()


if __name__ == "__main__":
    main()
