"""Deletes what the log of mails has kept for long enough; part of `daily`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from catalog.models import SentMail


class Command(BaseCommand):
    help = "Delete the entries of the log of mails that are older than 180 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        old = SentMail.objects.too_old()
        number = old.count()
        if not dry_run:
            old.delete()
        self.stdout.write(_("Old entries of the log of mails: %(number)s.") % {"number": number})
