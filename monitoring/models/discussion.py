from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.fields import FormattedField, LineField
from catalog.models import Measure
from catalog.models.versions import Versions
from monitoring.querysets import DiscussionQuerySet


class Discussion(models.Model):
    """A meeting that settles how a measure is approached; without a date it is still to be scheduled."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="discussions", verbose_name=_("measure")
    )
    phase = LineField(_("phase"), max_length=100, blank=True, help_text=_("Such as “Umsetzungsphase I”."))
    approach = FormattedField(_("approach"), blank=True)
    minutes_signed = models.BooleanField(_("minutes signed"), null=True, blank=True)
    held_on = models.DateField(
        _("held on"), null=True, blank=True, help_text=_("Leave empty while it is still to be scheduled.")
    )

    objects = DiscussionQuerySet["Discussion"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        ordering = [models.F("held_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                name="discussion_once_per_day",
                fields=["measure", "phase", "held_on"],
                violation_error_message=_("This discussion is already entered for this day."),
            ),
            models.UniqueConstraint(
                name="discussion_to_be_scheduled_once",
                fields=["measure", "phase"],
                condition=Q(held_on__isnull=True),
                violation_error_message=_("A discussion of this measure is already waiting to be scheduled."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}" if self.held_on else str(_("still to be scheduled"))

    def natural_key(self) -> tuple[str, str, str, str, str | None]:
        return (*self.measure.natural_key(), self.phase, str(self.held_on) if self.held_on else None)

    natural_key.dependencies = ["catalog.measure"]  # type: ignore[attr-defined]

    @property
    def anchor(self) -> str:
        """Returns the id of the discussion on the page of its measure."""
        return f"besprechung-{self.pk}"
