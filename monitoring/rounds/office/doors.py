"""Who gets in at the page of an office: by the link of the mail, or by a login.

A link is guessed by nobody: it has 256 random bits. Links that open nothing are counted all the same, and whoever tries
many is refused. Nothing on these pages is known to caches, search engines or, by `Referer`, to other sites.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.shortcuts import render, resolve_url
from django.urls import reverse

from catalog import rate_limits
from catalog.choices import MemberRole
from catalog.kept_forms.browser import typist_of
from catalog.kept_forms.keeping import answer as keep_form
from catalog.models import Membership
from catalog.models.invitation import digest_of
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from monitoring.models import RoundRequest
from monitoring.rounds.office.answering import Writer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from catalog.models import User

HOUR = timedelta(hours=1)
NOT_FOUND, GONE, TOO_MANY, UNAUTHORISED = 404, 410, 429, 401
JSON = "application/json"
NAME = "name"  # of the cookie with the name that somebody has given
NAME_SALT = "monitoring.rounds.name"
NAME_DAYS = 180
LONGEST_NAME = 200
OURS = frozenset({"same-origin", "none"})
proofs = Signer(salt="monitoring.rounds.proof", sep=".")


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody on the page of an office. `person` has logged in; without one, the link is the proof."""

    http: HttpRequest
    request: RoundRequest
    address: str
    person: User | None = None
    may_write: bool = True

    @property
    def wants_json(self) -> bool:
        return wants_json(self.http)

    @property
    def name(self) -> str:
        """Returns who answers: the login, else what was typed, else the name that this browser has kept."""
        if self.person:
            return self.person.name[:LONGEST_NAME]
        typed = " ".join(self.http.POST.get("answered_by", "").split())[:LONGEST_NAME]
        return typed or kept_name(self.http)

    @property
    def writer(self) -> Writer:
        return Writer(self.name)

    @property
    def proof(self) -> str:
        """Returns what a form of somebody with a login carries: the address of such a page is no secret.

        It belongs to the person, not to the session, so that a form is still good after the session has ended.
        """
        return proofs.sign(f"{self.request.pk}-{self.person.pk}") if self.person else ""

    def file_address(self, name: str) -> str:
        return f"{self.address}{name}"


def wants_json(http: HttpRequest) -> bool:
    return http.headers.get("Accept", "") == JSON


def kept_name(http: HttpRequest) -> str:
    name: str = http.get_signed_cookie(NAME, "", salt=NAME_SALT, max_age=NAME_DAYS * 86_400) or ""
    return name


def keep_name(visit: Visit, response: HttpResponse) -> None:
    """Keeps the name in the browser, for this page only: nothing else of the site gets to see it."""
    if visit.person is None and visit.name and visit.name != kept_name(visit.http):
        response.set_signed_cookie(
            NAME,
            visit.name,
            salt=NAME_SALT,
            max_age=NAME_DAYS * 86_400,
            path=visit.address,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def by_link(http: HttpRequest, token: str) -> Visit | HttpResponse:
    """Returns the visit, or the answer to whoever does not get in."""
    found = RoundRequest.objects.with_token(token).select_related(*RELATED).first()
    if found is None:
        return _opens_nothing(http, token)
    if found.round.needs_login:
        return by_login(http, found.pk)
    return Visit(http, found, reverse("office-page", args=[token]))


RELATED = ("round__municipality__crest", "office", "handed_over_by")


def by_login(http: HttpRequest, pk: int) -> Visit | HttpResponse:
    """Returns the visit of a contributor of the office, or of a planner, who only reads. Raises Http404 for others."""
    address = reverse("office-page-of-request", args=[pk])
    person: Any = http.user
    if not person.is_authenticated:
        return _ask_for_login(http, address)
    found = RoundRequest.objects.filter(pk=pk, round__opened_at__isnull=False).select_related(*RELATED).first()
    if found is None:
        raise Http404
    answers = _answers_for(person, found)
    if not answers and not can(person, Action.VIEW, found):
        raise Http404
    if found.round.is_closed:
        return _ended(http, found)
    return Visit(http, found, address, person, may_write=answers)


def _answers_for(person: User, request: RoundRequest) -> bool:
    """Tells whether somebody contributes for the office."""
    of_office = Membership.objects.filter(role=MemberRole.CONTRIBUTOR, office=request.office_id)
    return of_office.filter(user=person, municipality=request.office.municipality_id).exists()


def _ask_for_login(http: HttpRequest, address: str) -> HttpResponse:
    """Leads to the login, and from there to a page whose address is no secret. What was typed is kept."""
    if wants_json(http):
        return render(http, "rounds/closed_door.html", {"why": "login"}, status=UNAUTHORISED)
    if http.method == "POST" and typist_of(http) is not None and http.path == address:
        return keep_form(http)
    if http.method == "POST":
        context = {
            "why": "login",
            "login": f"{resolve_url(settings.LOGIN_URL)}?next={address}",
            "typed": texts_of(http),
        }
        return render(http, "rounds/closed_door.html", context, status=UNAUTHORISED)
    return redirect_to_login(address, resolve_url(settings.LOGIN_URL))


def texts_of(http: HttpRequest) -> list[str]:
    """Returns the texts of a form that could not be taken, so that nobody has to type them again."""
    return [
        str(text)
        for name, text in http.POST.items()
        if (name.startswith("a") or name.endswith("-text")) and not name.endswith("-base") and text
    ]


def _opens_nothing(http: HttpRequest, token: str) -> HttpResponse:
    """Answers a link that is unknown, revoked or of a draft alike; only of a closed round it says so."""
    ended = RoundRequest.objects.filter(
        digest=digest_of(token), revoked_at__isnull=True, round__closed_at__isnull=False
    )
    if found := ended.select_related(*RELATED).first():
        return _ended(http, found)
    whom = rate_limits.client_address(http) or ""
    if not rate_limits.allow("office links", whom, most=settings.OFFICE_LINKS_PER_ADDRESS, within=HOUR):
        return render(http, "429.html", status=TOO_MANY)
    return render(http, "rounds/closed_door.html", {"why": "unknown"}, status=NOT_FOUND)


def _ended(http: HttpRequest, request: RoundRequest) -> HttpResponse:
    context = {"why": "ended", "round": request.round, "municipality": request.round.municipality}
    return render(http, "rounds/closed_door.html", context, status=GONE)


def is_from_here(visit: Visit) -> bool:
    """Tells whether a form was sent by a page of ours.

    Django's own check compares a cookie, which ends with the session and in private windows, and `Origin`, which is
    "null" on a page that sends no referrer. Here the link itself is what no other site knows; with a login, it is the
    signed field of the form. Beyond that the browser says where a form comes from.
    """
    http = visit.http
    if visit.person and not _is_proof(visit, http.POST.get("proof", "")):
        return False
    site = http.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OURS
    origin = http.headers.get("Origin", "null")
    return origin in {"null", f"{http.scheme}://{http.get_host()}"}


def _is_proof(visit: Visit, proof: str) -> bool:
    try:
        return proofs.unsign(proof) == proofs.unsign(visit.proof)
    except BadSignature:
        return False


def keep_secret(response: HttpResponse) -> HttpResponse:
    """Keeps the address out of referrers, caches and search engines."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private, max-age=0"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
