"""The admin as a site: who gets in follows from the roles, and no number betrays the address of a row."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy

from catalog.permissions import has_administration


class TrackerSite(admin.AdminSite):
    site_header = site_title = gettext_lazy("Measures tracker")
    index_title = gettext_lazy("Overview")
    enable_nav_sidebar = False  # it would push the last columns of the lists out of sight
    login_form = AuthenticationForm  # readers log in here, too

    def has_permission(self, request: HttpRequest) -> bool:
        return has_administration(request.user)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Who has logged in and no administration is led to the site instead of a closed door."""
        if request.method == "GET" and request.user.is_authenticated and not self.has_permission(request):
            return redirect("home")
        return super().login(request, extra_context)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        view = self.admin_view(self.view_on_site)
        ours: URLPattern = path("r/<int:content_type_id>/<path:object_id>/", view, name="view_on_site")
        return [ours, *(url for url in super().get_urls() if getattr(url, "name", "") != ours.name)]

    def view_on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
        """Leads from a row of the admin to its page; Django's own view would say the address of every row."""
        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        if model is None or not self.is_registered(model):
            raise Http404
        row = self.get_model_admin(model).get_object(request, object_id)
        if row is None or not hasattr(row, "get_absolute_url"):
            raise Http404
        return redirect(row.get_absolute_url())
