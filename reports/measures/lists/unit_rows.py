"""What a selection counts its units in: kept rows, or rows that are counted already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Aggregate, BooleanField, Count, Q, QuerySet, Sum, Value

from monitoring.models.counted import Counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitoring.current.columns import Columns


class UnitRows(NamedTuple):
    """Rows that stand for units: where the columns are found, and those of their whole where they are parts.

    Where rows stand for several units each, they have a `number`.
    """

    rows: QuerySet[Any]
    own: Columns
    whole: Columns | None = None

    def filter(self, condition: Q) -> UnitRows:
        return self._replace(rows=self.rows.filter(condition))

    def number(self) -> Aggregate:
        """Returns an expression: how many units there are."""
        return Sum("number", default=0) if issubclass(self.rows.model, Counted) else Count("pk")


def numbers_in(rows: Iterable[UnitRows], *columns: str) -> list[Any]:
    """Returns whether units are parts, their values in some columns, and how many there are; needs one query."""
    first, *others = [
        one.rows.order_by()
        .annotate(is_of_whole=Value(bool(one.whole), output_field=BooleanField()))
        .values_list("is_of_whole", *columns)
        .annotate(units=one.number())
        for one in rows
    ]
    return list(first.union(*others, all=True) if others else first)
