"""What is counted of the whole country already, so that its pages add up a few rows instead of reading all measures.

`monitoring.current.counting` writes these rows in the transaction that writes `CurrentStatus`, and nothing else does.
What is counted says who may see it, but not where it lies: whoever sees more in some municipalities counts that in
`CurrentStatus` besides, see `seen_besides`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from catalog.choices import CostKind, Horizon
from catalog.models import Measure, Municipality, Report
from catalog.permissions.registry import ALL_ROWS, NO_ROWS
from catalog.permissions.roles import roles_of
from monitoring.choices import DeadlineState, Visibility
from monitoring.models.current import CurrentStatus, Traits, beside, between_commas, current_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from catalog.permissions.roles import Visitor

ANY_THEME = 0

Key = tuple[Any, ...]
TRAITS = tuple(field.name for field in Traits._meta.local_fields)
OF_PARTS = (*TRAITS, "report", "themes", "reported_on")  # what is known of a part and of its whole


def seen_everywhere(user: Visitor) -> Q:
    """Returns a condition: what a visitor sees wherever it lies."""
    return ALL_ROWS if roles_of(user).is_superuser else Q(visibility=Visibility.PUBLIC)


def seen_besides(user: Visitor) -> Q:
    """Returns a condition: current statuses that a visitor sees, but not everywhere; none for strangers."""
    here, everywhere = current_to(user), seen_everywhere(user)
    return NO_ROWS if here == everywhere else here & ~everywhere


class Counted(models.Model):
    """The number of measures that are alike in all other columns.

    A measure is counted once for each of its themes, and once more as of any theme.
    """

    visibility = models.PositiveSmallIntegerField(choices=Visibility)
    theme = models.PositiveBigIntegerField()  # its id, or ANY_THEME
    number = models.IntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number}: {self.key}"

    @classmethod
    def columns(cls) -> list[str]:
        """Returns the columns of the key, the theme first."""
        return ["theme", *cls.own_columns()]

    @classmethod
    def own_columns(cls) -> list[str]:
        """Returns the columns of the key that a current status has as well."""
        return [field.attname for field in cls._meta.concrete_fields if field.attname not in {"id", "number", "theme"}]

    @property
    def key(self) -> Key:
        return tuple(getattr(self, name) for name in self.columns())

    @classmethod
    def counts(cls, row: CurrentStatus) -> bool:
        """Tells whether a measure is counted here."""
        return not row.is_part

    @classmethod
    def keys_of(cls, row: CurrentStatus) -> Iterator[Key]:
        """Yields the keys under which a measure is counted."""
        if cls.counts(row):
            own = [getattr(row, name) for name in cls.own_columns()]
            for theme in cls.themes_of(row):
                yield theme, *own

    @classmethod
    def themes_of(cls, row: CurrentStatus) -> list[int]:
        """Returns the themes that a measure is counted for."""
        return [ANY_THEME, *between_commas(row.themes)]


class CountedWord(Counted):
    """The number of measures and parts by what is said of each."""

    is_part = models.BooleanField()
    has_parts = models.BooleanField()
    word = models.CharField(max_length=20, blank=True)
    deadline_state = models.CharField(max_length=20, choices=DeadlineState, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "visibility", "is_part", "has_parts", "word", "deadline_state"], name="counted_word"
            )
        ]

    @classmethod
    def counts(cls, row: CurrentStatus) -> bool:
        return True


class CountedTraits(Counted, Traits):
    """The number of measures that are no parts, by what filters ask for."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("theme", "visibility", "has_parts", "word", "deadline_state"),
                    *("horizon", "costs_kind", "has_costs", "has_indicator", "years"),
                ],
                name="counted_traits",
            )
        ]


class CountedReport(Counted):
    """The number of measures of a report that are no parts."""

    report = beside(Report)
    municipality = beside(Municipality)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "visibility", "municipality", "report"], name="counted_report")
        ]


class CountedKeys(Counted):
    """The number of measures of a report that are no parts, by what they have themselves to be sorted by.

    Counted as of any theme alone: a list about one theme has few pages.
    """

    report = beside(Report, db_index=False)
    has_parts = models.BooleanField()
    is_awaited = models.BooleanField()
    is_priced = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "visibility", "report", "has_parts", "is_awaited", "is_priced"], name="counted_keys"
            )
        ]

    @classmethod
    def themes_of(cls, row: CurrentStatus) -> list[int]:
        return [ANY_THEME]


class CountedAlike(models.Model):
    """How many measures of a report are alike in something; a name for a query within another one, never a table."""

    report = beside(Report, primary_key=True)
    number = models.IntegerField()

    class Meta:
        auto_created = True
        managed = False

    def __str__(self) -> str:
        return f"{self.number}: {self.report_id}"


class CurrentPart(Traits):
    """What filters ask of a part and of its whole, side by side.

    Parts are few beside all measures, and a whole counts once however many of its parts a filter finds.
    """

    measure = models.OneToOneField(
        Measure, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="+"
    )
    whole = beside(CurrentStatus)
    report = beside(Report)
    municipality = beside(Municipality)
    visibility = models.PositiveSmallIntegerField(choices=Visibility)
    themes = models.CharField(max_length=200, blank=True)
    reported_on = models.DateField(null=True)

    whole_report = beside(Report, db_index=False)
    whole_themes = models.CharField(max_length=200, blank=True)
    whole_reported_on = models.DateField(null=True)
    whole_has_parts = models.BooleanField()
    whole_word = models.CharField(max_length=20, blank=True)
    whole_deadline_state = models.CharField(max_length=20, choices=DeadlineState, blank=True)
    whole_horizon = models.CharField(max_length=10, choices=Horizon, blank=True)
    whole_costs_kind = models.CharField(max_length=10, choices=CostKind, blank=True)
    whole_has_costs = models.BooleanField()
    whole_has_indicator = models.BooleanField()
    whole_years = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.measure_id)

    @classmethod
    def of(cls, part: CurrentStatus, whole: CurrentStatus | None) -> CurrentPart:
        """Returns the row of a part with what is known of its whole; without one it counts by itself alone."""
        columns = [f"{name}_id" if name == "report" else name for name in OF_PARTS]
        places = ("measure_id", "whole_id", "municipality_id", "visibility")
        own = {name: getattr(part, name) for name in (*places, *columns)}
        of_whole = {f"whole_{name}": getattr(whole or part, name) for name in columns}
        of_whole |= {} if whole else {"whole_has_parts": True}
        return cls(**own, **of_whole)
