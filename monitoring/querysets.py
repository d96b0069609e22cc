"""What belongs to measures and indicators: as public as they are, and what of it counts on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import BooleanField, Case, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from catalog.choices import Publication
from catalog.permissions.policy import public_measure, published, released, released_measure
from catalog.querysets import DerivedQuerySet, VisibleQuerySet, measure_at
from monitoring.choices import Direction

if TYPE_CHECKING:
    from django.db.models import QuerySet

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


def due_as_of(day: date, column: str = "due_on") -> Case:
    """The deadline that counted on a day: one that was moved later was still the first. `column` may be "due"."""
    return Case(When(moved_on__gt=day, then=F(f"original_{column}")), default=F(column))


def planned_on(measure: str = "") -> Coalesce:
    """When a measure joined its report, or that was published: what is dated before is no delay."""
    return Coalesce(f"{measure}added_on", f"{measure}report__published_on", Value(date.min), output_field=DateField())


class StatusUpdateQuerySet(DerivedQuerySet[M_co]):
    public = public_measure("measure__") & published()
    released = released_measure("measure__") & released()

    def published(self) -> Self:
        return self.filter(published())

    def for_committee(self) -> Self:
        """Released for the committee and not yet published."""
        return self.filter(publication=Publication.COMMITTEE)

    def until(self, day: date) -> Self:
        return self.filter(as_of__lte=day)

    def newest_first(self, as_of: date) -> Self:
        """What had been published by a day, the update that was the status then before all others."""
        return self.published().until(as_of).order_by("-as_of")

    def newest_per_measure(self, as_of: date) -> Self:
        """For every measure the one published update that was its status on that day."""
        updates: Self = self.model._default_manager.filter(measure=OuterRef("measure"))  # type: ignore[assignment]
        return self.filter(pk=Subquery(updates.newest_first(as_of).values("pk")[:1]))

    def get_by_natural_key(self, ags: str, report: str, path: str, as_of: str) -> M_co:
        return self.published().get(measure_at(ags, report, path, "measure__"), as_of=as_of)


class MilestoneQuerySet(DerivedQuerySet[M_co]):
    public = public_measure("measure__") & published()
    released = released_measure("measure__") & published()

    def published(self) -> Self:
        return self.filter(published())

    def open(self, day: date) -> Self:
        """Published, but not yet reached on that day."""
        return self.published().filter(Q(done_on__isnull=True) | Q(done_on__gt=day))

    def with_due(self, day: date) -> Self:
        """Annotate `due_then`: the deadline that counted on a day."""
        return self.annotate(due_then=due_as_of(day))

    def passed(self, day: date) -> Self:
        """Open although their day has passed; not what is dated before the plan, nor that of a closed report."""
        open_ones = self.open(day).with_due(day).filter(measure__report__is_closed=False)
        return open_ones.filter(due_then__lt=day, due_then__gte=planned_on("measure__"))

    def upcoming(self, day: date) -> Self:
        """Open ones whose day lies ahead; a closed report waits for nothing."""
        open_ones = self.open(day).with_due(day).filter(measure__report__is_closed=False)
        return open_ones.filter(due_then__gte=day)

    def get_by_natural_key(self, ags: str, report: str, path: str, title: str) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), title=title)


class DiscussionQuerySet(VisibleQuerySet[M_co]):
    public = public_measure("measure__")
    released = released_measure("measure__")

    def get_by_natural_key(self, ags: str, report: str, path: str, phase: str, held_on: str | None) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), phase=phase, held_on=held_on)


class IndicatorQuerySet(VisibleQuerySet[M_co]):
    public = public_measure("measure__")
    released = released_measure("measure__")

    def get_by_natural_key(self, ags: str, report: str, path: str, name: str) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), name=name)


class IndicatorTargetQuerySet(DerivedQuerySet[M_co]):
    public = public_measure("indicator__measure__")
    released = released_measure("indicator__measure__")

    def with_values(self, values: QuerySet[Any]) -> Self:
        """Annotate `is_met`: whether one of these values meets the target; `counted_on`: the day of the last one.

        The same in Python is `monitoring.models.progress.is_met`.
        """
        counted = values.filter(indicator=OuterRef("indicator"))
        in_order, newest = counted.order_by("as_of").values("value"), counted.order_by("-as_of")
        falls = Q(indicator__direction=Direction.FALL) | Q(indicator__direction=Direction.REACH, start__gt=F("value"))
        return self.annotate(
            second_value=Subquery(in_order[1:2]),
            first_value=Case(When(second_value__isnull=False, then=Subquery(in_order[:1]))),
            start=Coalesce("indicator__baseline", "first_value"),
            last_value=Subquery(newest.values("value")[:1]),
            counted_on=Subquery(newest.values("as_of")[:1]),
            is_met=Case(
                When(indicator__direction=Direction.KEEP, last_value__gte=F("value"), then=True),
                When(indicator__direction=Direction.KEEP, then=False),
                When(falls & Exists(counted.filter(value__lte=OuterRef("value"))), then=True),
                When(falls, then=False),
                When(Exists(counted.filter(value__gte=OuterRef("value"))), then=True),
                default=False,
                output_field=BooleanField(),
            ),
        )

    def get_by_natural_key(self, ags: str, report: str, path: str, indicator: str, due: str) -> M_co:
        at = measure_at(ags, report, path, "indicator__measure__")
        return self.get(at, indicator__name=indicator, due=due)


class IndicatorValueQuerySet(VisibleQuerySet[M_co]):
    public = public_measure("indicator__measure__") & published()
    released = released_measure("indicator__measure__") & published()

    def published(self) -> Self:
        return self.filter(published())

    def get_by_natural_key(self, ags: str, report: str, path: str, indicator: str, as_of: str) -> M_co:
        at = measure_at(ags, report, path, "indicator__measure__")
        return self.get(at, indicator__name=indicator, as_of=as_of)
