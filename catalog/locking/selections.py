"""Actions on rows chosen in a list. Rows that others have changed since it was shown are skipped and named."""

import hashlib
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from catalog.history.authors import author_of
from catalog.history.tracked_models import tracked_model_of
from catalog.locking.form_snapshot import list_token, read_list_token, row_print
from catalog.locking.row_locks import BusyError, lock_rows, writing
from catalog.querysets import row_id
from catalog.recycle_bin.cascade import Cascade

LISTED, ASKED = "_listed", "_asked"  # hidden fields: the rows as listed, and the rows as asked about before deleting


class SelectionAdmin(admin.ModelAdmin):
    """An admin whose actions skip rows that others have changed since the list was shown."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response: Any = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context and context.get("action_form"):
            context["listed"] = list_token(context["cl"].result_list)
        if "deletable_objects" in context:
            context["listed"] = request.POST.get(LISTED, "")
            context["asked"] = digest_of(removal for group in context["deletable_objects"] for removal in group)
        return response  # type: ignore[no-any-return]

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Any:
        kind = tracked_model_of(self.model)
        if kind is None or not self._writes(request):
            return super().response_action(request, queryset, *args, **kwargs)
        chosen = queryset
        if request.POST.get("select_across", "0") != "1":
            chosen = queryset.filter(pk__in=[row_id(key) for key in request.POST.getlist("_selected_action")])
        try:
            with writing():
                keys = list(chosen.order_by().values_list("pk", flat=True))
                lock_rows(kind, keys)
                changed = self._changed(request, kind.model._base_manager.filter(pk__in=keys))
                for row in changed:
                    self.message_user(request, sentence_about(row), messages.WARNING)
                if changed and len(changed) == len(keys):
                    return HttpResponseRedirect(request.get_full_path())
                gone = [row.pk for row in changed]
                self._ask_again(request, chosen.exclude(pk__in=gone))
                return super().response_action(request, queryset.exclude(pk__in=gone), *args, **kwargs)
        except BusyError:
            words = _("Somebody else is writing just now. Nothing has been done: try again in a moment.")
            self.message_user(request, words, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())

    def _writes(self, request: HttpRequest) -> bool:
        """Tells whether the chosen action may change anything."""
        names = request.POST.getlist("action")
        place = row_id(request.POST.get("index", "0")) or 0
        found = self.get_actions(request).get(names[place]) if place < len(names) else None
        return found is not None and list(getattr(function_of(found), "allowed_permissions", ())) != ["view"]

    def _changed(self, request: HttpRequest, rows: QuerySet[Any]) -> list[Any]:
        """Returns the rows that differ from what the list has shown; rows it has not shown are no difference."""
        listed = read_list_token(request.POST.get(LISTED, ""))
        return [row for row in rows if listed.get(str(row.pk), row_print(row)) != row_print(row)]

    def _ask_again(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Repeats the question before deleting if anything that would be deleted has changed since."""
        if "post" not in request.POST or ASKED not in request.POST:
            return
        if digest_of(Cascade(row) for row in rows) != request.POST[ASKED]:
            request.POST = request.POST.copy()  # type: ignore[assignment]
            del request.POST["post"]  # type: ignore[misc]
            messages.warning(request, _("It has been changed meanwhile. This is what would go now."))


def function_of(action: Any) -> Any:
    """Returns what an action calls; Django 5.2 has tuples of function, name and description, 6.1 a class of its own."""
    return action.func if hasattr(action, "func") else action[0]


def digest_of(removals: Any) -> str:
    """Returns a digest that changes with every row that goes."""
    return hashlib.sha256(" ".join(sorted(removal.digest for removal in removals)).encode()).hexdigest()


def sentence_about(row: Model) -> str:
    words = _("“%(name)s” has been changed since the list was shown (%(who)s) and is left as it is.")
    return words % {"name": row, "who": author_of(row)}
