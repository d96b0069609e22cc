"""The list of status updates of all measures, newest first."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from monitoring.admin.measure_child_admin import MeasureChildAdmin
from monitoring.admin.review import ReviewedAdmin
from monitoring.admin.texts import SHORT_TEXTS, name_of
from monitoring.badges import publication_badge, status_badge
from monitoring.models import StatusUpdate


@admin.register(StatusUpdate)
class StatusUpdateAdmin(ReviewedAdmin, MeasureChildAdmin):
    list_display = ("measure_name", "word", "as_of", "state", "author", "report_name")
    list_select_related = (*MeasureChildAdmin.list_select_related, "author")
    list_filter = ("measure__report__municipality", "measure__report", "status", "publication", "as_of")
    search_fields = (*MeasureChildAdmin.search_fields, "text", "next_steps", "reason", "remark")
    fields = ("measure", ("status", "as_of", "publication"), "text", "next_steps", "reason", "remark", "written_by")
    readonly_fields = ("written_by",)
    formfield_overrides = SHORT_TEXTS
    actions = (*ReviewedAdmin.actions, "release")

    @admin.display(description=_("status"), ordering="status")
    def word(self, update: StatusUpdate) -> str:
        return status_badge(update.shown_status)

    @admin.display(description=_("publication"), ordering="publication")
    def state(self, update: StatusUpdate) -> str:
        return publication_badge(update.publication)

    @admin.display(description=_("author"))
    def written_by(self, update: StatusUpdate) -> str:
        return name_of(update.author)

    def say_who_sees(self, request: HttpRequest, row: Any) -> None:
        super().say_who_sees(request, row)
        self.say_same_day(request, [row])

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)
