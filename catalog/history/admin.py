"""The history of a row in the admin: who changed what and why, and restoring a version."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from catalog.history.differences import FieldChange, changes_between
from catalog.history.entries import DELETED, entries
from catalog.history.restore_version import RefusedRestoreError, newest_version, restore
from catalog.history.row_names import Names, foreign_keys, related
from catalog.history.timeline import Timeline
from catalog.history.tracked_models import tracked_models
from catalog.locking.row_locks import BusyError
from catalog.models import Measure
from catalog.permissions.large_lists import CappedPaginator
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action

PER_PAGE = 25


def page_of(timeline: Timeline, number: str | None, *, with_internal: bool) -> Any:
    """Returns one page of versions as loaded entries."""
    page: Any = CappedPaginator(timeline.keys, PER_PAGE).get_page(number)
    page.object_list = entries(page.object_list, with_internal=with_internal)
    return page


class HistoryAdmin(admin.ModelAdmin):
    """An admin that shows the versions of a row instead of Django's log, which knows no values."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        way_back = "<path:object_id>/history/<str:label>/<int:history_id>/"
        return [path(way_back, self.admin_site.admin_view(self.restore_view), name=name), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saves only what has changed: a form that was sent untouched adds no version."""
        if form.has_changed() or not change:
            super().save_model(request, obj, form, change)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return super().history_view(request, object_id)  # says so
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        may_change = self.has_change_permission(request, obj)
        return self._editing_page(
            request,
            "history",
            obj,
            page=page_of(self._timeline(request, obj), request.GET.get("page"), with_internal=may_change),
            may_restore=[
                label
                for label, kind in tracked_models().items()
                if may_change and can(request.user, Action.CHANGE, kind.model)
            ],
            restore_url=f"admin:{self.opts.app_label}_{self.opts.model_name}_restore",
            title=_("History: %(name)s") % {"name": obj},
        )

    def restore_view(self, request: HttpRequest, object_id: str, label: str, history_id: int) -> HttpResponse:
        """Shows what restoring would change in a row, and restores it once that is confirmed."""
        obj = self.get_object(request, unquote(object_id))
        version = self._timeline(request, obj).find(label, history_id) if obj else None
        if obj is None or version is None or version.history_type == DELETED:
            raise Http404
        kind = tracked_models()[label]
        row = kind.model._base_manager.filter(pk=version.id).first()
        if not self.has_change_permission(request, obj) or not can(
            request.user, Action.CHANGE, row or kind.model, at=obj
        ):
            raise PermissionDenied
        obstacles: list[str] = []
        if request.method == "POST":
            try:
                restored = restore(kind, version, request.POST.get("seen", ""), request.user)  # type: ignore[arg-type]
            except RefusedRestoreError as refused:
                obstacles = refused.obstacles
            except BusyError:
                obstacles = [_("Somebody else is writing into this report just now. Try again in a moment.")]
            else:
                changed = {"name": kind.name, "object": str(restored), "fields": [_("restored version")]}
                self.log_change(request, obj, [{"changed": changed}])
                messages.success(request, _("The version has been restored."))
                name = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
                return HttpResponseRedirect(reverse(name, args=[obj.pk]))
        return self._editing_page(
            request,
            "restore",
            obj,
            entry=entries([(label, history_id)])[0],
            changes=way_back(row, version),
            seen=newest_version(kind, row) if row else "",
            obstacles=obstacles,
            title=_("Restore this version?"),
        )

    def _timeline(self, request: HttpRequest, obj: Any) -> Timeline:
        """Returns the versions of a row.

        People who may look at a measure but not change it, as offices do, get those of the parts they may see.
        """
        theirs = None if self.has_change_permission(request, obj) else permitted(request.user, Action.VIEW, Measure)
        return Timeline.of(obj, theirs)

    def _editing_page(self, request: HttpRequest, page_name: str, obj: Any, **context: Any) -> HttpResponse:
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, "object": obj, **context}
        return TemplateResponse(request, f"admin/history/{page_name}.html", context)


def way_back(row: Any, version: Any) -> list[FieldChange]:
    """Returns what restoring a version would change in its row as it is now."""
    if row is None:
        return []
    names = Names()
    for state in (row, version):
        names.load((related(field), getattr(state, field.attname)) for field in foreign_keys(row))
    return changes_between(row, version, names)
