"""The admin as a site, with one login for passwords, codes and the city's own login; roles decide who has access."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import LoginView
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from catalog.choices import AuditKind
from catalog.models import AuditEntry
from catalog.people import second_factor
from catalog.people.forms import LoginForm
from catalog.people.single_sign_on import logged_out, session_there
from catalog.permissions.change_list import LONGEST_SEARCH
from catalog.permissions.large_choices import ChoicesOfFormView
from catalog.permissions.policy import has_administration
from measures_tracker.workbench.start import start_context


class PersonLogin(LoginView):
    """A login by name and password, and by a code for people with a second factor."""

    template_name = "admin/login.html"
    form_class = LoginForm

    @method_decorator(sensitive_variables())
    def form_valid(self, form: Any) -> HttpResponse:
        return second_factor.log_in(self.request, form.get_user(), self.get_success_url())


class TrackerSite(admin.AdminSite):
    site_header = site_title = gettext_lazy("Measures tracker")
    index_title = gettext_lazy("What is to be done")
    enable_nav_sidebar = False  # a sidebar would push the last columns of the lists out of sight

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "offers_second_factor": second_factor.is_on()}

    def has_permission(self, request: HttpRequest) -> bool:
        return has_administration(request.user)

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = start_context(request, self.get_app_list(request))
        return super().index(request, {**context, **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Logs readers in, too: people without the administration are led to the site instead of a refusal."""
        home = reverse("admin:index", current_app=self.name)
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(home)
        if request.method == "GET" and request.user.is_authenticated:
            return redirect("home")
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
        return PersonLogin.as_view(extra_context=context)(request)  # type: ignore[return-value]

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        there = session_there(request) if request.method == "POST" else None
        response: HttpResponse = super().logout(request, extra_context)
        return response if there is None else logged_out(request, there)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        response: HttpResponse = super().password_change(request, extra_context)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            AuditEntry.record(
                AuditKind.PASSWORD_CHANGED,
                person=request.user,  # type: ignore[arg-type]
                concerned=request.user,  # type: ignore[arg-type]
            )
        return response

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Refuses what has too many words for a database, as lists do."""
        if len(request.GET.get("term", "")) > LONGEST_SEARCH:
            return HttpResponseBadRequest()
        found: HttpResponse = ChoicesOfFormView.as_view(admin_site=self)(request)  # type: ignore[assignment]  # never a stream
        return found

    def get_urls(self) -> list[URLResolver | URLPattern]:
        view = self.admin_view(self.view_on_site)
        ours: URLPattern = path("r/<int:content_type_id>/<path:object_id>/", view, name="view_on_site")
        return [ours, *(url for url in super().get_urls() if getattr(url, "name", "") != ours.name)]

    def view_on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
        """Leads from a row of the admin to its page, for people who may see the row; Django's own view asks nobody."""
        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        if model is None or not self.is_registered(model):
            raise Http404
        row = self.get_model_admin(model).get_object(request, object_id)
        if row is None or not hasattr(row, "get_absolute_url"):
            raise Http404
        return redirect(row.get_absolute_url())
