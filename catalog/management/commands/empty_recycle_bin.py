"""Deletes for good what has lain in the recycle bin for long enough; meant for cron."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import DAYS_KEPT, DeletedThing


class Command(BaseCommand):
    help = "Empty the recycle bin of what was deleted long ago. Its history stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS_KEPT, help=f"how long it is kept; by default {DAYS_KEPT}")
        parser.add_argument("--dry-run", action="store_true", help="only say how much there is")

    def handle(self, *, days: int, dry_run: bool, **options: Any) -> None:
        if days < 0:
            raise CommandError(_("The number of days cannot be negative."))
        expired = DeletedThing.objects.filter(deleted_at__lte=timezone.now() - timedelta(days=days))
        number = expired.count() if dry_run else expired.delete()[0]
        self.stdout.write(self._sentence(dry_run, number) % {"number": number})

    def _sentence(self, dry_run: bool, number: int) -> str:
        if dry_run:
            return ngettext(
                "%(number)s deleted thing would be thrown away.",
                "%(number)s deleted things would be thrown away.",
                number,
            )
        return ngettext(
            "%(number)s deleted thing was thrown away.", "%(number)s deleted things were thrown away.", number
        )
