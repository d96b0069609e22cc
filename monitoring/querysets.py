"""Querysets of what belongs to measures and indicators: as public as the measure, and as known on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When

from catalog.choices import Publication
from catalog.permissions.policy import public_measure, published, released, released_measure
from catalog.querysets import DerivedQuerySet, VisibleQuerySet, measure_at

if TYPE_CHECKING:
    from datetime import date

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


def due_as_of(day: date) -> Case:
    """Returns an expression: the deadline that counted on a day, before later moves."""
    return Case(When(moved_on__gt=day, then=F("original_due_on")), default=F("due_on"))


class StatusUpdateQuerySet(DerivedQuerySet[M_co]):
    public = public_measure("measure__") & published()
    released = released_measure("measure__") & released()

    def published(self) -> Self:
        return self.filter(published())

    def for_committee(self) -> Self:
        """Returns what is released for the committee and not yet published."""
        return self.filter(publication=Publication.COMMITTEE)

    def until(self, day: date) -> Self:
        return self.filter(as_of__lte=day)

    def newest_first(self, as_of: date) -> Self:
        """Returns what had been published by a day, the update that was the status then first."""
        return self.published().until(as_of).order_by("-as_of")

    def newest_per_measure(self, as_of: date) -> Self:
        """Returns for every measure the one published update that was its status on that day."""
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
        """Returns published milestones that were not yet reached on that day."""
        return self.published().filter(Q(done_on__isnull=True) | Q(done_on__gt=day))

    def with_due(self, day: date) -> Self:
        """Annotates `due_then`: the deadline that counted on a day."""
        return self.annotate(due_then=due_as_of(day))

    def overdue(self, day: date) -> Self:
        return self.open(day).with_due(day).filter(due_then__lt=day)

    def upcoming(self, day: date) -> Self:
        return self.open(day).with_due(day).filter(due_then__gte=day)

    def get_by_natural_key(self, ags: str, report: str, path: str, title: str) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), title=title)


class PartOfMeasureQuerySet(VisibleQuerySet[M_co]):
    """Rows that are as public as their measure."""

    public = public_measure("measure__")
    released = released_measure("measure__")


class DiscussionQuerySet(PartOfMeasureQuerySet[M_co]):
    def get_by_natural_key(self, ags: str, report: str, path: str, phase: str, held_on: str | None) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), phase=phase, held_on=held_on)


class IndicatorQuerySet(PartOfMeasureQuerySet[M_co]):
    def get_by_natural_key(self, ags: str, report: str, path: str, name: str) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), name=name)


class IndicatorTargetQuerySet(DerivedQuerySet[M_co]):
    public = public_measure("indicator__measure__")
    released = released_measure("indicator__measure__")

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
