"""Limits on how often something may be done, counted in the database, so that all workers of the site count together.

django-allauth keeps failed attempts and used tokens in Django's cache, which lies here, too (CACHES in the settings).
"""

import ipaddress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from catalog.models import Limit

IPV6_CUSTOMER = 64  # bits of an address that a provider assigns; its customer may choose the rest at will


def client_address(request: HttpRequest) -> str | None:
    """Returns where a request comes from; an IPv6 address is cut to the part a provider gives to one customer.

    X-Forwarded-For is read from the right and only as far as there are proxies of our own: anybody can send the rest.
    None on a socket without addresses.
    """
    named: str = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= settings.PROXIES:
            named = forwarded[-settings.PROXIES].strip()
    try:
        address = ipaddress.ip_address(named)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or ipaddress.ip_network((address, IPV6_CUSTOMER), strict=False).network_address
    return str(address)


@transaction.atomic
def allow(what: str, whom: str, *, most: int, within: timedelta) -> bool:
    """Counts one more, or returns False if the limit is reached; the period runs from the first one."""
    now = timezone.now()
    first = {"value": 0, "ends_at": now + within}
    limit, _new = Limit.objects.select_for_update(no_key=True).get_or_create(
        key=digest_of(f"{what}:{whom}"), defaults=first
    )
    if limit.ends_at <= now:
        limit.value, limit.ends_at = 0, now + within
    if limit.value >= most:
        return False
    limit.value += 1
    limit.save()
    return True


def forget_ended() -> int:
    """Deletes the limits that have ended; returns their number."""
    number, _by_model = Limit.objects.filter(ends_at__lte=timezone.now()).delete()
    return number


def digest_of(key: str) -> str:
    """Returns a checksum that needs the secret key: there are few enough addresses to try them all."""
    return salted_hmac("catalog.rate_limits", key, algorithm="sha256").hexdigest()


class DatabaseCache(BaseCache):
    """A cache of Django on the table of limits.

    A key is added by one worker only, and nothing is dropped before its end; Django's own cache in the database
    promises neither.
    """

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        digest = self._digest(key, version)
        Limit.objects.filter(key=digest, ends_at__lte=timezone.now()).delete()
        try:
            with transaction.atomic():
                Limit.objects.create(key=digest, value=value, ends_at=self._end(timeout))
        except IntegrityError:
            return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        limit = Limit.objects.filter(key=self._digest(key, version), ends_at__gt=timezone.now()).first()
        return limit.value if limit else default

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        row = {"value": value, "ends_at": self._end(timeout)}
        Limit.objects.update_or_create(key=self._digest(key, version), defaults=row)

    def delete(self, key: str, version: int | None = None) -> bool:
        number, _by_model = Limit.objects.filter(key=self._digest(key, version)).delete()
        return bool(number)

    def clear(self) -> None:
        Limit.objects.all().delete()

    def _digest(self, key: str, version: int | None) -> str:
        return digest_of(self.make_key(key, version))

    def _end(self, timeout: float | None) -> datetime:
        moment = self.get_backend_timeout(timeout)
        if moment is None:
            raise ValueError("A limit needs an end.")
        return datetime.fromtimestamp(moment, UTC)
