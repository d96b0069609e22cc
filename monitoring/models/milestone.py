from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.fields import DerivedColumns, LastDayField, WordingField
from catalog.models import Measure
from monitoring.querysets import MilestoneQuerySet


class Milestone(DerivedColumns):
    """A dated step of a measure. Whether it is overdue is computed, never typed."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("measure"))
    title = models.CharField(_("title"), max_length=500)

    due = WordingField(_("deadline"), help_text=_("As the report words it: “31.12.2022”, “4. Quartal 2022”."))
    due_on = LastDayField(of=["due"], verbose_name=_("due on"), null=True)
    original_due = WordingField(
        _("original deadline"),
        help_text=_("Kept by itself when the deadline is moved; empty if it never was."),
    )
    original_due_on = LastDayField(of=["original_due"], verbose_name=_("originally due on"), null=True)
    change_reason = models.CharField(_("reason for the new deadline"), max_length=500, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    objects = MilestoneQuerySet["Milestone"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="milestone_title_unique_per_measure",
                fields=["measure", "title"],
                violation_error_message=_("This measure already has a milestone of this name."),
            ),
            models.CheckConstraint(
                name="milestone_deadline_has_a_day",
                condition=Q(due="") | Q(due_on__isnull=False),
                violation_error_message=_("The deadline cannot be read as a date."),
            ),
            models.CheckConstraint(
                name="milestone_moved_deadline_has_a_reason",
                condition=Q(original_due="") | ~Q(change_reason=""),
                violation_error_message=_("Say why the deadline was moved."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.due})" if self.due else self.title

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.measure.natural_key(), self.title)

    natural_key.dependencies = ["catalog.measure"]  # type: ignore[attr-defined]

    @property
    def anchor(self) -> str:
        """The id of the milestone on the page of its measure."""
        return f"etappe-{self.pk}"

    @property
    def is_moved(self) -> bool:
        return bool(self.original_due)

    def is_overdue(self, day: date | None = None) -> bool:
        day = day or timezone.localdate()
        return self.due_on is not None and self.due_on < day and not self.is_done(day)

    def is_done(self, day: date | None = None) -> bool:
        return self.done_on is not None and self.done_on <= (day or timezone.localdate())

    def clean(self) -> None:
        self._keep_first_deadline()
        if self.original_due and not self.change_reason:
            raise ValidationError({"change_reason": _("Say why the deadline was moved.")})

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self._keep_first_deadline()
        if update_fields is not None and "due" in (update_fields := set(update_fields)):
            update_fields.add("original_due")
        super().save(*args, update_fields=update_fields, **kwargs)

    def _keep_first_deadline(self) -> None:
        """A moved deadline leaves the first one behind; moving it back to the first forgets the move.

        Other words for the same day move nothing.
        """
        if self.pk and not self.original_due:
            stored = Milestone.objects.filter(pk=self.pk).first()
            if stored and stored.due_on and stored.due_on != self.due_on:
                self.original_due = stored.due
        if self.original_due_on and self.original_due_on == self.due_on:
            self.original_due = ""
