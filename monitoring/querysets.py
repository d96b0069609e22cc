"""Querysets of what belongs to measures and indicators: as public as the measure, and as known on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import BooleanField, Case, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThanOrEqual

from catalog.choices import Publication
from catalog.permissions.policy import permitted, public_measure, published, released, released_measure, visible
from catalog.permissions.registry import Action
from catalog.querysets import DerivedQuerySet, PartOfMeasureQuerySet, VisibleQuerySet, measure_at
from monitoring.choices import Direction

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from catalog.permissions.roles import Visitor
    from catalog.prepared_queries import Day

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


def due_on_as_of(day: Day) -> Case:
    """Returns an expression: the deadline that counted on a day, before later moves."""
    return Case(When(moved_on__gt=day, then=F("original_due_on")), default=F("due_on"))


def existing(day: Day, measure: str = "") -> Q:
    """Returns a condition: measures that belonged to their report on that day."""
    return Q(**{f"{measure}added_on__isnull": True}) | Q(**{f"{measure}added_on__lte": day})


def has_any(rows: QuerySet[Any]) -> Coalesce:
    """Returns an expression: whether a measure, or what is kept of it, has such a row."""
    return is_there(rows.filter(measure=OuterRef("pk")))


def is_there(rows: QuerySet[Any]) -> Coalesce:
    """Returns an expression: whether there is one of these rows, which name that of the outer query.

    EXISTS would say the same, but PostgreSQL then likes to find the rows of the whole country first.
    """
    first = rows.order_by().values_list(Value(value=True))[:1]
    return Coalesce(Subquery(first), Value(value=False), output_field=BooleanField())


def planned_on(measure: str = "") -> Coalesce:
    """Returns an expression: when a measure joined its report, or that was published."""
    return Coalesce(f"{measure}added_on", f"{measure}report__published_on", Value(date.min), output_field=DateField())


def by_place(measure: str = "") -> list[Any]:
    """Returns the order of measures in their reports, parts below their whole; `measure` leads to the measure."""
    return [
        f"{measure}report",
        Coalesce(f"{measure}parent__code_sort", f"{measure}code_sort"),
        F(f"{measure}parent").asc(nulls_first=True),
        f"{measure}code_sort",
        f"{measure}pk",
    ]


def told(column: str, update: str = "") -> Case:
    """Returns an expression: a text of an update or, where it confirms another that is published, of that one.

    `update` is the path to the update.
    """
    confirmed = f"{update}confirms__"
    return Case(When(published(confirmed), then=F(f"{confirmed}{column}")), default=F(f"{update}{column}"))


class StatusUpdateQuerySet(DerivedQuerySet[M_co]):
    public = public_measure("measure__") & published()
    released = released_measure("measure__") & released()

    def published(self) -> Self:
        return self.filter(published())

    def with_confirmed(self) -> Self:
        """Loads what `confirmed` and `told` return, in the same query."""
        return self.select_related("confirms").defer("confirms__search_text")

    def for_committee(self) -> Self:
        """Returns what is released for the committee and not yet published."""
        return self.filter(publication=Publication.COMMITTEE)

    def until(self, day: Day) -> Self:
        return self.filter(as_of__lte=day)

    def newest_first(self, as_of: Day) -> Self:
        """Returns what had been published by a day, the update that was the status then first."""
        return self.published().until(as_of).order_by("-as_of")

    def newest_per_measure(self, as_of: Day) -> Self:
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
        return self.annotate(due_then=due_on_as_of(day))

    def passed(self, day: date) -> Self:
        """Returns open ones whose day has passed; none dated before the plan, and none of a closed report."""
        return self.open(day).with_due(day).filter(self.have_passed(day))

    @staticmethod
    def have_passed(day: date) -> Q:
        """Returns the condition of `passed` for open ones; needs `with_due`."""
        return Q(measure__report__is_closed=False, due_then__lt=day, due_then__gte=planned_on("measure__"))

    def with_passed(self, day: date) -> QuerySet[Any]:
        """Annotates `has_passed`: whether a row is among those of `passed`; counting rows joins nothing for it."""
        same: Any = self.model._default_manager.filter(pk=OuterRef("pk"))
        return self.annotate(has_passed=is_there(same.passed(day)))

    def upcoming(self, day: date) -> Self:
        """Returns open ones whose day lies ahead; none of a closed report."""
        open_ones = self.open(day).with_due(day).filter(measure__report__is_closed=False)
        return open_ones.filter(due_then__gte=day)

    def get_by_natural_key(self, ags: str, report: str, path: str, title: str) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), title=title)


class DiscussionQuerySet(PartOfMeasureQuerySet[M_co]):
    def get_by_natural_key(self, ags: str, report: str, path: str, phase: str, held_on: str | None) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), phase=phase, held_on=held_on)


class AttachmentQuerySet(VisibleQuerySet[M_co]):
    """Files that are never more visible than their measure, and than the update they document."""

    public = public_measure("measure__") & published() & (Q(update__isnull=True) | published("update__"))
    released = released_measure("measure__") & released() & (Q(update__isnull=True) | released("update__"))

    def published(self) -> Self:
        """Returns those that everybody may see where everybody sees their measure."""
        return self.filter(Q(update__isnull=True) | published("update__"), published())

    def until(self, day: date) -> Self:
        return self.filter(added_on__lte=day)

    def seen_by(self, user: Visitor) -> Self:
        """Returns those that a visitor sees on the site or, of the measures of their office, in the administration."""
        return self.filter(
            visible(user, self.model, self.public, self.released) | permitted(user, Action.VIEW, self.model)
        )


class IndicatorQuerySet(PartOfMeasureQuerySet[M_co]):
    def with_value_due(self, day: date) -> Self:
        """Returns the indicators of open reports with a past target and no value of its day or later."""
        targets: Any = self.model._meta.get_field("targets").related_model
        values: Any = self.model._meta.get_field("values").related_model
        later = values._default_manager.filter(indicator=OuterRef("indicator"), as_of__gte=OuterRef("due_on"))
        due = targets._default_manager.filter(~Exists(later), indicator=OuterRef("pk"), due_on__lt=day)
        return self.filter(Exists(due), measure__report__is_closed=False)

    def get_by_natural_key(self, ags: str, report: str, path: str, name: str) -> M_co:
        return self.get(measure_at(ags, report, path, "measure__"), name=name)


class IndicatorTargetQuerySet(DerivedQuerySet[M_co]):
    public = public_measure("indicator__measure__")
    released = released_measure("indicator__measure__")

    def unmet(self, values: QuerySet[Any]) -> Self:
        """Returns the targets that none of these values meets.

        A target to reach a figure from above is met by a lower value, from below by a higher one; a single value is
        no start.
        """
        counted = values.filter(indicator=OuterRef("indicator"))
        in_order = counted.order_by("as_of").values("value")
        figure = F("value")
        low = Exists(counted.filter(value__lte=OuterRef("value")))
        high = Exists(counted.filter(value__gte=OuterRef("value")))
        start = Coalesce("indicator__baseline", Subquery(in_order[:1]))
        is_single = Q(indicator__baseline__isnull=True) & ~Exists(in_order[1:2])
        reached = (GreaterThan(start, figure) & (low | is_single)) | (LessThanOrEqual(start, figure) & high)
        met = {
            Direction.KEEP: Q(GreaterThanOrEqual(Subquery(in_order.reverse()[:1]), figure)),
            Direction.FALL: Q(low),
            Direction.RISE: Q(high),
            Direction.REACH: Q(reached),
            "": Q(reached),
        }
        whens = [When(Q(indicator__direction=one) & is_met, then=True) for one, is_met in met.items()]
        return self.filter(Exact(Case(*whens, default=False, output_field=BooleanField()), Value(value=False)))

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
