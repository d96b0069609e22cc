"""Sends people who have forgotten their password a link by mail, which sets a new one.

Whoever asks gets the same page, after the same time, whether the name exists or not: the mail is written by a worker.
Django signs the link: it is good until it expires, the person logs in or the password changes, and no table keeps it.
A GET changes nothing, because mail servers open every link.
"""

import logging
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from catalog.choices import AuditKind, MailKind
from catalog.mails.messages import message
from catalog.mails.sending import Occasion, send_and_log
from catalog.models import AuditEntry, User
from catalog.people.forms import ForgottenPasswordForm
from catalog.rate_limits import allow, client_address
from catalog.site_address import site_address
from catalog.tasks.task import task
from catalog.tasks.worker import is_worker_alive
from catalog.texts.email_addresses import with_address

logger = logging.getLogger(__name__)
GONE, TOO_MANY = 410, 429
HOUR = timedelta(hours=1)


@sensitive_post_parameters("name")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    form = ForgottenPasswordForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "people/password/ask.html", {"form": form})
    visitor = client_address(request) or ""
    if not allow("password links", visitor, most=settings.PASSWORD_LINKS_PER_ADDRESS, within=HOUR):
        return render(request, "429.html", status=TOO_MANY)
    people = [person.pk for person in people_named(form.cleaned_data["name"])]
    site = site_address(request)
    deliver = mail_links.enqueue if is_worker_alive() else mail_links.call
    deliver(people, site, get_language() or settings.LANGUAGE_CODE)
    return redirect("password_reset_done")


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """Shows the same answer to everybody who has asked."""
    return render(request, "people/password/sent.html", {"hours": settings.PASSWORD_RESET_TIMEOUT // 3600})


def people_named(name: str) -> list[User]:
    """Returns the people with this user name or address who may set a new password by mail."""
    named = User.objects.filter(username=User.normalize_username(name))
    people = {person.pk: person for person in (*named, *with_address(User.objects.all(), name))}
    return [person for person in people.values() if may_reset(person)]


def may_reset(person: User) -> bool:
    """Tells whether a mail may open the account; whoever has no password here logs in with the city's login only."""
    return person.is_active and bool(person.email) and person.has_usable_password()


@task()
def mail_links(people: list[int], site: str, language: str) -> None:
    """Mails each person a link, unless they have got too many within the hour."""
    with override(language):
        for person in filter(may_reset, User.objects.filter(pk__in=people)):
            if allow("password links to", str(person.pk), most=settings.PASSWORD_LINKS_PER_PERSON, within=HOUR):
                send_link(person, site)


def send_link(person: User, site: str) -> None:
    AuditEntry.record(AuditKind.PASSWORD_LINK_SENT, concerned=person)
    try:
        send_and_log(mail_of(person, site), Occasion(kind=MailKind.PASSWORD_LINK, person=person))
    except OSError as error:
        logger.warning("A link for a new password could not be sent: %s", type(error).__name__)


def mail_of(person: User, site: str) -> EmailMessage:
    token = default_token_generator.make_token(person)
    link = reverse("password_reset_confirm", args=[urlsafe_base64_encode(force_bytes(person.pk)), token])
    context = {"person": person, "site": site, "url": site + link, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    return message(_("A new password for your login"), "people/password/mail.txt", context, person.email)


class SetPassword(PasswordResetConfirmView):
    """A page that sets a new password; its address has lost the token of the link, which is kept in the session."""

    template_name = "people/password/set.html"
    success_url = reverse_lazy("admin:login")

    def get_user(self, uidb64: str) -> User | None:
        person = super().get_user(uidb64)
        return person if isinstance(person, User) and may_reset(person) else None

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        return super().render_to_response(context, status=200 if self.validlink else GONE, **options)

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Saves the password, which ends all sessions of the person; the second factor stays as it is."""
        person = form.user
        AccessAttempt.objects.filter(username=person.get_username()).delete()
        AuditEntry.record(AuditKind.PASSWORD_RESET, concerned=person)
        messages.success(self.request, _("Your new password is set. Log in with it now."))
        return super().form_valid(form)


set_password = SetPassword.as_view()
