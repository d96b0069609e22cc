"""The log of mails in the admin: read and filtered, never changed. Planners see that of their municipality."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from catalog.models import SentMail
from catalog.permissions.admin import LogAdmin


@admin.register(SentMail)
class SentMailAdmin(LogAdmin):
    list_display = ("moment", "kind", "receiver", "about", "state", "error", "municipality")
    list_select_related = ("municipality",)
    list_filter = ("state", "kind", "municipality", "sent_at")
    search_fields = ("email", "about")
    date_hierarchy = "sent_at"
    fields = ("moment", "kind", "receiver", "about", "municipality", "state", "error")
    readonly_fields = ("moment", "receiver")

    @admin.display(description=_("sent at"), ordering="sent_at")
    def moment(self, mail: SentMail) -> str:
        return date_format(localtime(mail.sent_at), "d.m.Y H:i:s")

    @admin.display(description=_("to"), ordering="email")
    def receiver(self, mail: SentMail) -> str:
        return mail.email or "–"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": _("Log of mails"), **(extra_context or {})})
