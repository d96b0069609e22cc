"""Whatever may happen once, or a few times only, is counted in the database: for all workers, and exactly."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.internal.jwtkit import verify_jti
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.cache import cache
from django.db import connections
from django.db.utils import ConnectionHandler
from django.utils import timezone

from catalog import limits, second_factor
from catalog.models import Limit
from tests.databases import Databases, connected_to
from tests.factories import make_user
from tests.second_factor import another_worker, code_of

pytestmark = pytest.mark.both

WORKERS = 8
HOUR = timedelta(hours=1)


def at_once(url: str, act: Callable[[], bool]) -> Counter[bool]:
    """What is answered to eight workers that ask in the same moment, each with a connection of its own."""
    with connected_to(url) as database:
        config = database.settings_dict
    begin = Barrier(WORKERS)

    def work(_number: int) -> bool:
        with closing(ConnectionHandler({"default": config})["default"]) as connection:
            connections["default"] = connection
            connection.ensure_connection()
            begin.wait()
            return act()

    with ThreadPoolExecutor(WORKERS) as pool:
        return Counter(pool.map(work, range(WORKERS)))


def test_eight_workers_cannot_pass_a_limit_twice(databases: Databases, own_empty: str) -> None:
    url = databases.url_of(own_empty)
    with connected_to(url):
        person, secret = make_user(), generate_totp_secret()
        phone = TOTP.activate(person, secret).instance
        spare = RecoveryCodes.activate(person)
        spare_code = spare.generate_codes()[0]
        cache.set("run out", "y", timeout=60)
        Limit.objects.update(ends_at=timezone.now() - HOUR)
    code = code_of(secret)

    def use_spare_code() -> bool:
        return bool(Authenticator.objects.get(pk=spare.instance.pk).wrap().validate_code(spare_code))

    acts: dict[str, tuple[Callable[[], bool], int]] = {
        "a code of the app": (lambda: second_factor.use_up(phone, code), 1),
        "a spare code": (use_spare_code, 1),
        "a key": (lambda: cache.add("new", "y", timeout=60), 1),
        "a key that has run out": (lambda: cache.add("run out", "y", timeout=60), 1),
        "a number": (lambda: limits.allow("mails", "192.0.2.1", most=3, within=HOUR), 3),
    }
    answers = {name: at_once(url, act) for name, (act, _most) in acts.items()}
    assert answers == {name: {True: most, False: WORKERS - most} for name, (_act, most) in acts.items()}


@pytest.mark.django_db
def test_an_older_code_is_none_once_a_newer_one_was_accepted(settings: Any) -> None:
    settings.MFA_TOTP_TOLERANCE = 1
    secret = generate_totp_secret()
    phone = TOTP.activate(make_user(), secret).instance
    now = code_of(secret)
    before = code_of(secret, steps=-1)
    assert second_factor.use_up(phone, now)
    assert not second_factor.use_up(phone, before)
    assert second_factor.use_up(phone, code_of(secret, steps=1))


@pytest.mark.django_db
def test_a_token_of_the_city_is_good_once_whichever_worker_is_asked() -> None:
    token = {"iss": "https://login.example.org", "jti": "7", "exp": timezone.now().timestamp() + 60}
    verify_jti(token)
    another_worker()
    with pytest.raises(OAuth2Error):
        verify_jti(token)


@pytest.mark.django_db
def test_what_is_kept_is_what_the_cache_was_given() -> None:
    assert cache.get("a", "nothing") == "nothing"
    for value in ([1.5, 2.5], "y", True, None):
        cache.set("a", value, timeout=60)
        assert cache.get("a", "nothing") == value
        assert "a" in cache
    assert not cache.add("a", "other", timeout=60)
    assert cache.delete("a")
    assert not cache.delete("a")
    cache.set("a", "y", timeout=0)
    assert cache.get("a") is None
    assert cache.add("a", "y")
    cache.clear()
    assert not Limit.objects.exists()
    with pytest.raises(ValueError, match="end"):
        cache.set("a", "y", timeout=None)


@pytest.mark.django_db
def test_the_database_names_neither_people_nor_computers() -> None:
    cache.set("allauth:rl:ip:192.0.2.1:user:anna", "y", timeout=60)
    limits.allow("mails", "192.0.2.1", most=3, within=HOUR)
    kept = str(list(Limit.objects.values()))
    assert Limit.objects.count() == 2
    assert "192.0.2.1" not in kept
    assert "anna" not in kept
