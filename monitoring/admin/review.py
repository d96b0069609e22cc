"""The review of rows: an office drafts and submits, a planner publishes or sends back with a remark."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from monitoring.admin.publishing import PublishingAdmin
from monitoring.audience import IN_REVIEW
from monitoring.choices import ReviewState

OF_THE_REVIEW = ("publication", "remark")
DECISIONS = {"_submit", "_publish", "_send_back"}  # names of the buttons


class ReviewedForm(forms.ModelForm):
    """A form whose buttons save, submit, publish or send back the row."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "publication" not in self.fields:  # an office saves drafts until it submits them
            self.instance.publication = ReviewState.SUBMITTED if "_submit" in self.data else ReviewState.DRAFT
        elif "_publish" in self.data:
            cleaned["publication"] = ReviewState.PUBLISHED
        elif "_send_back" in self.data:
            cleaned["publication"] = ReviewState.DRAFT
            if not cleaned.get("remark"):
                self.add_error("remark", _("Say what the office should change."))
        return cleaned

    def has_changed(self) -> bool:
        """Tells whether a field was changed or a decision was sent."""
        return super().has_changed() or not DECISIONS.isdisjoint(self.data)


class ReviewedAdmin(PublishingAdmin):
    """An admin that shows offices state and remark of the review; only planners decide."""

    form = ReviewedForm
    actions = (*PublishingAdmin.actions, "submit")

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and not self.has_publish_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if self.has_publish_permission(request, obj) else (*fields, *OF_THE_REVIEW)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saves the row as a draft where the visitor may not publish; in another municipality they may."""
        if not can(request.user, Action.PUBLISH, obj) and obj.publication != ReviewState.SUBMITTED:
            obj.publication = ReviewState.DRAFT
        if not obj.is_draft:
            obj.remark = ""
        super().save_model(request, obj, form, change)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        decides = self.has_publish_permission(request, row)
        context = {
            "may_submit": not decides,
            "may_review": decides and row is not None and row.is_submitted,
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)

    @admin.action(description=_("Submit selected %(verbose_name_plural)s for review"), permissions=["submit"])
    def submit(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        theirs = queryset.filter(permitted(request.user, Action.CHANGE, self.model), publication=ReviewState.DRAFT)
        count = 0
        for row in theirs:
            row.publication = ReviewState.SUBMITTED
            row.save(update_fields=["publication"])
            self.log_change(request, row, gettext("Submitted for review."))
            count += 1
        words = ngettext("%(count)d submitted for review.", "%(count)d submitted for review.", count)
        self.message_user(request, f"{words % {'count': count}} {IN_REVIEW}", messages.SUCCESS)
