"""Deletes uploaded tables that nobody has imported; meant for cron."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.imports.job_state import unfinished
from monitoring.imports.tasks import fail_forgotten
from monitoring.models import SpreadsheetImport

DAYS = 30


class Command(BaseCommand):
    help = "Remove uploaded tables that were never imported. What was imported stays on record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"how long they are kept; by default {DAYS} days")
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *, days: int, dry_run: bool, **options: Any) -> None:
        if days < 0:
            raise CommandError(_("The number of days cannot be negative."))
        fail_forgotten()
        with transaction.atomic():
            imports = unfinished(timezone.now() - timedelta(days=days))
            old = list(imports.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
            if not dry_run:
                SpreadsheetImport.objects.filter(pk__in=old).defer("content").delete()
        self.stdout.write(self._sentence(dry_run, len(old)) % {"number": len(old)})

    def _sentence(self, dry_run: bool, number: int) -> str:
        if dry_run:
            return ngettext(
                "%(number)s unfinished import would be removed.",
                "%(number)s unfinished imports would be removed.",
                number,
            )
        return ngettext(
            "%(number)s unfinished import removed.",
            "%(number)s unfinished imports removed.",
            number,
        )
