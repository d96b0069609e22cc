"""The search of lists of the administration that may be as long as the country."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.db.models import Aggregate, BooleanField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone

from catalog.permissions.large_lists import MOST_ROWS, NEWEST_FIRST, is_longer, known_as_many
from catalog.permissions.registry import NO_ROWS
from monitoring.current.columns import LOADED, AmongIds
from monitoring.current.indexing import is_indexed
from monitoring.models import CurrentStatus, IndexedMeasure
from monitoring.querysets import told
from monitoring.search.conditions import WordConditions, by_index_only
from monitoring.search.search import Search

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

LONG_TEXTS = {"text", "next_steps", "reason", "remark", "approach"}
DATABASE = "default"
MOST_NAMED = 30_000  # measures whose ids the database gets; of more, it finds them itself
MOST_LOOKED_UP = 30_000  # rows that are sooner looked up in the index one by one than all hits are found there


class JoinedIds(Aggregate):
    """The ids of rows in one text, with commas between them, as `AmongIds` takes them. PostgreSQL only."""

    template = "STRING_AGG(%(expressions)s::text, ',')"
    output_field = TextField()


class FoundMeasures:
    """The measures that a search finds by the index of words; it is asked once, whatever belongs to them is looked for.

    `is_by_index` tells whether the index knows all words, or at least narrows down what has to be read.
    """

    def __init__(self, search: Search) -> None:
        self.search = search
        self.is_by_index = False
        self.rows: QuerySet[Any] = CurrentStatus.objects.none()
        if search.words and is_indexed(DATABASE):
            self._find()

    @classmethod
    def of(cls, request: HttpRequest, words: str) -> FoundMeasures:
        """Returns what was found within this request, or finds it."""
        known: dict[str, FoundMeasures] = request.__dict__.setdefault("found_measures", {})
        if words not in known:
            known[words] = cls(Search(words))
        return known[words]

    def _find(self) -> None:
        alone = WordConditions(self.search, DATABASE, words="words")
        condition = alone.anywhere()
        self.is_by_index = alone.use_index
        if alone.reads_texts:
            rows: QuerySet[Any] = CurrentStatus.objects.all()
            condition = WordConditions(self.search, DATABASE).anywhere()
        else:
            rows = IndexedMeasure.objects.all()  # which needs no other table
        self.rows = rows.using(DATABASE).filter(condition).order_by()

    @cached_property
    def ids(self) -> str:
        """Returns the ids of the measures as `AmongIds` takes them, one more than MOST_NAMED where there are more."""
        with by_index_only(DATABASE):
            return joined_ids(self.rows, MOST_NAMED)

    def among(self, rows: QuerySet[Any], measure: str) -> QuerySet[Any]:
        """Returns the rows whose measure was found, of very many; `measure` is the column with its id."""
        if not is_longer(rows, MOST_LOOKED_UP):
            return self.looked_up(rows, measure)
        if are_many(self.ids, MOST_NAMED):
            return rows.filter(**{f"{measure}__in": self.rows.values("pk")})
        return rows.filter(named(self.ids, measure))

    def looked_up(self, rows: QuerySet[Any], measure: str, others: Q = NO_ROWS) -> QuerySet[Any]:
        """Returns the same rows, and some others; the database looks up one after the other until it has enough."""
        # It would rather find all hits first, were this an Exists().
        is_found = self.rows.filter(pk=OuterRef(measure)).values_list(Value(value=True))
        return rows.filter(Q(Subquery(is_found, output_field=BooleanField())) | others)


def searched(measures: QuerySet[Any], found: FoundMeasures) -> QuerySet[Any]:
    """Returns the measures with every word, as the search of the site finds them: by number, texts and newest update.

    In a long list the index of words finds them, see `WordConditions`. What belongs to its report only at a later day
    is not in the index and is looked for beside it.
    """
    annotated: QuerySet[Any] = measures.alias(update_text=told("search_text", "current__newest_update__"))
    condition = found.search.condition(LOADED)
    coming = annotated.filter(condition, added_on__gt=timezone.localdate())
    by_index = found_by_index(measures, found, "pk", coming)
    return annotated.filter(condition) if by_index is None else by_index


def found_by_index(
    rows: QuerySet[Any], found: FoundMeasures, measure: str, others: QuerySet[Any]
) -> QuerySet[Any] | None:
    """Returns the rows whose measure a search finds, and some others; None where it is better to look at each row.

    `measure` is the column with its id. Measures or rows are named by their ids where they are no more than a list
    sorts. Else the newest rows come first, and the database looks up each of them until it has a page of them.
    """
    if not found.is_by_index or not is_longer(rows, MOST_ROWS):
        return None
    beside = named(joined_ids(others.order_by(*NEWEST_FIRST), MOST_ROWS))
    if not are_many(ids := found.ids, MOST_ROWS):
        return rows.filter(named(ids, measure) | beside)
    ids = joined_ids(found.among(rows, measure).order_by(), MOST_ROWS)
    if are_many(ids, MOST_ROWS):
        return known_as_many(found.looked_up(rows, measure, beside))
    return rows.filter(named(ids) | beside)


def joined_ids(rows: QuerySet[Any], most: int) -> str:
    """Returns the ids of rows with commas between them, one more than `most` where there are more."""
    ids: str | None = rows.values("pk")[: most + 1].aggregate(ids=JoinedIds("pk"))["ids"]
    return ids or ""


def are_many(ids: str, most: int) -> bool:
    return ids.count(",") >= most


def named(ids: str, column: str = "pk") -> Q:
    """Returns a condition: rows that are named by one of these ids."""
    return Q(AmongIds(column, ids)) if ids else NO_ROWS


class SearchByMeasure(ModelAdmin[Any]):
    """An admin whose rows are found by their measure as well.

    In a long list they are found by everything the site finds the measure by, and by short columns of their own.
    """

    path_to_measure = "measure"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        called_so = NO_ROWS
        for column in self.search_fields:
            if LOOKUP_SEP not in column and column not in LONG_TEXTS:
                called_so |= Q(**{f"{column}__icontains": search_term.strip()})
        others = queryset.filter(called_so)
        found = found_by_index(queryset, FoundMeasures.of(request, search_term), f"{self.path_to_measure}_id", others)
        return super().get_search_results(request, queryset, search_term) if found is None else (found, False)
