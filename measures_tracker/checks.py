"""Checks of `manage.py check --deploy` for settings that start the site but do not fit together."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - the name is Django's


def proxies_are_counted(app_configs: Any, **_options: Any) -> list[CheckMessage]:
    """Warns where a proxy is believed about HTTPS but not about who asks: all visitors would have its address."""
    if not settings.BEHIND_PROXY or settings.PROXIES:
        return []
    return [
        Warning(
            "BEHIND_PROXY is set, but PROXIES is not: all visitors count as one when passwords are guessed or mails "
            "asked for, and lock one another out.",
            hint="Set PROXIES to the number of your own proxies that add to X-Forwarded-For: PROXIES=1 with one nginx.",
            id="measures_tracker.W001",
        )
    ]
