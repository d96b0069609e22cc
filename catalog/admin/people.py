"""People with a login. Their rights come with their roles."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from catalog.admin.person_actions import anonymise_people, remove_second_factor
from catalog.admin.roles import MembershipInline, RecordedAdmin
from catalog.admin.traces import traces_page
from catalog.choices import AuditKind
from catalog.models import AuditEntry, User
from catalog.people import second_factor
from catalog.people.forms import PasswordOfOthersForm
from catalog.permissions.admin import GovernedAdmin

admin.site.unregister(Group)  # Django's groups and permissions say nothing here


@admin.register(User)
class PersonAdmin(RecordedAdmin, GovernedAdmin, UserAdmin):
    """The admin of people; only superusers manage superusers, so nobody makes himself one."""

    list_display = ("username", "email", "first_name", "last_name", "is_active", "is_administrator", "last_login")
    list_filter = ("is_active", "is_administrator", "is_superuser", "memberships__municipality", "memberships__role")
    filter_horizontal = ()
    change_password_form = PasswordOfOthersForm
    actions = (remove_second_factor, anonymise_people)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Rights"), {"fields": ("is_active", "is_administrator", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.traces_view)
        ours = [path("names/", view, name="traces"), path("<path:object_id>/names/", view, name="traces_of_person")]
        return [*ours, *super().get_urls()]

    def traces_view(self, request: HttpRequest, object_id: str = "") -> HttpResponse:
        """Shows where a name still stands; planners see the places in their cities."""
        return traces_page(self, request, object_id)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Returns the inline of roles, for people who are already stored."""
        return self.inlines if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def has_second_factor_permission(self, request: HttpRequest) -> bool:
        """Tells whether this person has a second factor that the visitor may remove."""
        return second_factor.is_on() and self.has_change_permission(request)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            person = self.get_object(request, unquote(id))
            AuditEntry.record(AuditKind.PASSWORD_CHANGED, person=request.user, concerned=person)  # type: ignore[arg-type]
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for field in User._meta.fields:
            if field.name in {"is_administrator", "is_superuser"} & set(form.changed_data):
                AuditEntry.record(
                    AuditKind.ROLE_GIVEN if getattr(obj, field.name) else AuditKind.ROLE_TAKEN,
                    person=request.user,  # type: ignore[arg-type]
                    concerned=obj,
                    subject=str(field.verbose_name),
                )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or request.user.is_superuser or not obj.is_superuser
