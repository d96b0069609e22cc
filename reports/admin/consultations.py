"""Recording what came of a paper takes a minute: one short form for each meeting."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.editing.kept import KeptAdmin
from reports.models import Consultation

DECIDED_BEFORE = ("paper", "committee", "role", "order", "is_public", "hand_in_by")


@admin.register(Consultation)
class ConsultationAdmin(KeptAdmin):
    list_display = ("paper", "committee", "meeting_on", "role", "is_public", "result")
    list_select_related = ("paper", "committee")
    list_filter = ("paper__municipality", "committee", "result")
    ordering = ("-meeting_on", "pk")
    readonly_fields = DECIDED_BEFORE
    fieldsets = (
        (None, {"fields": ("paper", ("committee", "role"), ("is_public", "hand_in_by"))}),
        (
            _("Result"),
            {
                "fields": (
                    ("meeting_on", "agenda_item"),
                    "result",
                    ("votes_for", "votes_against", "abstentions"),
                    "deviating_text",
                )
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Meetings are added on the page of their paper."""
        return False

    def save_model(self, request: HttpRequest, obj: Consultation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.wait_for_another_meeting():
            messages.info(request, gettext("The committee will have it again: name the day as soon as it is known."))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields
