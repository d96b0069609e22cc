"""Pages for passkeys (WebAuthn): beside the password as a second factor, or in place of both.

A passkey without the password logs in only if its device has asked for a PIN, a finger or a face, which makes two
factors.
"""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import parse_authentication_response
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from catalog.choices import AuditKind
from catalog.models import AuditEntry
from catalog.people import second_factor
from catalog.people.second_factor_pages import AdminPage, AnswerField, Readable, with_second_factor

LONGEST_NAME = 100
PASSKEY = "Passkey"  # what the audit log says beside “second factor set up”; the same in all languages


class NewPasskeyForm(AddWebAuthnForm):
    """A form for a new passkey and its name."""

    name = forms.CharField(max_length=LONGEST_NAME, required=False)
    credential = AnswerField()

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class PasskeyAgainForm(Readable, ReauthenticateWebAuthnForm):
    """A form for the passkey that confirms an action during a session."""


class PasskeyAloneForm(Readable, LoginWebAuthnForm):
    """A form for a passkey without a password; its device must have verified the person, whatever it was asked."""

    def clean_credential(self) -> Any:
        authenticator = super().clean_credential()
        answer = parse_authentication_response(self.cleaned_data["credential"]).response
        if not answer.authenticator_data.is_user_verified():
            raise get_adapter().validation_error("incorrect_code")
        return authenticator


class AddPasskey(AdminPage, AddWebAuthnView):
    form_class = NewPasskeyForm
    template_name = "mfa/add_passkey.html"
    page_title = _("Set up a passkey")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_required": second_factor.is_required()}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.remember_passed(self.request, self.request.user)
        record(AuditKind.SECOND_FACTOR_ADDED, self.request)
        return response


class RemovePasskey(AdminPage, RemoveWebAuthnView):
    template_name = "mfa/remove_passkey.html"
    page_title = _("Remove the passkey")
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record(AuditKind.SECOND_FACTOR_REMOVED, self.request)
        return response


class PasskeyAgain(AdminPage, ReauthenticateWebAuthnView):
    form_class = PasskeyAgainForm
    template_name = "mfa/again.html"
    page_title = _("Confirm that it is you")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "with_passkey": True}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response


class LogInWithPasskey(LoginWebAuthnView):
    form_class = PasskeyAloneForm
    success_url = reverse_lazy("admin:index")

    def form_valid(self, form: Any) -> HttpResponse:
        person = form.cleaned_data["credential"].user
        person.backend = second_factor.PASSWORDS
        response: HttpResponse = super().form_valid(form)
        if self.request.user == person:
            second_factor.remember_passed(self.request, person)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        AuditEntry.record(AuditKind.LOGIN_FAILED, subject=PASSKEY)
        messages.error(self.request, _("This passkey opens no login here. Log in with your password."))
        return redirect("admin:login")


def record(kind: AuditKind, request: HttpRequest) -> None:
    AuditEntry.record(kind, person=request.user, concerned=request.user, subject=PASSKEY)  # type: ignore[arg-type]  # logged in


add_passkey = with_second_factor(AddPasskey.as_view())
remove_passkey = with_second_factor(RemovePasskey.as_view())
passkey_again = with_second_factor(PasskeyAgain.as_view())
log_in_with_passkey = with_second_factor(LogInWithPasskey.as_view())
