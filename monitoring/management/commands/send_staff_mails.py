"""Tells staff and offices what has happened in rounds: `manage.py send_staff_mails`, once a day by cron."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.rounds.mails.reminders import UnreachedError
from monitoring.rounds.mails.staff_mails import DAILY, news_for, send_daily
from monitoring.rounds.mails.told import people_told


class Command(BaseCommand):
    help = "Tell staff and offices what has happened in rounds, each in one mail a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much there is to tell to how many")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        if dry_run:
            news = [number for person in people_told() if (number := len(news_for(person, DAILY)))]
            words = _("%(number)d news for %(people)d people")
            self.stdout.write(words % {"number": sum(news), "people": len(news)})
            return
        try:
            count = send_daily(timezone.localdate())
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except UnreachedError:
            raise CommandError(_("The mail server cannot be reached. The next run sends what is due.")) from None
        self.stdout.write(_("%(sent)d mails to staff and offices sent.") % {"sent": count.sent})
        if count.failed:
            raise CommandError(_("%(failed)d mails were not sent or may not have arrived.") % {"failed": count.failed})
