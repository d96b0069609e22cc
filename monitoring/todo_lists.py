"""What waits for a person: rows to review, to hand in, to publish, to finish. The start page and the lists share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.choices import MemberRole, Publication, Role
from catalog.models import Invitation, Measure, Membership, Municipality, Report, Responsibility
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from catalog.permissions.todo_lists import TodoList
from monitoring.choices import AnswerState, ImportState, ReviewState
from monitoring.models import (
    Attachment,
    IndicatorValue,
    Milestone,
    ReportingRound,
    RoundAnswer,
    RoundRequest,
    SpreadsheetImport,
    StatusUpdate,
)
from monitoring.rounds.planning.progress import overdue_requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, QuerySet


def may(action: Action, model: type[Model]) -> Callable[[Any], bool]:
    return lambda user: can(user, action, model)


def reports_for_an_office(user: Any) -> bool:
    return user.roles.contributes and can(user, Action.ADD, StatusUpdate)


# Rounds


def running(user: Any) -> QuerySet[ReportingRound]:
    rounds = ReportingRound.objects.running().filter(permitted(user, Action.VIEW, ReportingRound))
    return rounds.order_by("open_until", "pk")


def with_answers(user: Any) -> QuerySet[ReportingRound]:
    """Returns the running rounds in which an office has submitted something."""
    submitted = RoundAnswer.objects.filter(request__round=OuterRef("pk"), state=AnswerState.SUBMITTED)
    return running(user).filter(Exists(submitted))


def with_overdue_offices(user: Any) -> QuerySet[ReportingRound]:
    late = overdue_requests(permitted(user, Action.VIEW, RoundRequest), timezone.localdate())
    return running(user).filter(pk__in=late.order_by().values("round"))


# Updates, milestones, values and measures


def submitted(model: type[Model]) -> Callable[[Any], QuerySet[Any]]:
    def rows(user: Any) -> QuerySet[Any]:
        waiting = model._default_manager.filter(permitted(user, Action.PUBLISH, model))
        return waiting.filter(publication=ReviewState.SUBMITTED).order_by("pk")

    return rows


def drafts_of_office(user: Any) -> QuerySet[StatusUpdate]:
    drafts = StatusUpdate.objects.filter(permitted(user, Action.CHANGE, StatusUpdate), publication=ReviewState.DRAFT)
    return drafts.filter(measure__in=user.roles.measures_asked).order_by("pk")


def sent_back(user: Any) -> QuerySet[StatusUpdate]:
    return drafts_of_office(user).exclude(remark="")


def not_submitted(user: Any) -> QuerySet[StatusUpdate]:
    return drafts_of_office(user).filter(remark="")


def drafts(model: type[Model]) -> Callable[[Any], QuerySet[Any]]:
    """Returns what somebody could publish at once; rows of closed reports are not among it."""

    def rows(user: Any) -> QuerySet[Any]:
        publishable = model._default_manager.filter(permitted(user, Action.PUBLISH, model))
        return publishable.filter(publication=Publication.DRAFT).order_by("pk")

    return rows


def without_lead(user: Any) -> QuerySet[Measure]:
    """Returns the measures that neither have a lead office nor a part that has one."""
    leads = Responsibility.objects.filter(role=Role.LEAD)
    lacking = Measure.objects.filter(permitted(user, Action.CHANGE, Measure), parent=None)
    own, of_part = leads.filter(measure=OuterRef("pk")), leads.filter(measure__parent=OuterRef("pk"))
    return lacking.filter(~Exists(own), ~Exists(of_part)).order_by("pk")


def not_public(user: Any) -> QuerySet[Report]:
    reports = Report.objects.filter(permitted(user, Action.VIEW, Report), is_public=False, is_closed=False)
    return reports.order_by("pk")


# Imports and people


def unfinished(user: Any) -> QuerySet[SpreadsheetImport]:
    imports = SpreadsheetImport.objects.filter(permitted(user, Action.ADD, SpreadsheetImport))
    return imports.filter(state__in=[ImportState.OPEN, ImportState.FAILED]).order_by("-pk")


def without_planner(user: Any) -> QuerySet[Municipality]:
    planners = Membership.objects.filter(municipality=OuterRef("pk"), role=MemberRole.PLANNER, user__is_active=True)
    return Municipality.objects.filter(permitted(user, Action.ADD, Municipality)).exclude(Exists(planners))


def not_accepted(user: Any) -> QuerySet[Invitation]:
    return Invitation.objects.filter(permitted(user, Action.ADD, Invitation)).open().order_by("expires_at", "pk")


ANSWERS = TodoList(
    "answers", ReportingRound, _("Rounds with answers to review"), with_answers, may(Action.VIEW, ReportingRound)
)
OVERDUE = TodoList(
    "overdue", ReportingRound, _("Rounds with overdue offices"), with_overdue_offices, may(Action.VIEW, ReportingRound)
)
RUNNING = TodoList("running", ReportingRound, _("Running rounds"), running, may(Action.VIEW, ReportingRound))
TO_REVIEW = [
    TodoList("submitted", model, title, submitted(model), may(Action.PUBLISH, model))
    for model, title in (
        (StatusUpdate, _("Updates to review")),
        (Milestone, _("Proposed milestones to review")),
        (Attachment, _("Attachments to review")),
        (IndicatorValue, _("Values to review")),
    )
]
TO_REPORT = [
    TodoList("sent-back", StatusUpdate, _("Sent back to you"), sent_back, reports_for_an_office),
    TodoList("not-submitted", StatusUpdate, _("Drafts not submitted yet"), not_submitted, reports_for_an_office),
]
NOT_PUBLIC = TodoList("not-public", Report, _("Reports that are not public"), not_public, may(Action.CHANGE, Report))
DRAFTS_OF_MEASURES = TodoList(
    "drafts", Measure, _("Measures that are drafts"), drafts(Measure), may(Action.PUBLISH, Measure)
)
DRAFTS_OF_UPDATES = TodoList(
    "drafts", StatusUpdate, _("Updates that are drafts"), drafts(StatusUpdate), may(Action.PUBLISH, StatusUpdate)
)
UNFINISHED = TodoList(
    "unfinished", SpreadsheetImport, _("Unfinished imports"), unfinished, may(Action.ADD, SpreadsheetImport)
)
WITHOUT_PLANNER = TodoList(
    "without-planner",
    Municipality,
    _("Municipalities without a planner"),
    without_planner,
    may(Action.ADD, Municipality),
)
INVITATIONS = TodoList(
    "not-accepted", Invitation, _("Invitations nobody has accepted yet"), not_accepted, may(Action.ADD, Municipality)
)
WITHOUT_LEAD = TodoList(
    "without-lead", Measure, _("Measures without a lead office"), without_lead, may(Action.CHANGE, Measure)
)
LISTS = [
    *(ANSWERS, OVERDUE, RUNNING),
    *TO_REVIEW,
    *TO_REPORT,
    *(NOT_PUBLIC, DRAFTS_OF_MEASURES, DRAFTS_OF_UPDATES, WITHOUT_LEAD),
    *(UNFINISHED, WITHOUT_PLANNER, INVITATIONS),
]
