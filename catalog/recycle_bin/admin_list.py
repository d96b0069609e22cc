"""The recycle bin: what was deleted, by whom, and how long it can still be restored."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.history.restore_version import RefusedRestoreError
from catalog.history.tracked_models import tracked_models
from catalog.locking.row_locks import BusyError
from catalog.models import DeletedThing, Municipality
from catalog.permissions.admin import GovernedAdmin
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from catalog.recycle_bin.restore import restore

OF_MUNICIPALITIES = Q(label="catalog.municipality")


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [(label, capfirst(kind.name)) for label, kind in tracked_models().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(label=self.value()) if self.value() else queryset


@admin.register(DeletedThing)
class DeletedThingAdmin(GovernedAdmin):
    """An admin that shows planners what lay in their city, and administrators deleted municipalities."""

    list_display = ("name", "kind", "went_with_it", "place", "deleted_by", "deleted_at", "days_to_go")
    list_filter = ("municipality", KindFilter)
    list_select_related = ("deleted_by", "municipality")
    search_fields = ("name", "place")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeletedThing]:
        found = permitted(request.user, Action.VIEW, DeletedThing)
        if can(request.user, Action.ADD, Municipality):
            found |= OF_MUNICIPALITIES
        return DeletedThing.objects.filter(found)

    @admin.display(description=gettext_lazy("kind"))
    def kind(self, thing: DeletedThing) -> str:
        return capfirst(tracked_models()[thing.label].name)

    @admin.display(description=gettext_lazy("what went with it"))
    def went_with_it(self, thing: DeletedThing) -> str:
        return ", ".join(f"{number} {name}" for name, number in contents_of(thing)) or "–"

    @admin.display(description=gettext_lazy("days left"), ordering="deleted_at")
    def days_to_go(self, thing: DeletedThing) -> int:
        return thing.days_left

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(
            request, {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if can(request.user, Action.ADD, Municipality) and (obj is None or obj.label == "catalog.municipality"):
            return True
        return super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Returns False: the bin is emptied by time, not by hand."""
        return False

    def may_restore(self, request: HttpRequest, thing: DeletedThing) -> bool:
        return can(request.user, Action.ADD, tracked_models()[thing.label].model, at=thing)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Shows what lies in an entry, and the button that restores all of it."""
        thing = self.get_object(request, unquote(object_id))
        if not isinstance(thing, DeletedThing):
            return super().change_view(request, object_id, form_url, extra_context)  # redirects with a message
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        may_restore = self.may_restore(request, thing)
        obstacles: list[str] = []
        if request.method == "POST":
            if not may_restore:
                raise PermissionDenied
            try:
                restore(thing, request.user)
            except RefusedRestoreError as refused:
                obstacles = refused.obstacles
            except BusyError:
                obstacles = [_("Somebody else is writing into this report just now. Try again in a moment.")]
            else:
                return self._after_restoring(request, thing)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "thing": thing,
            "kind": self.kind(thing),
            "contents": contents_of(thing),
            "obstacles": obstacles,
            "may_restore": may_restore,
            "title": thing.name,
        }
        return TemplateResponse(request, "admin/recycle_bin/deleted_thing.html", context)

    def _after_restoring(self, request: HttpRequest, thing: DeletedThing) -> HttpResponse:
        messages.success(request, _("“%(name)s” has been restored.") % {"name": thing.name})
        model = tracked_models()[thing.label].model
        if not self.admin_site.is_registered(model):
            return HttpResponseRedirect(reverse("admin:catalog_deletedthing_changelist"))
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        return HttpResponseRedirect(reverse(page, args=[thing.object_id]))


def contents_of(thing: DeletedThing) -> list[tuple[str, int]]:
    """Returns the kinds of rows that went with it, and how many of each."""
    found = []
    for label, number in thing.contents.items():
        options = apps.get_model(label)._meta
        found.append((str(options.verbose_name if number == 1 else options.verbose_name_plural), number))
    return found
