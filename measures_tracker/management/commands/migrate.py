"""Django's `migrate`, which makes all tables of an empty database at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from measures_tracker.empty_database import create_tables, is_empty

# Options that ask for something else than all tables.
OTHER_WISHES = ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "run_syncdb", "prune")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options[wish] for wish in OTHER_WISHES) and is_empty(connection):
            number = create_tables(connection)
            if number and options["verbosity"]:
                self.stdout.write(
                    f"The database was empty: all tables were made at once, as {number} migrations leave them."
                )
        super().handle(*args, **options)
