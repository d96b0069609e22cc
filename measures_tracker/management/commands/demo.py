"""Runs the five cities and an invented one on this computer, with logins for each role: `manage.py demo`.

Running it again resets the cities to the files and the invented one to the day, and the logins get new passwords. What
people have added stays.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.history.backfill import record_what_was_loaded
from catalog.models import Municipality
from measures_tracker.demo.musterstadt.building import build
from measures_tracker.demo.musterstadt.tables import find_tables
from measures_tracker.demo.people import Login, planner_of_demo, prepare_people
from monitoring.current.judging import refresh_all
from reports.council.issuing import freeze_what_was_loaded

HOST = "127.0.0.1"
LAST_PORT = 65535


def fixture_files() -> list[Path]:
    """Returns every city's data, however deep below the fixture folders, ordered by name."""
    return sorted(path for folder in settings.FIXTURE_DIRS for path in Path(folder).rglob("*.yaml"))


def load_fixtures() -> None:
    """Loads all files in one transaction; updates rows that exist already."""
    call_command("loaddata", *fixture_files(), verbosity=0)
    record_what_was_loaded()
    freeze_what_was_loaded()


class Command(BaseCommand):
    help = "Prepares the database, loads the five cities, makes logins and serves the site on this computer."
    requires_system_checks = []  # there may be no database yet, and migrate checks anyway

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-server", action="store_false", dest="serve", help="only prepare")

    def handle(self, *, port: int, serve: bool, **options: Any) -> None:
        self.refuse_bad_port(port, must_be_free=serve)
        if not fixture_files():
            raise CommandError(_("There is no city to load: no YAML file was found in the fixture folders."))
        self.prepare_site()
        self.tell(_("Loading the cities …"))
        load_fixtures()
        city = self.make_invented_city() or Municipality.objects.first()
        refresh_all()
        self.announce(f"http://localhost:{port}", prepare_people(city))
        if serve:
            self.stdout.write(_("Stop with Ctrl+C."))
            self.serve(port)

    def tell(self, step: str) -> None:
        """Prints a line of progress at once, also into a pipe."""
        self.stdout.write(step)
        self.stdout.flush()

    def prepare_site(self) -> None:
        self.tell(_("Preparing the database …"))
        call_command("migrate", interactive=False, verbosity=0)
        if not settings.DEBUG:
            self.tell(_("Collecting pictures and stylesheets …"))
            call_command("collectstatic", interactive=False, verbosity=0)

    def make_invented_city(self) -> Municipality | None:
        """Returns the invented city as of today; None where the fixture folders have no tables for it."""
        tables = find_tables()
        if tables is None:
            return None
        self.tell(_("Making an invented city that shows the whole program …"))
        return build(tables, timezone.localdate(), planner_of_demo())

    def refuse_bad_port(self, port: int, *, must_be_free: bool) -> None:
        if not 0 < port <= LAST_PORT:
            raise CommandError(
                _("The port must be between 1 and %(last)s, not %(port)s.") % {"last": LAST_PORT, "port": port}
            )
        if not must_be_free:
            return
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise CommandError(
                    _("Port %(port)s cannot be used (%(reason)s). Choose another, such as --port %(other)s.")
                    % {"port": port, "reason": error.strerror, "other": port % LAST_PORT + 1}
                ) from error

    def announce(self, site: str, logins: list[Login]) -> None:
        addresses = [(_("Home page"), "/")]
        addresses += [(city.name, city.get_absolute_url()) for city in Municipality.objects.all()]
        addresses += [(_("Administration"), reverse("admin:index"))]
        width = max(len(label) for label, _path in addresses) + 2
        self.stdout.write("")
        for label, path in addresses:
            self.stdout.write(f"  {label + ':':<{width}}{site}{path}")
        self.stdout.write("")
        self.stdout.write(_("Logins, each with its password:"))
        roles = [", ".join(filter(None, (login.role, login.place))) for login in logins]
        width = max(len(role) for role in roles) + 2
        for role, login in zip(roles, logins, strict=True):
            name, password = self.style.SUCCESS(f"{login.username:<12}"), self.style.SUCCESS(login.password)
            self.stdout.write(f"  {role + ':':<{width}}{name}{password}")
        self.stdout.write("")

    def serve(self, port: int) -> None:
        address = f"{HOST}:{port}"
        self.start_worker()
        if settings.DEBUG:
            call_command("runserver", address, use_reloader=False)
            return
        connections.close_all()
        self.stdout.flush()
        wsgi = "measures_tracker.wsgi"
        gunicorn = [sys.executable, "-m", "gunicorn", wsgi, "--bind", address, "--workers", "2"]
        gunicorn += ["--no-control-socket"]  # gunicorn would keep it in the home folder, shared with others
        os.execvp(gunicorn[0], gunicorn)  # noqa: S606 - the server takes this process over, so Ctrl-C ends it

    def start_worker(self) -> None:
        """Starts the worker beside the server, which takes over this process; the worker ends with it."""
        worker = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--beside", str(os.getpid())]
        subprocess.Popen(worker)  # noqa: S603 - fixed arguments, no shell
