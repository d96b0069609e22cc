"""What a selection counts its units in: kept rows, or rows that are counted already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Aggregate, Count, Q, QuerySet, Sum

from monitoring.models.counted import Counted

if TYPE_CHECKING:
    from reports.measures.lists.columns import Columns


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
