"""Does what is due once a day, one command after the other: `manage.py daily`, meant for cron.

A failure does not keep the other commands from running; it is named at the end, and the command fails.
"""

import logging
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class DailyPart(NamedTuple):
    """A command that can also be run alone."""

    command: str
    arguments: tuple[str, ...] = ()


PARTS = (
    DailyPart("forget_logins"),
    DailyPart("remove_unfinished_imports"),
    DailyPart("empty_recycle_bin"),
    DailyPart("forget_attachments"),
    DailyPart("close_reports"),
    DailyPart("judge_measures"),
    DailyPart("prune_db_task_results", ("--queue-name=*", "--verbosity=0")),
    DailyPart("forget_mails"),
    DailyPart("send_reminders"),
    DailyPart("send_staff_mails"),
    DailyPart("send_digests"),
)


class Command(BaseCommand):
    help = "Does what has to be done once a day: removes what is no longer needed, sends reminders and digests."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--backup", type=Path, metavar="FILE", help="make a backup first")

    def handle(self, *, backup: Path | None, **options: Any) -> None:
        first = [DailyPart("backup", (str(backup), "--verbosity=0"))] if backup else []
        failed = [part.command for part in (*first, *PARTS) if not self.is_done(part)]
        if failed:
            raise CommandError(_("Failed: %(commands)s.") % {"commands": ", ".join(failed)})

    def is_done(self, part: DailyPart) -> bool:
        try:
            call_command(part.command, *part.arguments, stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            self.stderr.write(f"{part.command}: {error}")
            return False
        except Exception:
            logger.exception("%s failed", part.command)
            return False
        return True
