"""What offices answer in a round, until a planner publishes it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.fields import LONGEST_NOTE, DayWordingField, FormattedField, LineField, ProseField, WordingField
from catalog.models import Measure
from monitoring.choices import AWAITED, AnswerState, RoundQuestion, Status
from monitoring.models.indicator import DECIMALS, DIGITS, Indicator
from monitoring.models.milestone import Milestone
from monitoring.models.rounds import RoundRequest
from monitoring.models.status import StatusUpdate
from monitoring.querysets import by_place

# The fields of an answer that each question asks for; milestones and values are rows of their own.
FIELDS_OF = {
    RoundQuestion.STATUS: ("status",),
    RoundQuestion.TEXT: ("text",),
    RoundQuestion.NEXT_STEPS: ("next_steps",),
    RoundQuestion.REASON: ("reason",),
    RoundQuestion.DEADLINE: ("due", "due_reason"),
    RoundQuestion.COSTS: ("costs",),
}
FIELDS = tuple(name for names in FIELDS_OF.values() for name in names)
TEXTS = tuple(name for name in FIELDS if name != "status")


def is_awaited(path: str = "") -> Q:
    """Returns a condition: answers that the office still owes; `path` leads to the answer, such as "answers__"."""
    return Q(**{f"{path}state__in": [state.value for state in AWAITED]})


class RoundAnswerQuerySet(models.QuerySet["RoundAnswer"]):
    def awaited(self) -> Self:
        """Returns those that the office still owes: not answered, not submitted or sent back."""
        return self.filter(is_awaited())

    def in_order(self) -> Self:
        """Returns them in the order of their reports, parts below their whole."""
        return self.order_by(*by_place("measure__"))

    def submitted(self) -> Self:
        """Returns those that the planner has to review."""
        return self.filter(state=AnswerState.SUBMITTED)


class RoundAnswer(models.Model):
    """A measure that an office is asked about in a round, and what it answers; it exists from the opening on.

    It says either that nothing has changed (`is_unchanged`) or what has. Nothing of it is public: publishing writes a
    status update, and what milestones, values, deadline and costs have become, into the rows of the measure.
    """

    request = models.ForeignKey(
        RoundRequest, on_delete=models.CASCADE, related_name="answers", verbose_name=_("request to an office")
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="round_answers", verbose_name=_("measure")
    )
    asked_as = LineField(
        _("asked as"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_("What the measure was called that the office was asked about, if it has been merged with another."),
    )
    is_unchanged = models.BooleanField(_("unchanged"), default=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, blank=True)
    text = FormattedField(_("what has happened"), blank=True)
    next_steps = FormattedField(_("next steps"), blank=True)
    reason = FormattedField(_("reason"), blank=True)
    due = WordingField(_("new deadline"))
    due_reason = LineField(_("reason for the new deadline"), max_length=500, blank=True)
    costs = LineField(_("costs"), max_length=500, blank=True)
    not_ours = ProseField(
        _("not our measure"),
        longest=LONGEST_NOTE,
        blank=True,
        help_text=_("What the office writes about a measure that another one should answer; the planner decides."),
    )
    unread: Any = models.JSONField(  # by the name of the field; a date that no calendar has is not lost, either
        _("typed, but not understood"), default=dict, blank=True, editable=False
    )
    answered_by = LineField(_("answered by"), max_length=200, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("noted by"),
        help_text=_("A planner who wrote down what the office said, by telephone or on paper."),
    )

    state = models.CharField(_("state"), max_length=20, choices=AnswerState, default=AnswerState.OPEN)
    remark = ProseField(_("remark of the review"), longest=LONGEST_NOTE, blank=True)
    update = models.ForeignKey(
        StatusUpdate,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="round_answers",
        verbose_name=_("status update"),
    )
    version = models.PositiveIntegerField(default=0, editable=False)  # counts savings: two people, two windows
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    told_at = models.DateTimeField(_("office told at"), null=True, blank=True, editable=False)

    objects = RoundAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of an office")
        verbose_name_plural = _("answers of offices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="round_answer_once_per_measure",
                fields=["request", "measure", "asked_as"],
                violation_error_message=_("The office is already asked about this measure."),
            ),
            models.CheckConstraint(
                name="round_answer_unchanged_says_nothing_else",
                condition=Q(is_unchanged=False) | Q(status="", text="", next_steps="", reason="", due="", costs=""),
                violation_error_message=_("“Unchanged” cannot be said together with something new."),
            ),
        ]
        indexes = [models.Index(fields=["state"], name="round_answer_in_hand", condition=~Q(state="published"))]

    def __str__(self) -> str:
        return f"{self.measure} – {self.request.office}"

    @property
    def asked_about(self) -> str:
        """Returns what the measure was called when the office was asked."""
        return self.asked_as or str(self.measure)

    @property
    def is_awaited(self) -> bool:
        return self.state in AWAITED

    @property
    def says_something(self) -> bool:
        """Tells whether one of its own fields is filled; milestones and values are rows of their own."""
        return self.is_unchanged or any(getattr(self, name) for name in FIELDS)


class AnsweredMilestone(models.Model):
    """What an answer says of a milestone: when it was reached, or when it is to be reached now."""

    answer = models.ForeignKey(
        RoundAnswer, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("answer of an office")
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.CASCADE, related_name="round_answers", verbose_name=_("milestone")
    )
    done_as = DayWordingField(_("reached"))
    due = WordingField(_("new deadline"))
    due_reason = LineField(_("reason for the new deadline"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("answer about a milestone")
        verbose_name_plural = _("answers about milestones")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="round_answer_once_per_milestone",
                fields=["answer", "milestone"],
                violation_error_message=_("The answer already names this milestone."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.milestone)


class AnsweredValue(models.Model):
    """A value of an indicator that an answer names."""

    answer = models.ForeignKey(
        RoundAnswer, on_delete=models.CASCADE, related_name="values", verbose_name=_("answer of an office")
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="round_answers", verbose_name=_("indicator")
    )
    value: Any = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=DECIMALS)
    note = LineField(_("note"), max_length=500, blank=True)
    as_of = models.DateField(_("as of"))

    class Meta:
        verbose_name = _("answer about an indicator")
        verbose_name_plural = _("answers about indicators")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="round_answer_once_per_indicator",
                fields=["answer", "indicator"],
                violation_error_message=_("The answer already names a value of this indicator."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} ({self.as_of:%d.%m.%Y})"
