"""Removes files that nobody can bring back any more; meant for cron."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from monitoring.attachments.contents import forget
from monitoring.attachments.unused import strays, unused


class Command(BaseCommand):
    help = "Removes attached files that no row, no deleted thing and no version of the last 90 days names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        rows, files = list(unused()), list(strays())
        number = len(rows) + len(files)
        if not dry_run:
            for row in rows:
                forget(row)
            for file in files:
                file.unlink(missing_ok=True)
        words = (
            ngettext("%(number)s file would be removed.", "%(number)s files would be removed.", number)
            if dry_run
            else ngettext("%(number)s file was removed.", "%(number)s files were removed.", number)
        )
        self.stdout.write(words % {"number": number})
