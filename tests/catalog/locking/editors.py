"""People who edit the same measures at the same time, each with a browser of their own, as a process for tests.

    python -m tests.catalog.locking.editors FIRST LAST

Lets the people with these numbers work, each in a thread with a connection to the database of its own: all open a
measure, and say "ready" on standard output; once a line comes in on standard input they save, and who is refused
looks through it and saves again. What came of every attempt is printed at the end, as JSON.

Everybody reads the page that was sent. What Django's client notes beside it would be that of all threads together.
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

from bs4 import BeautifulSoup, Tag  # noqa: E402
from django.db import connections  # noqa: E402 - models can be imported once Django is set up
from django.test import Client  # noqa: E402

from catalog.models import Measure, User  # noqa: E402
from tests import factories  # noqa: E402
from tests.admin_pages import admin_url  # noqa: E402
from tests.effort import THOROUGH  # noqa: E402
from tests.reports.pages import text  # noqa: E402

PEOPLE, MEASURES = (50, 10) if THOROUGH else (8, 2)
TRIES = 2
FIELD = "Was zu tun ist"
BUSY = "Gerade speichert jemand anderes"


def prepare() -> None:
    """Measures and people, in an empty database."""
    report = factories.make_report()
    for number in range(MEASURES):
        factories.make_measure(report, code=f"A {number}", description="Anfang")
    for number in range(PEOPLE):
        User.objects.create_superuser(f"person{number}", first_name=f"Person{number}")


class Editor:
    """Writes a mark of its own below what it has read, and never removes one of somebody else."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.mark = f"Mark{number}"
        self.client = Client(raise_request_exception=False)

    def work(self, all_have_opened: Barrier) -> list[dict[str, Any]]:
        try:
            self.client.force_login(User.objects.get(username=f"person{self.number}"))
            measure = Measure.objects.order_by("pk").values_list("pk", flat=True)[self.number % MEASURES]
            url = admin_url("catalog_measure_change", measure).replace("/en/", "/")
            data = form_of(BeautifulSoup(self.client.get(url).text, "lxml"))
            all_have_opened.wait()
            return [{**attempt, "measure": measure} for attempt in self.attempts(url, data)]
        finally:
            connections.close_all()

    def attempts(self, url: str, data: dict[str, Any]) -> list[dict[str, Any]]:
        data["description"] += f" {self.mark}"
        if self.number % 2:
            milestone = {"title": self.mark, "publication": "published"}
            data |= {"milestones-TOTAL_FORMS": "1", **{f"milestones-0-{name}": milestone[name] for name in milestone}}
        attempts: list[dict[str, Any]] = []
        for _number in range(TRIES):
            response = self.client.post(url, data)
            page = BeautifulSoup(response.text, "lxml")
            attempt = {"person": self.number, "mark": self.mark, "status": response.status_code}
            told = [text(row) for row in page.select(".conflict-table tbody tr")]
            attempts.append({**attempt, "told": told, "is_put_off": BUSY in page.get_text()})
            if response.status_code != 200:
                break
            data = form_of(page)
            for row in page.select(".conflict-table tbody tr"):
                if text(row, "th").startswith(FIELD):
                    data["description"] = f"{text(row, '.conflict-theirs')} {self.mark}"
        return attempts


def form_of(page: Tag) -> dict[str, Any]:
    """What a browser sends from the form of a page: untouched, with the plain button."""
    sent: dict[str, Any] = {}
    for field in page.select("#content-main form :is(input, select, textarea)[name]"):
        if field.name == "select":
            sent[str(field["name"])] = [option.get("value", "") for option in field.select("option[selected]")]
        elif field.name == "textarea":
            sent[str(field["name"])] = field.get_text().removeprefix("\n")
        elif field.get("type") != "submit" and (field.get("type") != "checkbox" or field.has_attr("checked")):
            sent[str(field["name"])] = field.get("value", "")
    return sent


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


if __name__ == "__main__":
    say(json.dumps(edit(*map(int, sys.argv[1:]))))
