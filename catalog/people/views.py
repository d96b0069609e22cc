"""Pages of django-allauth around the login, with our titles; each is 404 unless it is switched on."""

from functools import wraps
from typing import Any

import requests
from allauth.account.views import ReauthenticateView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from catalog.choices import AuditKind
from catalog.models import AuditEntry
from catalog.people import second_factor
from catalog.people.adapters import NOT_FINISHED, back_to_login
from catalog.people.lockout import refuse
from catalog.people.second_factor_pages import AdminPage, Readable, View, with_second_factor
from catalog.people.single_sign_on import THERE, logged_out, session_there
from catalog.qr_codes import qr_code


def with_single_sign_on(view: View) -> View:
    """Wraps a page of single sign-on; when the provider is out of reach, it leads to the password."""

    @wraps(view)
    def offered(request: HttpRequest, provider_id: str) -> HttpResponseBase:
        if not settings.SINGLE_SIGN_ON_NAME:
            raise Http404
        try:
            return view(request, provider_id)
        except requests.RequestException:
            return back_to_login(request, NOT_FINISHED)

    return never_cache(offered)


class ProviderAdapter(openid_connect.OpenIDConnectOAuth2Adapter):
    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """Adds to the login what ends the provider's session; it has to outlast the second factor."""
        login: SocialLogin = super().complete_login(request, app, token, **kwargs)
        login.account.extra_data[THERE] = {
            "token": kwargs["response"].get("id_token", ""),
            "address": self.openid_config.get("end_session_endpoint", ""),
        }
        return login


def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    response: HttpResponse = OAuth2CallbackView.adapter_view(ProviderAdapter(request, provider_id))(request)
    return response


class LogOut(LogoutView):
    next_page = "home"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        there = session_there(request)
        response = super().post(request, *args, **kwargs)
        return response if there is None else logged_out(request, there)


class OneTime:
    """A mixin for forms with a code that refuses a code used before."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not second_factor.use_up(self.authenticator, code):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(OneTime, AuthenticateForm):
    """A form for the code in the second step of a login."""


class CodeAgainForm(OneTime, ReauthenticateForm):
    """A form for the code that confirms an action during a session."""


class PasskeyForm(Readable, AuthenticateWebAuthnForm):
    """A form for the passkey in the second step of a login."""


class AskForCode(AdminPage, AuthenticateView):
    """A view for the second step of a login. A wrong code counts like a wrong password."""

    form_class = CodeForm
    webauthn_form_class = PasskeyForm
    template_name = "mfa/authenticate.html"
    page_title = _("Second step")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        person = self.stage.login.user
        has = {kind.value: is_mfa_enabled(person, [kind]) for kind in second_factor.KINDS}
        return {**context, "has": has}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        credentials = {"username": self.stage.login.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            return refuse(request)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        second_factor.remember_passed(self.request, self.stage.login.user)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        credentials = {"username": self.stage.login.user.get_username()}
        user_login_failed.send(sender=__name__, credentials=credentials, request=self.request)
        response: HttpResponse = super().form_invalid(form)
        return response


class Overview(AdminPage, IndexView):
    template_name = "mfa/index.html"
    page_title = _("Second factor")


class SetUp(AdminPage, ActivateTOTPView):
    template_name = "mfa/activate.html"
    page_title = _("Set up a second factor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "drawing": qr_code(context["totp_url"]), "is_required": second_factor.is_required()}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        phone = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        second_factor.use_up(phone, form.cleaned_data["code"])
        second_factor.remember_passed(self.request, self.request.user)
        AuditEntry.record(AuditKind.SECOND_FACTOR_ADDED, person=self.request.user, concerned=self.request.user)
        return response


class TakeAway(AdminPage, DeactivateTOTPView):
    template_name = "mfa/deactivate.html"
    page_title = _("Remove the second factor")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        AuditEntry.record(AuditKind.SECOND_FACTOR_REMOVED, person=self.request.user, concerned=self.request.user)
        return response


class SpareCodes(AdminPage, ViewRecoveryCodesView):
    template_name = "mfa/spare_codes.html"
    page_title = _("Spare codes")


class NewSpareCodes(AdminPage, GenerateRecoveryCodesView):
    template_name = "mfa/new_spare_codes.html"
    page_title = _("New spare codes")


class PasswordAgain(AdminPage, ReauthenticateView):
    template_name = "mfa/again.html"
    page_title = _("Confirm that it is you")


class CodeAgain(AdminPage, CodeAgainView):
    form_class = CodeAgainForm
    template_name = "mfa/again.html"
    page_title = _("Confirm that it is you")


def to_login(request: HttpRequest) -> HttpResponse:
    """Leads to the login, for people whom django-allauth makes begin again."""
    return redirect("admin:login")


log_out = LogOut.as_view()
ask_for_code = with_second_factor(AskForCode.as_view())
overview = with_second_factor(Overview.as_view())
set_up = with_second_factor(SetUp.as_view())
take_away = with_second_factor(TakeAway.as_view())
spare_codes = with_second_factor(SpareCodes.as_view())
new_spare_codes = with_second_factor(NewSpareCodes.as_view())
password_again = with_second_factor(PasswordAgain.as_view())
code_again = with_second_factor(CodeAgain.as_view())
begin_again = with_second_factor(to_login)
single_sign_on = with_single_sign_on(openid_connect.login)
single_sign_on_back = with_single_sign_on(from_provider)
