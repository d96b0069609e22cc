"""Deletes what logins have left behind and nobody needs any more; meant for cron."""

from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.kept_forms.keeping import forget_expired
from catalog.people.lockout import forget_old_attempts
from catalog.rate_limits import forget_ended


class Command(BaseCommand):
    help = "Delete failed logins, with their addresses, that lock nobody out, and sessions and counts that have ended."

    def handle(self, **options: Any) -> None:
        attempts = forget_old_attempts()
        sessions, _by_model = Session.objects.filter(expire_date__lt=timezone.now()).delete()
        limits = forget_ended()
        forget_expired()
        message = _("Forgotten: %(attempts)s failed logins, %(sessions)s ended sessions, %(limits)s ended counts.")
        self.stdout.write(message % {"attempts": attempts, "sessions": sessions, "limits": limits})
