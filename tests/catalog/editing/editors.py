"""People who edit the same measures at the same time, each with a browser of their own, as a process for tests.

    python -m tests.catalog.editing.editors prepare DATABASE
    python -m tests.catalog.editing.editors edit DATABASE FIRST LAST

The first makes tables, measures and people. The second lets the people with these numbers work, each in a thread:
all open a measure, and say "ready" on standard output; once a line comes in on standard input they save, and go on
in their own pace. What came of every attempt is printed at the end, as JSON.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - models can be imported once Django is set up
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402

from catalog.models import Measure, User  # noqa: E402
from tests import factories  # noqa: E402
from tests.admin_pages import admin_url, form_data, page_data  # noqa: E402

PEOPLE, MEASURES, ROUNDS = 50, 10, 2
MOST_TRIES = 60  # far more than a queue of all the others
TEXT = "What is to be done"


def prepare() -> None:
    call_command("migrate", verbosity=0)
    report = factories.make_report()
    for number in range(MEASURES):
        factories.make_measure(report, code=f"A {number}", description="Anfang")
    for number in range(PEOPLE):
        User.objects.create_superuser(f"person{number}")


class Editor:
    """Writes a mark of its own below what it has read, and never removes one of somebody else."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.client = Client(raise_request_exception=False)
        self.attempts: list[dict[str, Any]] = []

    def work(self, all_have_opened: Barrier) -> list[dict[str, Any]]:
        try:
            self.client.force_login(User.objects.get(username=f"person{self.number}"))
            measures = list(Measure.objects.order_by("pk").values_list("pk", flat=True))
            for number in range(ROUNDS):
                measure = measures[(self.number + number * 3) % MEASURES]
                url = admin_url("catalog_measure_change", measure)
                data = form_data(self.client, url)
                if number == 0:
                    all_have_opened.wait()
                self._save(url, data, measure, f"[{self.number}.{number}]")
        finally:
            connections.close_all()
        return self.attempts

    def _save(self, url: str, data: dict[str, Any], measure: int, mark: str) -> None:
        data["description"] += f" {mark}"
        if self.number % 2:
            index = int(data["milestones-TOTAL_FORMS"])
            data |= {"milestones-TOTAL_FORMS": index + 1, f"milestones-{index}-title": mark}
        for _number in range(MOST_TRIES):
            response = self.client.post(url, data)
            accepted = response.status_code == 302
            told = [] if accepted else [one.place for one in (response.context or {}).get("differences", [])]
            attempt = {"status": response.status_code, "told": told, "mark": mark, "measure": measure}
            self.attempts.append({**attempt, "person": self.number, "accepted": accepted})
            if accepted or response.status_code != 200:
                return
            data = page_data(response)
            theirs = [one.theirs for one in response.context["differences"] if one.place == TEXT]
            if theirs:
                data["description"] = f"{theirs[0]} {mark}"


def edit(first: int, last: int) -> list[dict[str, Any]]:
    def begin() -> None:
        say("ready")
        sys.stdin.readline()

    people = range(first, last + 1)
    all_have_opened = Barrier(len(people), begin)
    with ThreadPoolExecutor(len(people)) as pool:
        done = list(pool.map(lambda number: Editor(number).work(all_have_opened), people))
    return [attempt for attempts in done for attempt in attempts]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(order: str, database: str, *numbers: str) -> None:
    connection.settings_dict["NAME"] = database
    if order == "prepare":
        prepare()
    else:
        say(json.dumps(edit(*map(int, numbers))))


if __name__ == "__main__":
    main(*sys.argv[1:])
