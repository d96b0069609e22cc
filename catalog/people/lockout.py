"""Locks out after too many failed logins: a name from an address, or an address at whichever names.

django-axes counts in its own table; counts and addresses are deleted when the lockout is over.
"""

from datetime import datetime

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.rate_limits import client_address


class LoginHandler(AxesDatabaseHandler):
    """A handler of django-axes that locks out an address for all names after failures at many names."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, str] | None = None) -> bool:
        return super().is_locked(request, credentials) or self._address_is_locked(request)

    def _address_is_locked(self, request: HttpRequest) -> bool:
        recent = AccessAttempt.objects.filter(ip_address=client_address(request), attempt_time__gte=forgotten_before())
        failures: int = recent.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
        return failures >= settings.LOGIN_ATTEMPTS_PER_ADDRESS


def forgotten_before() -> datetime:
    """Returns the time before which failed logins no longer count."""
    wait: datetime = timezone.now() - settings.AXES_COOLOFF_TIME
    return wait


def forget_old_attempts() -> int:
    """Deletes failed logins that no longer count, with the addresses; returns the number of rows."""
    number: int
    number, _by_model = AccessAttempt.objects.filter(attempt_time__lt=forgotten_before()).delete()
    return number


def refuse(request: HttpRequest, _response: object = None, _credentials: object = None) -> HttpResponse:
    """Returns the same page whether the name exists or not, and whatever the password was."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "429.html", {"minutes": minutes}, status=429)
