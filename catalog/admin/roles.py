"""Who has which role where. Planners give roles in their municipality by inviting; administrators may pick people."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.access import GovernedAdmin, GovernedInline, without_shortcuts
from catalog.models import Membership, Office


class OfMunicipality:
    """Offices are named with their municipality where there are several to choose from."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "office":
            kwargs["queryset"] = Office.objects.select_related("municipality").order_by("municipality__name", "name")
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        if db_field.name == "office":
            field.label_from_instance = lambda office: f"{office.municipality}: {office}"
        return field


class MembershipInline(OfMunicipality, GovernedInline, admin.TabularInline):
    model = Membership
    fields = ("municipality", "role", "office")
    extra = 0


@admin.register(Membership)
class MembershipAdmin(OfMunicipality, GovernedAdmin):
    """A role stays with its person and municipality; another one is another row."""

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

    @admin.display(description=_("person"), ordering="user__last_name")
    def person(self, membership: Membership) -> str:
        return membership.user.name

    @admin.display(description=_("e-mail"), ordering="user__email")
    def email(self, membership: Membership) -> str:
        return membership.user.email

    @admin.display(description=_("last login"), ordering="user__last_login")
    def last_login(self, membership: Membership) -> Any:
        return membership.user.last_login
