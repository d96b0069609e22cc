"""Deleting in the admin: asks, lists what goes with a row, and moves all of it into the recycle bin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.history.tracked_models import tracked_model_of
from catalog.locking.row_locks import BusyError, lock_rows, writing
from catalog.models import DAYS_KEPT, DeletedThing
from catalog.permissions.policy import can, is_governed
from catalog.permissions.registry import Action
from catalog.recycle_bin.cascade import Cascade, remove


class BinAdmin(admin.ModelAdmin):
    """An admin that moves deleted rows into the recycle bin."""

    delete_confirmation_template = "admin/recycle_bin/delete.html"
    delete_selected_confirmation_template = "admin/recycle_bin/delete_selected.html"

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Returns what goes with each of the rows, by kind; the deletions not permitted; the obstacles."""
        removals = [Cascade(row) for row in objs]
        going = {row for removal in removals for row in removal.rows}
        forbidden = {
            row._meta.verbose_name for row in going if is_governed(row) and not can(request.user, Action.DELETE, row)
        }
        obstacles = dict.fromkeys(name_for(request, row) for removal in removals for row in removal.obstacles)
        return removals, {}, forbidden, list(obstacles)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Deletes what was shown with the question; if it has changed since, asks again."""
        extra_context = {"days_kept": DAYS_KEPT, **(extra_context or {})}
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        try:
            with writing():
                row = self.get_object(request, unquote(object_id))
                if row is not None and self.has_delete_permission(request, row):
                    lock_rows(tracked_model_of(row), [row.pk])  # type: ignore[arg-type]
                    if Cascade(row).digest != request.POST.get("seen"):
                        messages.warning(request, _("It has been changed meanwhile. This is what would go now."))
                        return HttpResponseRedirect(request.get_full_path())
                return super().delete_view(request, object_id, extra_context)
        except BusyError:
            messages.warning(request, _("Somebody else is writing into this report just now. Try again in a moment."))
            return HttpResponseRedirect(request.get_full_path())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        remove([obj], request.user)
        self._mention_bin(request)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        remove(queryset, request.user)
        self._mention_bin(request)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Moves rows that are ticked to be deleted into the recycle bin, too."""
        for row in formset.save(commit=False):
            row.save()
        formset.save_m2m()
        if formset.deleted_objects:
            remove(formset.deleted_objects, request.user)
            self._mention_bin(request)

    def _mention_bin(self, request: HttpRequest) -> None:
        if not can(request.user, Action.VIEW, DeletedThing):
            words = _("What was deleted lies in the recycle bin; the planners can restore it for %(days)s days.")
            messages.info(request, words % {"days": DAYS_KEPT})
            return
        words = _('What was deleted lies in the <a href="{}">recycle bin</a> and can be restored for {} days.')
        place = reverse("admin:catalog_deletedthing_changelist")
        messages.info(request, format_html(words, place, DAYS_KEPT))


def name_for(request: HttpRequest, row: Any) -> str:
    """Returns the name of an obstacle; only its kind, where the visitor may not see it."""
    is_seen = not is_governed(row) or can(request.user, Action.VIEW, row)
    return str(row) if is_seen else capfirst(str(row._meta.verbose_name))
