"""Documents and photos of measures: uploaded one by one, listed on the page of their measure."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from catalog.permissions.admin import without_shortcuts
from catalog.permissions.scope import STRANGER
from catalog.querysets import row_id
from monitoring.admin.file_columns import FileColumns
from monitoring.admin.measure_child_admin import MeasureChildAdmin
from monitoring.admin.review import OF_THE_REVIEW, ReviewedAdmin, ReviewedForm
from monitoring.admin.texts import SHORT_TEXTS
from monitoring.attachments.forms import AttachedFileForm
from monitoring.attachments.names import stem_of
from monitoring.attachments.uploads import look_at_uploads, was_cut_off
from monitoring.audience import who_sees
from monitoring.models import Attachment, StatusUpdate


class AttachmentForm(AttachedFileForm, ReviewedForm):
    """A form that calls a file without a title as it was called on the drive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if title := self.fields.get("title"):
            title.required = False
        if alternative := self.fields.get("alternative"):
            alternative.widget.attrs["class"] = "vLargeTextField"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("title") and "title" not in self.errors and self.instance.file_name:
            cleaned["title"] = self.instance.title = stem_of(self.instance.file_name)
        return cleaned


@admin.register(Attachment)
class AttachmentAdmin(FileColumns, ReviewedAdmin, MeasureChildAdmin):
    form = AttachmentForm
    view_on_site = False  # the form itself leads to the file
    actions = (*ReviewedAdmin.actions, "release")
    list_display = ("title", "look", "measure_name", "what", "state", "report_name")
    list_filter = ("measure__report__municipality", "measure__report", "publication", "kind", "added_on")
    search_fields = ("title", "file_name", *MeasureChildAdmin.search_fields)
    fields = ("measure", "update", "look", "what", "upload", "title", "alternative", *OF_THE_REVIEW, "seen_digest")
    readonly_fields = ("look", "what")
    formfield_overrides = SHORT_TEXTS

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Judges the file before anything is locked."""
        may_send = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if request.method == "POST" and may_send:
            look_at_uploads(request)
        response: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        return response

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Returns the fields; those about a present file only if there is one, updates only of a known measure."""
        hidden = set() if obj else {"look", "what"}
        hidden |= set() if measure_of(request, obj) else {"update"}
        hidden |= set() if obj is None or self.has_change_permission(request, obj) else {"upload", "seen_digest"}
        return [name for name in self.fields if name not in hidden]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.was_cut_off = was_cut_off(request)
        if update := form.base_fields.get("update"):
            without_shortcuts(update.widget)
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "update":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        key = row_id(request.resolver_match.kwargs.get("object_id")) if request.resolver_match else None
        row = Attachment.objects.filter(pk=key).first() if key else None
        updates = StatusUpdate.objects.filter(measure=measure_of(request, row) or 0)
        return super().formfield_for_foreignkey(db_field, request, **kwargs, queryset=updates)

    def say_who_sees(self, request: HttpRequest, row: Any) -> None:
        is_public = Attachment.objects.visible_to(STRANGER).filter(pk=row.pk).exists()
        words: Any = who_sees(row.publication, is_public=is_public)
        if row.update and row.update.is_draft and not row.is_draft:
            words = _("Published, but its status update is not public yet.")
        self.message_user(request, str(words), messages.INFO)


def measure_of(request: HttpRequest, row: Any) -> int | None:
    """Returns the key of the measure that a form is about: as sent, as stored, or as its address names it."""
    sent = row_id(request.POST.get("measure"))
    return sent or (row.measure_id if row else row_id(request.GET.get("measure")))
