"""Recorded versions, newest first: of one row and all that belongs to it, or of whole municipalities."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Model, Q, QuerySet, Value

from catalog.history.tracked_models import recorded_within, tracked_model_of, tracked_models
from catalog.models import Crest, Measure, Municipality
from catalog.permissions.registry import ALL_ROWS

GATHERING = frozenset({"measure", "indicator"})  # models whose timeline includes what belongs to the row


class Timeline:
    """The versions of several kinds of rows; every filter narrows it down."""

    def __init__(self, rows: dict[str, Q]) -> None:
        self._rows = rows

    @classmethod
    def of(cls, row: Model, parts: Q | None = None) -> "Timeline":
        """Returns the versions of a row; with a measure or an indicator, also of all that belongs to it.

        With a municipality, also those of its crest, which is changed on the same page.

        `parts` limits the parts of a measure that are included; by default all existing and deleted ones are.
        """
        kind = tracked_model_of(row)
        if kind is None:
            raise TypeError(f"{row._meta.label} has no history")
        keys: list[Any] = [row.pk]
        if isinstance(row, Measure):
            keys += Measure.objects.filter(ALL_ROWS if parts is None else parts, parent=row.pk).values_list(
                "pk", flat=True
            )
            if parts is None:
                keys += Measure.history.filter(parent=row.pk).values_list("id", flat=True)
        if isinstance(row, Municipality):
            return cls({kind.label: Q(id__in=keys), Crest._meta.label_lower: Q(municipality__in=keys)})
        if kind.place not in GATHERING:
            return cls({kind.label: Q(id__in=keys)})
        return cls._within(kind.place, keys)

    @classmethod
    def of_municipalities(cls, municipalities: Iterable[int]) -> "Timeline":
        return cls._within("municipality", list(municipalities))

    @classmethod
    def everywhere(cls) -> "Timeline":
        """Returns the versions of whatever lies in a municipality."""
        return cls({label: ALL_ROWS for label, kind in tracked_models().items() if kind.path_to("municipality")})

    @classmethod
    def _within(cls, place: str, keys: list[Any]) -> "Timeline":
        found = {label: recorded_within(kind, place, keys) for label, kind in tracked_models().items()}
        return cls({label: rows for label, rows in found.items() if rows is not None})

    def filter(self, condition: Q) -> "Timeline":
        """Returns the versions that meet a condition on columns of the history, such as history_user."""
        return Timeline({label: rows & condition for label, rows in self._rows.items()})

    def only(self, labels: Iterable[str]) -> "Timeline":
        wanted = set(labels)
        return Timeline({label: rows for label, rows in self._rows.items() if label in wanted})

    def within(self, place: str, key: Any) -> "Timeline":
        """Returns the versions of rows that lie in one row of a model, such as a report."""
        inner = self._within(place, [key])._rows
        return Timeline({label: rows & inner[label] for label, rows in self._rows.items() if label in inner})

    def between(self, first: date | None, last: date | None) -> "Timeline":
        condition = Q(history_date__date__gte=first) if first else ALL_ROWS
        return self.filter(condition & (Q(history_date__date__lte=last) if last else ALL_ROWS))

    def __bool__(self) -> bool:
        return bool(self._rows)

    @cached_property
    def keys(self) -> "QuerySet[Any, Any]":
        """Returns kind and history_id of every version as a queryset that can be counted and sliced."""
        parts = [
            tracked_models()[label]
            .history.filter(rows)
            .order_by()
            .annotate(label=Value(label))
            .values_list("label", "history_id", "history_date")
            for label, rows in self._rows.items()
        ]
        first, *others = parts
        union: QuerySet[Any, Any] = first.union(*others, all=True) if others else first
        return union.order_by("-history_date", "-history_id", "label")

    @property
    def people(self) -> set[int]:
        """Returns the keys of everybody who has written one of the versions."""
        written = Q(history_user__isnull=False)
        parts = [
            tracked_models()[label]
            .history.filter(rows & written)
            .order_by()
            .values_list("history_user", flat=True)
            .distinct()
            for label, rows in self._rows.items()
        ]
        return set(parts[0].union(*parts[1:]).order_by()) if parts else set()

    def find(self, label: str, history_id: int) -> Any:
        """Returns one version of this timeline, or None."""
        rows = self._rows.get(label)
        return tracked_models()[label].history.filter(rows, history_id=history_id).first() if rows is not None else None
