"""Meetings of issued papers: a short form for the result, and one for a further meeting."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.audience import AudienceAdmin
from catalog.admin_base.scoped_admin import ScopedAdmin
from catalog.choice_fields import OfMunicipalityField
from catalog.permissions.admin import without_shortcuts
from reports.choices import PaperState
from reports.models import Committee, Consultation, CouncilPaper

DECIDED_BEFORE = ("paper", "committee", "role", "order", "is_public", "hand_in_by")


@admin.register(Consultation)
class ConsultationAdmin(AudienceAdmin, ScopedAdmin):
    root = "paper"
    dependents = ()

    list_display = ("paper", "committee", "meeting_on", "role", "is_public", "result")
    list_select_related = ("paper", "committee")
    list_filter = ("paper__municipality", "committee", "result")
    ordering = ("-meeting_on", "pk")
    fieldsets = (
        (None, {"fields": ("paper", ("committee", "role"), ("is_public", "hand_in_by"))}),
        (
            _("Result"),
            {
                "fields": (
                    ("meeting_on", "agenda_item"),
                    "result",
                    ("votes_for", "votes_against", "abstentions"),
                    "deviating_text",
                )
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: Consultation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.wait_for_another_meeting():
            messages.info(request, gettext("The committee will have it again: name the day as soon as it is known."))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return DECIDED_BEFORE if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Returns a form for a further meeting of an issued paper; drafts have theirs on their page."""
        if obj:
            return super().get_fieldsets(request, obj)
        fields = ("paper", ("order", "committee", "role"), "is_public", ("hand_in_by", "meeting_on"))
        return [(None, {"fields": fields})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            paper = CouncilPaper.objects.filter(pk=self.root_of(request) or 0).first()
            form.base_fields["paper"].queryset = form.base_fields["paper"].queryset.filter(state=PaperState.ISSUED)
            committees = form.base_fields["committee"]
            committees.queryset = committees.queryset.select_related("municipality")
            if paper:
                committees.queryset = committees.queryset.filter(municipality=paper.municipality_id)
            for name in ("paper", "committee"):
                without_shortcuts(form.base_fields[name].widget)
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "committee":
            kwargs["form_class"] = OfMunicipalityField
            kwargs["queryset"] = Committee.objects.all()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:reports_councilpaper_change", args=[obj.paper_id]))
