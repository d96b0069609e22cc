"""Lists of any length: what is long is counted to a limit only, and stands in an order that an index knows."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

MOST_ROWS = 10_000  # more are not counted, nor sorted
NEWEST_FIRST = ("-pk",)
KNOWN_AS_MANY = "is_known_as_many"


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


def known_as_many(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Marks rows of which somebody has found out that there are more than MOST_ROWS, so that nobody counts again."""
    marked: QuerySet[Any] = rows.alias(**{KNOWN_AS_MANY: Value(value=True)})
    return marked


def is_known_as_many(rows: QuerySet[Any]) -> bool:
    return KNOWN_AS_MANY in rows.query.annotations


def counted(rows: QuerySet[Any]) -> int:
    """Returns the number of rows, or one more than MOST_ROWS where there are more."""
    if is_known_as_many(rows):
        return MOST_ROWS + 1
    unsorted = rows.order_by()
    return (unsorted if unsorted.query.combinator else unsorted.values("pk"))[: MOST_ROWS + 1].count()


def is_longer(rows: QuerySet[Any], most: int) -> bool:
    """Tells whether there are more rows than that; counts one more at most."""
    return is_known_as_many(rows) or rows.order_by().values("pk")[: most + 1].count() > most


def in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Returns the rows in their order where these can be sorted in no time, else the newest first."""
    return rows.order_by(*NEWEST_FIRST) if is_longer(rows, MOST_ROWS) else rows


def number_of(model: type[Model], reference: str) -> Coalesce:
    """Returns an expression: how many rows refer to a row; counted for the rows of a page, not for a whole table."""
    referring = model._base_manager.filter(**{reference: OuterRef("pk")}).order_by().values(reference)
    return Coalesce(Subquery(referring.annotate(number=Count("pk")).values("number")), 0, output_field=IntegerField())


class CountOf(Subquery):
    """An expression: the number of some rows, or one more than `most` where there are more."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted_rows)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], most: int = MOST_ROWS) -> None:
        super().__init__(rows.order_by().select_related(None).values("pk")[: most + 1])


def capped_words(number: int, most: int = MOST_ROWS) -> str:
    """Returns what such a number says."""
    return _("more than %(number)s") % {"number": localize(most)} if number > most else localize(number)
