"""Writes the whole database into one file while the site runs: `manage.py backup FILE`, every night by cron."""

import signal
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from measures_tracker.backups.backup import UnmigratedError, back_up


class Command(BaseCommand):
    help = "Writes everything the database holds into one checksummed file; the site goes on meanwhile."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="appears when it is complete, in place of an older one")

    def handle(self, *, file: Path, verbosity: int, **options: Any) -> None:
        def progress(table: str, rows: int) -> None:
            if verbosity > 1:
                self.stderr.write(f"{table}: {rows}")

        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
        try:
            manifest = back_up(file, progress)
        except UnmigratedError as error:
            raise CommandError(_("The database is not up to date: run manage.py migrate first.")) from error
        except OSError as error:
            reason = {"file": file, "reason": error.strerror or error}
            raise CommandError(_("%(file)s cannot be written (%(reason)s).") % reason) from error
        except (DatabaseError, InterfaceError) as error:
            reason = {"reason": str(error).strip()}
            raise CommandError(
                _("The database cannot be read (%(reason)s). There is no new backup.") % reason
            ) from error
        if verbosity:
            numbers = {"file": file, "rows": manifest.rows, "tables": len(manifest.tables)}
            self.stdout.write(_("%(file)s: %(rows)s rows of %(tables)s tables.") % numbers)
