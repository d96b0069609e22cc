"""Mails subscribers what is new: `manage.py send_digests`, once a day by cron."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.site_address import site_address
from reports.models import Subscriber
from reports.subscriptions.portions import KnownNews
from reports.subscriptions.sending import Outcome, in_portions, send_digest, waiting
from reports.subscriptions.subscribing import forget_unconfirmed


class Command(BaseCommand):
    help = "Mails subscribers what is new, at most once a day and nothing twice; forgets what nobody has confirmed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much would be sent to how many")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        try:
            site = site_address()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if dry_run:
            self.count()
        else:
            self.send(site)

    def count(self) -> None:
        for portion, pk in in_portions(waiting(timezone.localdate()), KnownNews()):
            names = {"subscriber": f"{Subscriber._meta.verbose_name} {pk}", "number": len(portion.digests[pk].keys)}
            self.stdout.write(_("%(subscriber)s: %(number)d news") % names)

    def send(self, site: str) -> None:
        """Sends the waiting digests. A failure does not stop the others; no message names an address."""
        forgotten = forget_unconfirmed()
        number = dict.fromkeys(Outcome, 0)
        connection, known = get_connection(), KnownNews()
        try:
            for portion, pk in in_portions(waiting(timezone.localdate()), known):
                outcome = send_digest(portion, pk, site, connection, known)
                number[outcome] += 1
                if outcome in {Outcome.REFUSED, Outcome.UNCERTAIN}:
                    self.stderr.write(f"{Subscriber._meta.verbose_name} {pk}: {outcome.name.lower()}")
        except OSError as error:
            reason = {"reason": type(error).__name__}
            raise CommandError(_("The mail server cannot be reached (%(reason)s).") % reason) from None
        self.stdout.write(
            _("%(sent)d mails sent, %(forgotten)d unconfirmed subscriptions forgotten.")
            % {"sent": number[Outcome.SENT], "forgotten": forgotten}
        )
        if failed := number[Outcome.REFUSED] + number[Outcome.UNCERTAIN]:
            raise CommandError(_("%(failed)d mails were not sent or may not have arrived.") % {"failed": failed})
