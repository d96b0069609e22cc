"""What becomes of a worker: 10,000 requests of every kind, with changes between them and an import beside them.

    python -m tests.benchmarks.soak [REQUESTS]
    python tests/postgresql.py python -m tests.benchmarks.soak [REQUESTS]

gunicorn with two workers, asked by two clients. Every 500 requests it says how many were answered in a second, which
statuses came, and how much memory the larger worker has; where a page fails, what the server says. It ends with an
error where a page has failed, a worker takes more than LARGEST_WORKER, or grows by more than GROWTH in the second
half. Figures stand in tests/benchmarks/README.md.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

import django

from tests.benchmarks.pages import ask, say
from tests.deployed import ROOT, Site, manage, production, served

FOLDER = Path(tempfile.mkdtemp(prefix="soak-"))
ENVIRONMENT = production(FOLDER)
os.environ["SECRET_KEY"] = ENVIRONMENT["SECRET_KEY"]  # or the site would not know the planner's session
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402 - models can be imported once Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from catalog.models import Measure  # noqa: E402
from measures_tracker.management.commands.demo import load_fixtures  # noqa: E402
from tests import factories  # noqa: E402
from tests.benchmarks.import_measures import OFFICES, as_csv, table  # noqa: E402
from tests.databases import Databases, PostgresDatabases, SqliteFiles, connected_to  # noqa: E402
from tests.public_addresses import addresses  # noqa: E402

REQUESTS = 10_000
TOLD_EVERY = 500
CHANGED_EVERY = 50
IMPORTED = 2_000  # rows
WORDS = ["wohnen", "kita", "beratung", "schule", "pflege", "arbeit", "sprache", "sport"]
MEGABYTE = 1024
LARGEST_WORKER = 250  # MB
GROWTH = 10  # MB
CLIENTS = 2


def prepare() -> tuple[list[str], str, list[str]]:
    """Returns the public addresses, a planner's session, and the command that imports beside it."""
    call_command("migrate", verbosity=0)
    load_fixtures()
    city = factories.make_municipality(slug="grossstadt", ags="09162000")
    for number in range(OFFICES):
        factories.make_office(city, name=f"Amt {number}", slug=f"amt-{number}")
    report = factories.make_report(city, slug="bericht")
    file = FOLDER / "massnahmen.csv"
    file.write_bytes(as_csv(table(IMPORTED)))
    client = Client()
    client.force_login(factories.make_planner())
    pages = [address for found in addresses().values() for address in found]
    command = ["manage.py", "import_table", str(file), f"--report={city.slug}/{report.slug}", "--accept-suggestions"]
    return pages, client.cookies[settings.SESSION_COOKIE_NAME].value, command


def memory(site: Site) -> int:
    """Returns the MB of the larger worker."""
    children = Path(f"/proc/{site.process}/task/{site.process}/children").read_text(encoding="ascii").split()
    lines = [line for child in children for line in Path(f"/proc/{child}/status").read_text().splitlines()]
    return max(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // MEGABYTE


def rename(number: int) -> None:
    measure = random.choice(list(Measure.objects.filter(report__municipality__slug="heidelberg")))  # noqa: S311
    measure.title = f"Umbenannt {number}"
    measure.save()


def address(pages: list[str], session: str, dice: random.Random) -> tuple[str, ...]:
    """Returns what is asked for next: a path, then headers."""
    kind, page = dice.random(), dice.choice(pages)
    if kind < 0.15:
        page = f"/massnahmen/?suche={dice.choice(WORDS)}&seite={dice.randint(1, 3)}"
    elif kind < 0.2:
        page = f"/{dice.choice(WORDS)}/{dice.randint(1, 9)}/"
    cookie = [f"Cookie: {settings.SESSION_COOKIE_NAME}={session}"] if dice.random() < 0.1 else []
    return page, *cookie


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def has_failed(page: str, status: int) -> bool:
    """Tells failures from large documents to be asked for later, as the same visitor waits for one already."""
    is_busy = status == HTTPStatus.SERVICE_UNAVAILABLE and page.endswith((".pdf", ".docx"))
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR and not is_busy


def soak(url: str, number: int) -> None:
    dice = random.Random(7)  # noqa: S311 - nothing secret
    with connected_to(url):
        pages, session, command = prepare()
        environment = {**ENVIRONMENT, "DATABASE_URL": url}
        manage(environment, "collectstatic", "--no-input")
        with served(environment, "--workers", "2") as site:
            beside = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
            statuses: Counter[int] = Counter()
            failed: list[str] = []
            begin, sizes = time.perf_counter(), []
            with ThreadPoolExecutor(CLIENTS) as clients:
                for count in range(CHANGED_EVERY, number + 1, CHANGED_EVERY):
                    asked = [address(pages, session, dice) for _ in range(CHANGED_EVERY)]
                    told = len(site.log)
                    answers = [status_of(one) for one in clients.map(lambda one: ask(site, *one), asked)]
                    pairs = zip((page for page, *_cookie in asked), answers, strict=True)
                    if found := [page for page, status in pairs if has_failed(page, status)]:
                        say("\n".join(["failed:", *found, *map(str.rstrip, site.log[told:])]))
                        failed += found
                    statuses.update(answers)
                    rename(count)
                    if not count % TOLD_EVERY:
                        passed = time.perf_counter() - begin
                        sizes.append(memory(site))
                        say(f"{count:6} requests, {count / passed:4.0f}/s, {sizes[-1]} MB, {dict(statuses)}")
            imported = beside.wait()
            say(f"import beside it: exit code {imported}; {connection.vendor}")
            if failed:
                sys.exit("a page has failed")
            if sizes[-1] > LARGEST_WORKER or sizes[-1] - sizes[len(sizes) // 2] > GROWTH:
                sys.exit("a worker has grown too large")


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    databases: Databases = SqliteFiles(FOLDER) if connection.vendor == "sqlite" else PostgresDatabases()
    try:
        soak(databases.url_of(databases.create()), number)
    finally:
        databases.remove()


if __name__ == "__main__":
    main()
