"""The admin: its login is the only door, for passwords, codes and the city's own login alike."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from catalog import second_factor
from catalog.models import AuditEntry, AuditKind


class StaffLogin(LoginView):
    """Name and password; whoever has a second factor is asked for it before anything else opens."""

    template_name = "admin/login.html"
    authentication_form = AdminAuthenticationForm

    @method_decorator(sensitive_variables())
    def form_valid(self, form: Any) -> HttpResponse:
        return second_factor.log_in(self.request, form.get_user(), self.get_success_url())


class TrackerSite(admin.AdminSite):
    site_header = site_title = gettext_lazy("Measures tracker")
    index_title = gettext_lazy("Overview")
    enable_nav_sidebar = False  # it would push the last columns of the lists out of sight

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "offers_second_factor": second_factor.is_on()}

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        home = reverse("admin:index", current_app=self.name)
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(home)
        asked_for = request.GET.get(REDIRECT_FIELD_NAME) or request.POST.get(REDIRECT_FIELD_NAME)
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "single_sign_on": settings.SINGLE_SIGN_ON_NAME,
            REDIRECT_FIELD_NAME: asked_for or home,
            **(extra_context or {}),
        }
        return StaffLogin.as_view(extra_context=context)(request)  # type: ignore[return-value]

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        response: HttpResponse = super().password_change(request, extra_context)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            AuditEntry.record(
                AuditKind.PASSWORD_CHANGED,
                person=request.user,  # type: ignore[arg-type]
                concerned=request.user,  # type: ignore[arg-type]
            )
        return response
