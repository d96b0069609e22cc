"""The lists of milestones and discussions of all measures."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.admin.filters import PassedFilter
from monitoring.admin.measure_child_admin import MeasureChildAdmin
from monitoring.admin.publishing import OfMeasureAdmin
from monitoring.admin.review import OF_THE_REVIEW, ReviewedAdmin
from monitoring.badges import open_badge, publication_badge
from monitoring.models import Discussion, Milestone


@admin.register(Milestone)
class MilestoneAdmin(ReviewedAdmin, MeasureChildAdmin):
    list_display = ("title", "measure_name", "deadline", "open_for", "original_due", "done", "state", "report_name")
    list_filter = (
        "measure__report__municipality",
        "measure__report",
        PassedFilter,
        "publication",
        ("done_on", admin.EmptyFieldListFilter),
    )
    search_fields = ("title", *MeasureChildAdmin.search_fields)
    fields = (
        "measure",
        "title",
        "due",
        "original_due",
        "moved_on",
        "change_reason",
        ("done_on", "done_as"),
        "open_for",
        *OF_THE_REVIEW,
    )
    readonly_fields = ("original_due", "open_for")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Milestone]:
        milestones: Any = super().get_queryset(request)
        found: QuerySet[Milestone] = milestones.with_passed(timezone.localdate())
        return found

    @admin.display(description=_("deadline"), ordering="due_on")
    def deadline(self, milestone: Milestone) -> Any:
        return milestone.due

    @admin.display(description=_("open"), ordering="has_passed")
    def open_for(self, milestone: Milestone) -> str:
        return open_badge(milestone)

    @admin.display(description=_("done on"), ordering="done_on")
    def done(self, milestone: Milestone) -> str:
        return milestone.done_words

    @admin.display(description=_("publication"), ordering="publication")
    def state(self, milestone: Milestone) -> str:
        return publication_badge(milestone.publication)


@admin.register(Discussion)
class DiscussionAdmin(OfMeasureAdmin, MeasureChildAdmin):
    list_display = ("meeting", "measure_name", "report_name", "phase", "minutes_signed")
    list_filter = (
        "measure__report__municipality",
        "measure__report",
        ("held_on", admin.EmptyFieldListFilter),
        "minutes_signed",
    )
    search_fields = ("phase", "approach", *MeasureChildAdmin.search_fields)
    fields = ("measure", "phase", "held_on", "approach", "minutes_signed")

    @admin.display(description=_("held on"), ordering="held_on")
    def meeting(self, discussion: Discussion) -> str:
        return str(discussion)
