"""Writes logins into the audit log, from Django's own signals: every way to log in sends them."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from catalog.choices import AuditKind
from catalog.models import AuditEntry, User


@receiver(user_logged_in)
def record_login(user: User, **_signal: Any) -> None:
    AuditEntry.record(AuditKind.LOGIN, person=user, concerned=user)


@receiver(user_logged_out)
def record_logout(user: User | None, **_signal: Any) -> None:
    if user:
        AuditEntry.record(AuditKind.LOGOUT, person=user, concerned=user)


@receiver(user_login_failed)
def record_failed_login(credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    """Records a failed login, unless it was locked out before.

    The entry names existing people only, as others may have typed a password for a name.
    """
    locked_out = getattr(request, "axes_locked_out", False)
    if locked_out and getattr(request, "axes_failures_since_start", None) is None:
        return
    meant = User.objects.filter(username=str(credentials.get("username", ""))).first()
    AuditEntry.record(AuditKind.LOCKED_OUT if locked_out else AuditKind.LOGIN_FAILED, concerned=meant)
