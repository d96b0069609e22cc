"""The list of rounds, and the letters of cities. The pages of a round are in `monitoring.rounds`."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from catalog.admin_base.scoped_admin import ScopedAdmin
from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.admin_base.way_back import keeps_way_back
from monitoring.models import LetterTemplate, ReportingRound
from monitoring.rounds.planning import urls as planning_urls
from monitoring.rounds.planning import views as planner_views
from monitoring.rounds.planning.choosing import askable_reports
from monitoring.rounds.planning.forms import ReportsField
from monitoring.rounds.planning.letters import example_of, standard_letter
from monitoring.rounds.review import urls as review_urls


@admin.register(ReportingRound)
class ReportingRoundAdmin(VersionedAdmin):
    list_display = ("title", "municipality", "state", "as_of", "open_until", "opened_on")
    list_select_related = ("municipality",)
    list_filter = ("municipality",)
    search_fields = ("title",)
    ordering = ("-open_until", "-pk")

    def get_urls(self) -> list[URLPattern]:
        return [*planning_urls.urlpatterns, *review_urls.urlpatterns, *super().get_urls()]

    @admin.display(description=gettext_lazy("state"))
    def state(self, reporting_round: ReportingRound) -> str:
        if reporting_round.is_draft:
            return _("draft")
        return _("closed") if reporting_round.is_closed else _("running")

    @admin.display(description=gettext_lazy("opened on"), ordering="opened_at")
    def opened_on(self, reporting_round: ReportingRound) -> str:
        return date_format(reporting_round.opened_at, "SHORT_DATE_FORMAT") if reporting_round.opened_at else ""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offers the reports that the settings of a round look for, by the same names."""
        if db_field.name == "reports":
            kwargs["form_class"] = ReportsField
            kwargs["queryset"] = askable_reports(request).select_related("municipality")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Answers no for a round that was opened: what offices have answered stays."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Adds rounds that were opened to the obstacles."""
        rounds = list(objs)
        going, counts, forbidden, obstacles = super().get_deleted_objects(rounds, request)
        words = _("%(round)s has been opened: it stays with what the offices have answered.")
        return going, counts, forbidden, [*(words % {"round": one} for one in rounds if not one.is_draft), *obstacles]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return keeps_way_back(planner_views.add)(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return keeps_way_back(planner_views.change)(request, object_id)


@admin.register(LetterTemplate)
class LetterTemplateAdmin(ScopedAdmin):
    root = "municipality"
    dependents = ()

    list_display = ("municipality", "subject")
    list_select_related = ("municipality",)
    list_filter = ("municipality",)
    fieldsets = ((None, {"fields": ("municipality", "subject", "text")}),)
    readonly_fields = ("preview",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Adds the preview of a letter that is saved."""
        found = super().get_fieldsets(request, obj)
        return [*found, (gettext_lazy("Preview"), {"fields": ("preview",)})] if obj else found

    @admin.display(description=gettext_lazy("as an office gets it"))
    def preview(self, template: LetterTemplate) -> str:
        with override(settings.LANGUAGE_CODE):
            letter = example_of(template, timezone.localdate())
        lines = [(line,) for line in letter.text.splitlines() if line.strip()]
        text = format_html_join("", "<p>{}</p>", lines)
        return format_html("<p><strong>{}</strong></p>{}", letter.subject, text)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begins with the letter that cities without one of their own use."""
        letter = standard_letter()
        return {"subject": letter.subject, "text": letter.text, **super().get_changeform_initial_data(request)}
