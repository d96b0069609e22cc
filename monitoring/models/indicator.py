from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from catalog.fields import DerivedColumns, LastDayField, LineField, SearchField, WordingField
from catalog.models import Measure
from catalog.models.versions import Versions
from catalog.row_values import without_zeros
from monitoring.choices import Direction, Interval, ReviewState
from monitoring.models.review import WITHOUT_COMMITTEE, Reviewed
from monitoring.querysets import IndicatorQuerySet, IndicatorTargetQuerySet, IndicatorValueQuerySet

# A figure from a report: up to 14 digits before and 4 after the decimal point. None is not zero.
DIGITS, DECIMALS = 18, 4


class Indicator(models.Model):
    """A number that is counted to see whether a measure works."""

    if TYPE_CHECKING:
        known_targets: list["IndicatorTarget"]  # loaded by `MonitoredMeasureQuerySet.with_indicators()`
        known_values: list["IndicatorValue"]  # loaded where many measures are shown in full

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("measure"))
    name = LineField(_("name"), max_length=500)
    unit = LineField(_("unit"), max_length=100, blank=True, help_text=_("Such as “Personen”, “%” or “Euro”."))
    direction = models.CharField(
        _("direction"),
        max_length=10,
        choices=Direction,
        blank=True,
        help_text=_("Only if the report says so. Without one, a target counts as reached from its figure on."),
    )
    data_source = LineField(_("data source"), max_length=500, blank=True)
    interval = models.CharField(_("reported"), max_length=20, choices=Interval, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    baseline = models.DecimalField(
        _("baseline"),
        max_digits=DIGITS,
        decimal_places=DECIMALS,
        null=True,
        blank=True,
        help_text=_("The value before the measure began. Empty is not zero."),
    )
    baseline_on = models.DateField(_("baseline as of"), null=True, blank=True)

    search_text = SearchField(of=["name", "unit"])

    objects = IndicatorQuerySet["Indicator"].as_manager()
    history = Versions(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="indicator_name_unique_per_measure",
                fields=["measure", "name"],
                violation_error_message=_("This measure already has an indicator of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.measure.natural_key(), self.name)

    natural_key.dependencies = ["catalog.measure"]  # type: ignore[attr-defined]

    @property
    def months_between_values(self) -> int | None:
        return Interval(self.interval).months if self.interval else None


class IndicatorTarget(DerivedColumns):
    """A goal of an indicator by a deadline: a figure, a statement, or both."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="targets", verbose_name=_("indicator")
    )
    value = models.DecimalField(_("target"), max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True)
    statement = LineField(_("statement"), max_length=500, blank=True, help_text=_("Where the target is not a figure."))
    due = WordingField(_("deadline"))
    due_on = LastDayField(of=["due"], verbose_name=_("due on"), null=True)

    objects = IndicatorTargetQuerySet["IndicatorTarget"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="target_has_a_value_or_a_statement",
                condition=Q(value__isnull=False) | ~Q(statement=""),
                violation_error_message=_("A target needs a figure or a statement."),
            ),
            models.UniqueConstraint(
                name="target_once_per_deadline",
                fields=["indicator", "due"],
                violation_error_message=_("This indicator already has a target for this deadline."),
            ),
        ]

    def __str__(self) -> str:
        return self.statement or number_format(without_zeros(self.value))

    def natural_key(self) -> tuple[str, str, str, str, str]:
        return (*self.indicator.natural_key(), self.due)

    natural_key.dependencies = ["monitoring.indicator"]  # type: ignore[attr-defined]


class IndicatorValue(Reviewed):
    """A value of an indicator on a day."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="values", verbose_name=_("indicator")
    )
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=DECIMALS)
    note = LineField(_("note"), max_length=500, blank=True)
    publication = models.CharField(
        _("publication"), max_length=20, choices=WITHOUT_COMMITTEE, default=ReviewState.PUBLISHED
    )
    as_of = models.DateField(_("as of"))

    comes_back = False  # set while restoring a row, whatever the rules say today

    objects = IndicatorValueQuerySet["IndicatorValue"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["as_of"]
        constraints = [
            models.UniqueConstraint(
                name="indicator_value_once_per_day",
                fields=["indicator", "as_of"],
                violation_error_message=_("This indicator already has a value for this day."),
            ),
        ]

    def clean(self) -> None:
        if self.as_of and self.as_of > timezone.localdate() and not self.comes_back:
            raise ValidationError({"as_of": _("A value cannot be of a day that is still to come.")})

    def __str__(self) -> str:
        return f"{number_format(without_zeros(self.value))} ({self.as_of:%d.%m.%Y})"

    def natural_key(self) -> tuple[str, str, str, str, str]:
        return (*self.indicator.natural_key(), str(self.as_of))

    natural_key.dependencies = ["monitoring.indicator"]  # type: ignore[attr-defined]
