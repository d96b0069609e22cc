"""Two people at the same form or list: the second is told what happened meanwhile, nothing is overwritten."""

import copy
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from catalog.editing.authors import author_of
from catalog.editing.holding import BusyError, hold, hold_above, is_busy
from catalog.editing.kinds import kind_of
from catalog.editing.merging import Difference, Merge
from catalog.editing.state import list_token, read_list_token, read_token, row_print, shown, token
from catalog.querysets import row_id

TRIES = 3
SEEN, TAKEN, LISTED = "_seen", "_theirs", "_listed"  # what the hidden fields are called


@dataclass
class Attempt:
    """One attempt to save: why it is refused, if it is, and the token that the next one begins with."""

    token: str = ""
    differences: list[Difference] = field(default_factory=list)
    is_busy: bool = False

    @property
    def refusal(self) -> str:
        if self.is_busy:
            return _("Somebody else is writing just now. Nothing is lost: save again in a moment.")
        if self.differences:
            return _("Not saved yet: this has been changed since you opened it. Look through it and save again.")
        return ""


def attempt_of(request: HttpRequest) -> Attempt:
    found: Attempt = request.META.get("catalog.editing.attempt") or Attempt()
    return found


class LockingAdmin(admin.ModelAdmin):
    """Compares what was seen with what is stored, while nobody else can change it."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        typed = request.POST
        for number in range(TRIES):
            request.POST = typed
            try:
                with transaction.atomic():
                    request.META["catalog.editing.attempt"] = self._begin(request, object_id)
                    return super().changeform_view(request, object_id, form_url, extra_context)
            except BusyError:
                break
            except IntegrityError:
                if number == TRIES - 1:
                    raise
            except OperationalError as error:
                if not is_busy(error):
                    raise
        request.META["catalog.editing.attempt"] = Attempt(typed.get(SEEN, ""), is_busy=True)
        return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined, no-any-return]

    def _begin(self, request: HttpRequest, object_id: str | None) -> Attempt:
        """Hold the row, and put together what was typed with what others have changed."""
        kind = kind_of(self.model)
        if kind is None:
            return Attempt()
        if object_id is None:
            hold_above(kind, row_id(request.POST.get(kind.above)))
            return Attempt()
        if row_id(unquote(object_id)):
            hold(kind, [unquote(object_id)])
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_change_permission(request, row):
            return Attempt()  # refused elsewhere
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
        """The form and its rows as somebody would get them who opened the page now."""
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
        return super().render_change_form(request, context, *args, **options)

    def _seen(self, context: Any, obj: Model) -> str:
        """Of the very forms that the page shows."""
        inlines = [inline for inline in context["inline_admin_formsets"] if inline.has_change_permission]
        return token(obj, shown(context["adminform"].form, [inline.formset for inline in inlines]))

    # Lists

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response: Any = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context and context.get("action_form"):
            context["listed"] = list_token(context["cl"].result_list)
        if "deletable_objects" in context:
            context["listed"] = request.POST.get(LISTED, "")
        return response  # type: ignore[no-any-return]

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any) -> HttpResponse | None:
        """What others have changed since the list was shown is left out and named."""
        kind = kind_of(self.model)
        if kind is None or not self._writes(request):
            return super().response_action(request, queryset, *args)
        chosen = queryset
        if request.POST.get("select_across", "0") != "1":
            chosen = queryset.filter(pk__in=[row_id(key) for key in request.POST.getlist("_selected_action")])
        try:
            with transaction.atomic():
                keys = list(chosen.order_by().values_list("pk", flat=True))
                hold(kind, keys)
                listed = read_list_token(request.POST.get(LISTED, ""))
                rows = kind.model._base_manager.filter(pk__in=keys)
                changed = [row for row in rows if listed.get(str(row.pk), row_print(row)) != row_print(row)]
                for row in changed:
                    self.message_user(request, sentence_about(row), messages.WARNING)
                if changed and len(changed) == len(keys):
                    return HttpResponseRedirect(request.get_full_path())
                left = queryset.exclude(pk__in=[row.pk for row in changed])
                return super().response_action(request, left, *args)
        except (BusyError, OperationalError) as error:
            if isinstance(error, OperationalError) and not is_busy(error):
                raise
            self.message_user(request, Attempt(is_busy=True).refusal, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())

    def _writes(self, request: HttpRequest) -> bool:
        """Whether the chosen action does more than look."""
        names = request.POST.getlist("action")
        place = row_id(request.POST.get("index", "0")) or 0
        found = self.get_actions(request).get(names[place]) if place < len(names) else None
        return found is not None and list(getattr(found[0], "allowed_permissions", ())) != ["view"]


def refused(form: Any, message: str) -> Any:
    """The form with one more thing that is wrong with it."""

    class RefusedForm(form):  # type: ignore[misc]
        def clean(self) -> Any:
            cleaned = super().clean()
            self.add_error(None, message)
            return cleaned

    return RefusedForm


def sentence_about(row: Model) -> str:
    author = author_of(row)
    moment = date_format(localtime(author.moment), "SHORT_DATETIME_FORMAT") if author.moment else ""
    words = _("“%(name)s” has been changed since the list was shown (%(who)s, %(moment)s) and is left as it is.")
    return words % {"name": row, "who": author.name, "moment": moment}
