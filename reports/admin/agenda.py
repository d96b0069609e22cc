"""All open tasks of a planner with the council; the start page shows the first few."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from catalog.admin_base.scoped_admin import ScopedAdmin
from catalog.models import User
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from reports.council.agenda import complete_tasks
from reports.models import CouncilPaper


class AgendaAdmin(ScopedAdmin):
    """An admin with the page of open tasks beside its list."""

    def get_urls(self) -> list[URLPattern]:
        agenda = path("agenda/", self.admin_site.admin_view(self.agenda_view), name="council_agenda")
        return [agenda, *super().get_urls()]

    def agenda_view(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User) or not can(request.user, Action.ADD, CouncilPaper):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("To do for the council"),
            "tasks": complete_tasks(request.user),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/reports/agenda.html", context)
