"""Lists of any length: what is long is counted to a limit only, and stands in an order that an index knows."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

MOST_ROWS = 10_000  # more are not counted, nor sorted
NEWEST_FIRST = ("-pk",)


class CappedPaginator(Paginator[Any]):
    """A paginator that stops counting at MOST_ROWS; `is_capped` tells whether there are more."""

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return len(rows) if isinstance(rows, list) else counted(rows)

    @cached_property
    def count(self) -> int:
        return min(self._found, MOST_ROWS)

    @property
    def is_capped(self) -> bool:
        return self._found > MOST_ROWS


def counted(rows: QuerySet[Any]) -> int:
    """Returns the number of rows, or one more than MOST_ROWS where there are more."""
    unsorted = rows.order_by()
    return (unsorted if unsorted.query.combinator else unsorted.values("pk"))[: MOST_ROWS + 1].count()


def is_longer(rows: QuerySet[Any], most: int) -> bool:
    """Tells whether there are more rows than that; counts one more at most."""
    return rows.order_by().values("pk")[: most + 1].count() > most


def in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Returns the rows in their order where these can be sorted in no time, else the newest first."""
    return rows.order_by(*NEWEST_FIRST) if is_longer(rows, MOST_ROWS) else rows


def number_of(model: type[Model], reference: str) -> Coalesce:
    """Returns an expression: how many rows refer to a row; counted for the rows of a page, not for a whole table."""
    referring = model._base_manager.filter(**{reference: OuterRef("pk")}).order_by().values(reference)
    return Coalesce(Subquery(referring.annotate(number=Count("pk")).values("number")), 0, output_field=IntegerField())


class CountOf(Subquery):
    """An expression: the number of some rows, or one more than MOST_ROWS where there are more."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted_rows)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().select_related(None).values("pk")[: MOST_ROWS + 1])


def capped_words(number: int) -> str:
    """Returns what such a number says."""
    return _("more than %(number)s") % {"number": localize(MOST_ROWS)} if number > MOST_ROWS else localize(number)
