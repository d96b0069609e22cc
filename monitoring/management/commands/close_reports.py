"""Closes the reports whose day has come; meant for cron."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from monitoring.succession.continuing import close_due


class Command(BaseCommand):
    help = "Close the reports that are to be closed on a day that has come."

    def handle(self, **options: Any) -> None:
        number = close_due(timezone.localdate())
        self.stdout.write(
            ngettext("%(number)d report closed.", "%(number)d reports closed.", number) % {"number": number}
        )
