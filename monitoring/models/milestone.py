from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.deadlines import delay_words, understand
from catalog.fields import DayWordingField, LineField
from catalog.models import Measure, MovableDeadline
from catalog.models.versions import Versions
from monitoring.choices import ReviewState
from monitoring.models.review import WITHOUT_COMMITTEE, Reviewed
from monitoring.querysets import MilestoneQuerySet


class Milestone(Reviewed, MovableDeadline):
    """A dated step of a measure. Whether its day has passed is computed, never typed."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("measure"))
    title = LineField(_("title"), max_length=500)

    publication = models.CharField(
        _("publication"), max_length=20, choices=WITHOUT_COMMITTEE, default=ReviewState.PUBLISHED
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_as = DayWordingField(
        _("done, as worded"),
        help_text=_("Only where no day is known: “Dezember 2019”. Its last day then stands for it."),
    )

    objects = MilestoneQuerySet["Milestone"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="milestone_due", condition=Q(due_on__isnull=False)),
            models.Index(fields=["moved_on"], name="milestone_moved", condition=Q(moved_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="milestone_title_unique_per_measure",
                fields=["measure", "title"],
                violation_error_message=_("This measure already has a milestone of this name."),
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
        """Returns the id of the milestone on the page of its measure."""
        return f"etappe-{self.pk}"

    def is_passed(self, day: date | None = None) -> bool:
        """Tells whether it is open beyond its day; nothing dated before the plan is. Reads `measure.report`."""
        day = day or timezone.localdate()
        due_on = None if self.is_draft else self.due_on_as_of(day)
        if due_on is None or due_on >= day or self.is_done(day) or self.measure.report.is_closed:
            return False
        return due_on >= (self.measure.planned_on or date.min)

    def open_for(self, day: date | None = None) -> str:
        """Returns "for 5 years", since its deadline has passed; needs one that `is_passed()`."""
        day = day or timezone.localdate()
        due_on = self.due_on_as_of(day)
        return delay_words(self.due_as_of(day), due_on, day) if due_on else ""

    @property
    def done_words(self) -> str:
        """Returns when it was reached, as exactly as is known; "" while it is open."""
        if self.done_on is None:
            return ""
        return self.done_as or f"{self.done_on:%d.%m.%Y}"

    @property
    def done_phrase(self) -> str:
        """Returns "done on 17.12.2019" or "done: Dezember 2019"."""
        words = _("done: %(day)s") if self.done_as else _("done on %(day)s")
        return str(words % {"day": self.done_words})

    def is_done(self, day: date | None = None) -> bool:
        return self.done_on is not None and self.done_on <= (day or timezone.localdate())

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if self.done_as:
            self.done_on = understand(self.done_as).deadline
        if update_fields is not None and "done_as" in (update_fields := set(update_fields)):
            update_fields.add("done_on")
        super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        self.keep_first_deadline(Milestone.objects.filter(pk=self.pk).first() if self.pk else None)
        if self.original_due and not self.change_reason:
            raise ValidationError({"change_reason": _("Say why the deadline was moved.")})
