"""Restores a backup into an empty database, or in place of what the database holds: `manage.py restore FILE`."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures_tracker.backups.backup import UnmigratedError
from measures_tracker.backups.checksummed_file import DamagedFileError
from measures_tracker.backups.manifest import VERSION, ForeignFileError
from measures_tracker.backups.restore import NotEmptyError, OtherMigrationsError, restore


class Command(BaseCommand):
    help = "Puts everything from a backup into the database: all of it or nothing. Everybody has to log in again."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="as written by manage.py backup, on whichever database")
        parser.add_argument(
            "--replace", action="store_true", help="first delete everything that the database holds now"
        )

    def handle(self, *, file: Path, replace: bool, verbosity: int, **options: Any) -> None:
        def progress(table: str, rows: int) -> None:
            if verbosity > 1:
                self.stderr.write(f"{table}: {rows}")

        try:
            manifest = restore(file, progress, replace=replace)
        except DamagedFileError as error:
            raise refused(
                _("%(file)s is damaged or is no backup: its checksum does not match.") % {"file": file}
            ) from error
        except ForeignFileError as error:
            raise refused(self.explain_format(file, error)) from error
        except OtherMigrationsError as error:
            raise refused(self.explain_migrations(error)) from error
        except UnmigratedError as error:
            raise refused(_("The database is not up to date: run manage.py migrate first.")) from error
        except NotEmptyError as error:
            raise refused(
                _("The database is not empty (%(table)s). Use --replace to delete everything in it.")
                % {"table": error.table}
            ) from error
        except OSError as error:
            reason = {"file": file, "reason": error.strerror or error}
            raise refused(_("%(file)s cannot be read (%(reason)s).") % reason) from error
        except (DatabaseError, InterfaceError) as error:
            raise refused(_("The database refuses (%(reason)s).") % {"reason": str(error).strip()}) from error
        if verbosity:
            made_at = date_format(timezone.localtime(datetime.fromisoformat(manifest.made_at)), "DATETIME_FORMAT")
            numbers = {"rows": manifest.rows, "tables": len(manifest.tables), "made_at": made_at}
            self.stdout.write(_("Restored as of %(made_at)s: %(rows)s rows of %(tables)s tables.") % numbers)

    def explain_format(self, file: Path, error: ForeignFileError) -> str:
        if error.version is None:
            return _("%(file)s is no backup of this application.") % {"file": file}
        versions = {"theirs": error.version, "ours": VERSION}
        return _("The backup has format %(theirs)s; this version reads format %(ours)s.") % versions

    def explain_migrations(self, error: OtherMigrationsError) -> str:
        """Explains that only the version that made the backup can restore it; updating comes after."""
        text = [_("The backup was made by another version of the application. Restore it with that one, then update.")]
        if error.unknown:
            text.append(_("Unknown here: %(names)s.") % {"names": ", ".join(error.unknown)})
        if error.lacking:
            text.append(_("Not yet in the backup: %(names)s.") % {"names": ", ".join(error.lacking)})
        return " ".join(text)


def refused(reason: str) -> CommandError:
    return CommandError(_("%(reason)s Nothing has been written.") % {"reason": reason})
