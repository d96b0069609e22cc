"""Municipalities and their offices."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import DateField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.admin.forms import CrestForm
from catalog.admin.links import measures_link
from catalog.admin_base.audience import AudienceAdmin
from catalog.admin_base.scoped_admin import ScopedAdmin
from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.models import Crest, Municipality, Office, Responsibility
from catalog.permissions.admin import GovernedInline
from catalog.permissions.large_lists import number_of


class CrestInline(GovernedInline, admin.StackedInline):
    """The crest of a municipality: shown, replaced or removed."""

    model = Crest
    form = CrestForm
    max_num = 1
    readonly_fields = ("preview",)
    fields = ("preview", "upload", "description", "source", "seen_digest")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Crest]:
        return super().get_queryset(request).select_related("municipality").defer("picture")

    @admin.display(description=_("now"))
    def preview(self, crest: Crest) -> str:
        if not crest.digest:
            return gettext("no crest")
        picture = '<img src="{}" width="{}" height="{}" alt="{}">'
        return format_html(picture, crest.address, crest.width, crest.height, crest.description)


@admin.register(Municipality)
class MunicipalityAdmin(AudienceAdmin, VersionedAdmin):
    list_display = ("name", "state", "ags", "is_public")
    list_filter = ("state", "is_public")
    search_fields = ("name", "ags")
    address_from = "name"
    fieldsets = (
        (None, {"fields": ("name", "slug", "ags", "state", "is_public", "is_invented")}),
        (_("Contact"), {"fields": ("website", "contact_name", "contact_email")}),
        (_("Start page"), {"fields": ("introduction", "plain_language", "accent")}),
    )
    inlines = (CrestInline,)


@admin.register(Office)
class OfficeAdmin(AudienceAdmin, ScopedAdmin):
    root = "municipality"
    dependents = ("parent", "successor")

    list_display = ("name", "abbreviation", "kind", "municipality", "number_of_measures", "dissolved_on")
    list_select_related = ("municipality",)
    list_filter = ("municipality", "kind", ("dissolved_on", admin.EmptyFieldListFilter))
    search_fields = ("name", "abbreviation")
    address_from = "name"
    fieldsets = (
        (None, {"fields": ("municipality", "name", "abbreviation", "slug", "kind")}),
        (_("Rounds"), {"fields": ("email", "substitute_email")}),
        (_("Place and end"), {"fields": ("parent", "dissolved_on", "successor")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Office]:
        offices: QuerySet[Office] = super().get_queryset(request)
        return offices.annotate(measure_count=number_of(Responsibility, "office"))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Adds offices that have ever been responsible for a measure to the obstacles."""
        offices = list(objs)
        going, counts, forbidden, obstacles = super().get_deleted_objects(offices, request)
        named = [office for office in offices if office.was_responsible()]
        words = gettext("%(office)s has been responsible for measures: open it and dissolve it instead.")
        return going, counts, forbidden, [*(words % {"office": office} for office in named), *obstacles]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Offers to dissolve an office that cannot be deleted."""
        office: Any = self.get_object(request, unquote(object_id))
        if office is None or not office.was_responsible():
            return super().delete_view(request, object_id, extra_context)
        may_dissolve = self.has_change_permission(request, office)
        if request.method == "POST" and "_dissolve" in request.POST and may_dissolve:
            return self._dissolve(request, office)
        context = {"dissolve_instead": True, "may_dissolve": may_dissolve}
        return super().delete_view(request, object_id, {**context, **(extra_context or {})})

    def _dissolve(self, request: HttpRequest, office: Office) -> HttpResponse:
        try:
            office.dissolved_on = DateField().clean(request.POST.get("dissolved_on"))
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        office.save(update_fields=["dissolved_on"])
        self.log_change(request, office, [{"changed": {"fields": ["dissolved on"]}}])
        self.message_user(request, gettext("The office has been dissolved."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:catalog_office_change", args=[office.pk]))

    @admin.display(description=_("measures"), ordering="measure_count")
    def number_of_measures(self, office: Any) -> str:
        return measures_link(office.measure_count, office=office.pk)
