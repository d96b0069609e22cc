"""What a round of 300 offices about 2,000 measures costs: time, queries, rows, peak memory and weight of its pages.

    python -m tests.benchmarks.rounds [--offices 300] [--measures 2000]
    python tests/postgresql.py python -m tests.benchmarks.rounds

Fills an empty database of DATABASE_URL with one city, opens a round, lets two thirds of the offices answer, and closes
it. Mails stay in memory. The figures of a run stand in tests/benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import time
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
django.setup()
logging.disable(logging.INFO)

from django.core import mail  # noqa: E402 - models can be imported once Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from catalog.choices import Publication, Role  # noqa: E402
from catalog.models import Measure, Municipality, Office, Responsibility  # noqa: E402
from monitoring.choices import AnswerState, Status  # noqa: E402
from monitoring.models import Milestone, ReportingRound, RoundAnswer, RoundRequest, StatusUpdate  # noqa: E402
from monitoring.rounds.opening import choose_usual_measures, chosen_measures, open_round, who_is_asked  # noqa: E402
from tests import factories  # noqa: E402
from tests.fetched import counting  # noqa: E402
from tests.queued import do_queued  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

KILOBYTE = MEGABYTE = 1024
LINE = "{:34} {:>8} {:>8} {:>9} {:>6} {:>7}"
TEXT = "Die Vorarbeiten sind abgeschlossen, die Ausschreibung läuft, und zwei Träger haben sich gemeldet. " * 4


def fill(offices: int, measures: int) -> ReportingRound:
    """Returns a draft of a city with so many offices, which lead the measures of a report in turn."""
    city = factories.make_municipality(name="Großstadt", slug="grossstadt")
    report = factories.make_report(city, published_on=date(2024, 1, 1))
    names = [
        Office(municipality=city, name=f"Amt {n:03}", slug=f"amt-{n}", email=f"{n}@example.org") for n in range(offices)
    ]
    leads = Office.objects.bulk_create(names)
    for n in range(measures):
        measure = Measure.objects.create(
            report=report, code=f"{n + 1}", title=f"Vorhaben Nummer {n + 1}", publication=Publication.PUBLISHED
        )
        Responsibility.objects.create(measure=measure, office=leads[n % offices], role=Role.LEAD)
        StatusUpdate.objects.create(
            measure=measure,
            status=Status.IN_PROGRESS,
            text=TEXT,
            as_of=date(2025, 12, 31),
            publication=Publication.PUBLISHED,
        )
        Milestone.objects.create(measure=measure, title="Beschluss", due="31.12.2027")
    today = timezone.localdate()
    draft = factories.make_round(
        report, title="Halbjahr", slug="halbjahr", opened_at=None, as_of=today, open_until=today + timedelta(days=7)
    )
    choose_usual_measures(draft, today)
    return draft


@contextmanager
def measured(name: str) -> Iterator[list[int]]:
    """Prints the cost of what is done inside; bytes that are added to the list are those of the page."""
    weights: list[int] = []
    begin = time.perf_counter()
    with counting() as counted:
        yield weights
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    weight = f"{sum(weights) / KILOBYTE:.0f}" if weights else ""
    figures = (f"{seconds:.2f}", len(counted.statements), counted.rows, f"{memory:.0f}", weight)
    print(LINE.format(name, *figures), flush=True)  # noqa: T201


def ask(client: Client, name: str, address: str, **sent: Any) -> None:
    with measured(name) as weights:
        response = client.post(address, sent) if sent else client.get(address)
        weights.append(len(response.content))
    if response.status_code not in {200, 302}:
        raise SystemExit(f"{name}: {response.status_code}")


def answer(requests: list[RoundRequest]) -> None:
    """Lets offices answer all they are asked: every second answer says “unchanged”."""
    for n, one in enumerate(RoundAnswer.objects.filter(request__in=requests)):
        one.state, one.submitted_at = AnswerState.SUBMITTED, timezone.now()
        one.is_unchanged = n % 2 == 0
        if not one.is_unchanged:
            one.status, one.text = Status.IN_PROGRESS, f"{TEXT} Ergänzt um {n}."
        one.save()


def of_planner(name: str, key: int) -> str:
    return reverse(f"admin:round_{name}", args=[key])


def prepare(draft: ReportingRound, client: Client) -> None:
    for name in ("settings", "measures", "offices", "open"):
        ask(client, f"page: {name}", of_planner(name, draft.pk))
    with measured("opening"):
        measures = list(chosen_measures(draft, timezone.localdate()))
        asked = who_is_asked(measures, asks_participants=False)
        open_round(draft, [one for theirs in asked.by_office.values() for one in theirs], None)


def run(draft: ReportingRound, client: Client) -> None:
    prepare(draft, client)
    ask(client, "sending is asked for", of_planner("send_again", draft.pk), go="1")
    with measured("mails of the opening"):
        do_queued()
    requests = list(RoundRequest.objects.filter(round=draft).order_by("pk"))
    ask(Client(), "page of an office", f"/rueckmeldung/{requests[0].token}/")
    ask(client, "reminding is asked for", of_planner("remind_all", draft.pk), go="1")
    with measured("reminders by hand"):
        do_queued()
    long_ago = timezone.now() - timedelta(days=10)
    ReportingRound.objects.filter(pk=draft.pk).update(opened_at=long_ago)
    RoundRequest.objects.update(sent_at=long_ago)
    with measured("reminders by the daily command"):
        call_command("send_reminders", verbosity=0)
    answer(requests[: len(requests) * 2 // 3])
    for name in ("missing", "missing_csv", "missing_xlsx", "review", "close"):
        ask(client, f"page: {name}", of_planner(name, draft.pk))
    ask(client, "calendar of rounds", reverse("admin:round_calendar"))
    ask(client, "start page", reverse("admin:index"))
    ask(client, "publishing at once", of_planner("publish", draft.pk), seen=timezone.now().isoformat())
    ask(client, "closing", of_planner("close", draft.pk), leaves_unreviewed="on")
    report = draft.reports.get()
    for query in ("", "?stand=halbjahr"):
        ask(Client(), f"status table {query}", f"{report.get_absolute_url()}{query}")
    print(f"{len(mail.outbox)} mails")  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=300)
    parser.add_argument("--measures", type=int, default=2000)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Municipality.objects.exists():
        raise SystemExit("This database is not empty.")
    draft = fill(options.offices, options.measures)
    client = Client()
    client.force_login(factories.make_planner(draft.municipality))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(LINE.format("", "s", "queries", "rows", "MB", "kB"))  # noqa: T201
    mail.outbox = []
    backend = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, SITE_URL="https://example.org"):
        run(draft, client)


if __name__ == "__main__":
    main()
