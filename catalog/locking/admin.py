"""Two people at the same form: the second one is shown what changed meanwhile, nothing is overwritten."""

import copy
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.messages.storage import default_storage
from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.history.authors import author_of
from catalog.history.tracked_models import tracked_model_of, was_within
from catalog.locking.form_snapshot import read_token, shown, token
from catalog.locking.merging import Difference, Merge
from catalog.locking.row_locks import BusyError, lock_above, lock_rows, writing
from catalog.permissions.scope import workplaces
from catalog.querysets import row_id

TRIES = 3
SEEN, TAKEN = "_seen", "_theirs"  # names of the hidden field and of the ticks


@dataclass
class Attempt:
    """An attempt to save: the reasons to refuse it, if any, and the token for the next attempt."""

    token: str = ""
    differences: list[Difference] = field(default_factory=list)
    is_busy: bool = False

    @property
    def refusal(self) -> str:
        if self.is_busy:
            return _("Somebody else is writing just now. Nothing is lost: save again in a moment.")
        if self.differences:
            newest = {
                one.author.name: str(one.author) for one in sorted(self.differences, key=lambda one: one.author.order)
            }
            words = _("This has been changed since you opened it (%(who)s). Look through it and save again.")
            return words % {"who": "; ".join(newest.values())}
        return ""


def attempt_of(request: HttpRequest) -> Attempt:
    found: Attempt = request.META.get("catalog.editing.attempt") or Attempt()
    return found


class LockingAdmin(admin.ModelAdmin):
    """An admin that compares what a person saw with what is stored, while holding a lock on it."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Saves a form, again if another writer has caused a deadlock or an integrity error.

        By the next attempt the other row is stored, so the form reports it as an ordinary mistake.
        """
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        typed = request.POST
        for number in range(1, TRIES + 1):
            request.POST = typed
            try:
                with writing():
                    request.META["catalog.editing.attempt"] = self._begin(request, object_id)
                    return super().changeform_view(request, object_id, form_url, extra_context)
            except BusyError as error:
                if not error.is_deadlock:
                    break
            except IntegrityError:
                if number == TRIES:
                    raise
            request._messages = default_storage(request)  # type: ignore[attr-defined]  # it was not saved after all
        request.POST = typed
        request.META["catalog.editing.attempt"] = Attempt(typed.get(SEEN, ""), is_busy=True)
        return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined, no-any-return]

    def _begin(self, request: HttpRequest, object_id: str | None) -> Attempt:
        """Locks the row and merges what was typed with what others have changed."""
        kind = tracked_model_of(self.model)
        if kind is None:
            return Attempt()
        if object_id is None:
            lock_above(kind, row_id(request.POST.get(kind.above)))
            return Attempt()
        if row_id(unquote(object_id)):
            lock_rows(kind, [unquote(object_id)])
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_change_permission(request, row):
            return Attempt()  # Django refuses it with a 404 or 403
        form, formsets = self._as_stored(request, row)
        now = shown(form, formsets)
        seen = read_token(row, request.POST.get(SEEN, ""))
        merge = Merge(request.POST, seen, now, set(request.POST.getlist(TAKEN)))
        merge.form(form)
        for formset in formsets:
            merge.rows(formset)
        request.POST = merge.data
        return Attempt(token(row, now), merge.differences)

    def _as_stored(self, request: HttpRequest, row: Any) -> tuple[Any, list[Any]]:
        """Returns the form and its formsets as a person would get them who opened the page now."""
        looking = copy.copy(request)
        looking.method = "GET"
        fields = flatten_fieldsets(self.get_fieldsets(looking, row))
        form = self.get_form(looking, row, change=True, fields=fields)(instance=row)
        formsets, inlines = self._create_formsets(looking, row, change=True)  # type: ignore[attr-defined]
        pairs = zip(formsets, inlines, strict=True)
        return form, [formset for formset, inline in pairs if inline.has_change_permission(request, row)]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        refusal = attempt_of(request).refusal
        return refused(form, refusal) if refusal else form

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        obj = options.get("obj")
        if obj is not None and options.get("change") and self.has_change_permission(request, obj):
            attempt = attempt_of(request)
            context["seen"] = attempt.token if request.method == "POST" else self._seen(context, obj)
            context["differences"] = attempt.differences
            context["refusal"] = attempt.refusal
            if attempt.refusal and len(context["errors"]) == 1:
                context["errors"] = []  # no field is to be corrected
        return super().render_change_form(request, context, *args, **options)

    def _seen(self, context: Any, obj: Model) -> str:
        """Returns the token of the forms that the page shows."""
        inlines = [inline for inline in context["inline_admin_formsets"] if inline.has_change_permission]
        return token(obj, shown(context["adminform"].form, [inline.formset for inline in inlines]))

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Says who has deleted the row, to people who work in its municipality."""
        key = row_id(unquote(object_id))
        kind = tracked_model_of(self.model)
        if kind is None or key is None or request.method != "POST" or not was_within(kind, key, workplaces(request)):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc, no-any-return]
        words = _("It was deleted while you were typing (%(who)s); what you typed has not been saved.")
        messages.error(request, words % {"who": author_of(self.model(pk=key))})
        return redirect("admin:index")


def refused(form: Any, message: str) -> Any:
    """Returns the form class with one more error on the whole form."""

    class RefusedForm(form):  # type: ignore[misc]
        def clean(self) -> Any:
            cleaned = super().clean()
            self.add_error(None, message)
            return cleaned

    return RefusedForm
