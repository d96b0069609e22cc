"""Pages to subscribe to news by e-mail, to confirm and to unsubscribe.

A GET changes nothing: scanners of mail servers open every link. Pages with a token are never cached.
"""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import http_date
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from catalog import rate_limits
from catalog.choices import Language
from catalog.site_address import site_address
from monitoring.exports.tables import language_of_files
from reports.models import Subscriber, Subscription
from reports.subscriptions import subscribing
from reports.subscriptions.calendar import CalendarDays, as_calendar, entries
from reports.subscriptions.forms import SubscribeForm
from reports.subscriptions.tokens import confirmed_key, removed_key, removed_key_of_all
from reports.subscriptions.topic import Topic, find_topic, topic_named

GONE, TOO_MANY, UNAVAILABLE = 410, 429, 503
HOUR = timedelta(hours=1)  # period for CONFIRMATIONS_PER_ADDRESS mails to one client
read_or_act = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters("email")
@never_cache
@read_or_act
def subscribe(request: HttpRequest, city: str) -> HttpResponse:
    """Shows the form; `?bericht=`, `?amt=` or `?bericht=…&massnahme=` name less than the whole municipality."""
    topic = topic_named(city, request.GET)
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        refusal = ask_by_mail(request, form.cleaned_data["email"], topic)
        if refusal is None:
            return redirect(topic.asked)
        form.add_error(None, str(refusal.reason))
        status = refusal.status
    context = {"municipality": topic.municipality, "topic": topic, "form": form}
    return render(request, "subscriptions/subscribe.html", context, status=status)


class Refusal(NamedTuple):
    status: int
    reason: Promise


NOT_SENT = Refusal(UNAVAILABLE, _("No mails can be sent at the moment. Please try again later."))
TOO_OFTEN = Refusal(
    TOO_MANY,
    _(
        "Confirmation mails have been asked for very often from your connection within the last hour. "
        "Please try again in an hour."
    ),
)


def ask_by_mail(request: HttpRequest, email: str, topic: Topic) -> Refusal | None:
    """Mails for confirmation; returns a refusal if the same computer has asked too often."""
    whom = rate_limits.client_address(request) or ""
    if not rate_limits.allow("confirmation mails", whom, most=settings.CONFIRMATIONS_PER_ADDRESS, within=HOUR):
        return TOO_OFTEN
    try:
        subscribing.subscribe(email, topic, language(), site_address(request))
    except SMTPRecipientsRefused:
        return None  # an unknown mailbox gets the same answer as all others
    except OSError:
        return NOT_SENT
    return None


@require_safe
def asked(request: HttpRequest, city: str) -> HttpResponse:
    """Shows the same answer to everybody who has asked."""
    topic = topic_named(city, request.GET)
    return render(request, "subscriptions/asked.html", {"municipality": topic.municipality, "topic": topic})


@never_cache
@read_or_act
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    try:
        key = confirmed_key(token)
    except SignatureExpired:
        return answer(request, "expired", status=GONE)
    except BadSignature:
        return answer(request, "unknown", status=404)
    subscription = Subscription.objects.with_followed().filter(key=key).first()
    topic = Topic(subscription.followed) if subscription else None
    if subscription is None or topic is None or not topic.is_public:
        return answer(request, "expired", status=GONE)
    if request.method == "POST":
        if not subscription.is_confirmed:
            subscribing.confirm(subscription, language())
        return redirect("confirm-subscription", token)
    return answer(request, "confirmed" if subscription.is_confirmed else "confirm", topic=topic)


@csrf_exempt  # mail programs post here without the page before (RFC 8058); the token is the proof
@never_cache
@read_or_act
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    try:
        key = removed_key(token)
    except BadSignature:
        return answer(request, "unknown", status=404)
    subscription = Subscription.objects.with_followed().filter(key=key).first()
    if subscription is None:
        return answer(request, "unsubscribed")
    if request.method == "POST":
        subscribing.unsubscribe(subscription)
        return answer(request, "unsubscribed")
    topic = Topic(subscription.followed)
    return answer(request, "unsubscribe", topic=topic if topic.is_public else None)


@csrf_exempt  # as above
@never_cache
@read_or_act
def unsubscribe_from_all(request: HttpRequest, token: str) -> HttpResponse:
    try:
        key = removed_key_of_all(token)
    except BadSignature:
        return answer(request, "unknown", status=404)
    subscribers = Subscriber.objects.filter(key=key)
    if request.method == "POST":
        subscribers.delete()
    return answer(request, "unsubscribe" if subscribers.exists() else "unsubscribed", everything=True)


def answer(
    request: HttpRequest, page: str, *, status: int = 200, topic: Topic | None = None, everything: bool = False
) -> HttpResponse:
    context = {"topic": topic, "municipality": topic.municipality if topic else None, "everything": everything}
    response = render(request, f"subscriptions/{page}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def language() -> str:
    spoken = get_language()
    return spoken if spoken in Language.values else Language.GERMAN


@require_safe
@conditional_page
def calendar(request: HttpRequest, **names: str) -> HttpResponse:
    """Returns milestones, deadlines and discussions; calendar programs ask again all day long."""
    with language_of_files():
        topic = find_topic(**names)
        days = CalendarDays.of(topic)
        shown = entries(days)
        content = as_calendar(topic, site_address(request), shown, days.limits)
        name = f"{slugify('-'.join(topic.page.strip('/').split('/')))}-termine.ics"
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = settings.LANGUAGE_CODE
    if changes := [entry.changed_at for entry in shown if entry.changed_at]:
        response["Last-Modified"] = http_date(max(changes).timestamp())
    return response
