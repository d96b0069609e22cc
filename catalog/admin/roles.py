"""Roles in the admin. Planners give roles in their municipality by inviting; administrators may pick people."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.choice_fields import OfMunicipalityField
from catalog.choices import AuditKind
from catalog.models import AuditEntry, Membership, Office
from catalog.models.membership import words_for
from catalog.permissions.admin import GovernedAdmin, GovernedInline, without_shortcuts


class OfMunicipality:
    """A mixin that names offices with their municipality where there are several to choose from."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "office":
            kwargs["form_class"] = OfMunicipalityField
            kwargs["queryset"] = Office.objects.select_related("municipality").order_by("municipality__name", "name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


def record(request: HttpRequest, kind: AuditKind, membership: Membership) -> None:
    AuditEntry.record(
        kind,
        person=request.user,  # type: ignore[arg-type]
        concerned=membership.user,
        subject=words_for(membership),
        municipality=membership.municipality,
    )


class RecordedAdmin(admin.ModelAdmin):
    """An admin that writes roles given or taken in its inlines into the audit log."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Membership:
            given = [*formset.new_objects, *(row for row, _fields in formset.changed_objects)]
            for membership in given:
                record(request, AuditKind.ROLE_GIVEN, membership)
            for membership in formset.deleted_objects:
                record(request, AuditKind.ROLE_TAKEN, membership)


class MembershipInline(OfMunicipality, GovernedInline, admin.TabularInline):
    model = Membership
    fields = ("municipality", "role", "office")
    extra = 0


@admin.register(Membership)
class MembershipAdmin(OfMunicipality, GovernedAdmin):
    """The admin of roles; person and municipality of a stored role cannot be changed."""

    list_display = ("person", "email", "role", "office", "municipality", "last_login")
    list_display_links = ("person",)
    list_select_related = ("user", "municipality", "office")
    list_filter = ("municipality", "role", "office")
    search_fields = ("user__username", "user__email", "user__first_name", "user__last_name")
    fields = ("user", "municipality", "role", "office")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("user", "municipality") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if office := form.base_fields.get("office"):
            without_shortcuts(office.widget)
            if obj:
                office.queryset = office.queryset.filter(municipality=obj.municipality_id)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(request, AuditKind.ROLE_GIVEN, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        record(request, AuditKind.ROLE_TAKEN, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset.select_related("user", "municipality", "office"):
            record(request, AuditKind.ROLE_TAKEN, membership)
        super().delete_queryset(request, queryset)

    @admin.display(description=_("person"), ordering="user__last_name")
    def person(self, membership: Membership) -> str:
        return membership.user.name

    @admin.display(description=_("e-mail"), ordering="user__email")
    def email(self, membership: Membership) -> str:
        return membership.user.email

    @admin.display(description=_("last login"), ordering="user__last_login")
    def last_login(self, membership: Membership) -> Any:
        return membership.user.last_login
