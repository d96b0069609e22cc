"""A passkey or a code from an app beside the password: optional for everybody, or required (SECOND_FACTOR)."""

from collections.abc import Callable

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from catalog.models import User

PASSWORDS = "catalog.permissions.backend.PolicyBackend"
PASSED = "second_factor_of"  # key of the session: the id of the person whose code was right
LAST_STEP = "last_step"  # key of an authenticator's data: the half minute whose code was the last one accepted
# The pages that people may open before they have set up a required second factor.
WAY_TO_SET_UP = {
    *("mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"),
    *("logout", "log-out", "health", "jsi18n", "favicon"),
}
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_on() -> bool:
    return bool(settings.SECOND_FACTOR != "off")


def is_required() -> bool:
    return bool(settings.SECOND_FACTOR == "required")


def has_second_factor(person: User) -> bool:
    return bool(Authenticator.objects.filter(user=person, type__in=KINDS).exists())


def remember_passed(request: HttpRequest, person: User) -> None:
    request.session[PASSED] = person.pk


@transaction.atomic
def use_up(authenticator: Authenticator, code: str) -> bool:
    """Marks a code as used; tells whether it is newer than all codes accepted before, by any process.

    django-allauth crosses out spare codes, under the same lock.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    locked = Authenticator.objects.select_for_update(no_key=True).filter(pk=authenticator.pk).first()
    step = step_of(locked, code) if locked else None
    if locked is None or step is None or step <= locked.data.get(LAST_STEP, 0):
        return False
    locked.data[LAST_STEP] = step
    locked.save(update_fields=["data"])
    return True


def step_of(authenticator: Authenticator, code: str) -> int | None:
    """Returns the half minute, counted since 1970, that a code belongs to; None where it is wrong or too old."""
    secret = decrypt(authenticator.data["secret"])
    steps = yield_hotp_counters_from_time()
    fitting = (
        step for step in steps if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
    )
    return next(fitting, None)


def log_in(request: HttpRequest, person: User, then: str) -> HttpResponse:
    """Begins a session after a right password, or asks for the code first."""
    person.backend = PASSWORDS
    if is_on():
        record_authentication(request, person, method="password")
        response: HttpResponse = perform_login(request, person, redirect_url=then)
        return response
    login(request, person)
    return redirect(then)


def take_away(person: User) -> bool:
    """Removes second factor and recovery codes, so that a new one can be set up; tells whether there was one."""
    number, _by_model = Authenticator.objects.filter(user=person).delete()
    return bool(number)


def guard(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Ends every session that lacks the second factor; where it is required, leads to the page that sets one up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_on() or settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return get_response(request)
        if has_second_factor(request.user):
            if request.session.get(PASSED) != request.user.pk:
                logout(request)
        elif is_required() and name_of(request) not in WAY_TO_SET_UP:
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware


def name_of(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
