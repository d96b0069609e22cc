"""Reminds the offices that have not answered: `manage.py send_reminders`, once a day by cron."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.rounds.mails.reminders import UnreachedError, reminders, send_reminders


class Command(BaseCommand):
    help = "Remind offices whose answers are due, on working days, each once; nothing is sent to who has answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only name the offices something is due for")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        today = timezone.localdate()
        if dry_run:
            for reminder in reminders(today):
                self.stdout.write(f"{reminder.request} – {reminder.stage.label}")
            return
        try:
            sent, failed = send_reminders(today)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except UnreachedError:
            raise CommandError(_("The mail server cannot be reached. The next run sends what is due.")) from None
        self.stdout.write(_("%(sent)d reminders sent.") % {"sent": sent})
        if failed:
            raise CommandError(_("%(failed)d mails were not sent or may not have arrived.") % {"failed": failed})
