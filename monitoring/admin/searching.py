"""The search of lists of the administration that may be as long as the country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.db.models import Aggregate, BooleanField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone

from catalog.permissions.large_lists import MOST_ROWS, NEWEST_FIRST, is_longer, known_as_many
from catalog.permissions.registry import NO_ROWS
from monitoring.current.columns import LOADED, AmongIds
from monitoring.current.indexing import is_indexed
from monitoring.models import CurrentStatus
from monitoring.querysets import told
from monitoring.search.conditions import WordConditions, by_index_only
from monitoring.search.search import Search

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

LONG_TEXTS = {"text", "next_steps", "reason", "remark", "approach"}
DATABASE = "default"
MOST_LOOKED_UP = 100_000  # rows that are sooner looked up in the index one by one than all hits are found there


class JoinedIds(Aggregate):
    """The ids of rows in one text, with commas between them, as `AmongIds` takes them. PostgreSQL only."""

    template = "STRING_AGG(%(expressions)s::text, ',')"
    output_field = TextField()


def searched(measures: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Returns the measures with every word, as the search of the site finds them: by number, texts and newest update.

    In a long list the index of words finds them, see `WordConditions`. What belongs to its report only at a later day
    is not in the index and is looked for beside it.
    """
    search = Search(words)
    annotated: QuerySet[Any] = measures.alias(update_text=told("search_text", "current__newest_update__"))
    condition = search.condition(LOADED)
    coming = annotated.filter(condition, added_on__gt=timezone.localdate())
    found = found_by_index(measures, search, "pk", coming)
    return annotated.filter(condition) if found is None else found


def found_by_index(rows: QuerySet[Any], search: Search, measure: str, others: QuerySet[Any]) -> QuerySet[Any] | None:
    """Returns the rows whose measure a search finds, and some others; None where it is better to look at each row.

    `measure` is the column with its id. Measures or rows are named by their ids where they are no more than a list
    sorts. Else the newest rows come first, and the database looks up each of them until it has a page of them.
    """
    if not search.words or not is_indexed(DATABASE) or not is_longer(rows, MOST_ROWS):
        return None
    conditions = WordConditions(search, DATABASE)
    kept = CurrentStatus.objects.using(DATABASE).filter(conditions.anywhere()).order_by()
    if not conditions.use_index:
        return None
    beside = named(joined_ids(others.order_by(*NEWEST_FIRST)))
    with by_index_only(DATABASE):
        ids = joined_ids(kept)
    if not are_many(ids):
        return rows.filter(named(ids, measure) | beside)
    # The database would rather find all hits first, were this an Exists().
    is_found = kept.filter(pk=OuterRef(measure)).values_list(Value(value=True))
    looked_up = Q(Subquery(is_found, output_field=BooleanField()))
    found = Q(**{f"{measure}__in": kept.values("pk")}) if is_longer(rows, MOST_LOOKED_UP) else looked_up
    ids = joined_ids(rows.filter(found).order_by())
    return known_as_many(rows.filter(looked_up | beside)) if are_many(ids) else rows.filter(named(ids) | beside)


def joined_ids(rows: QuerySet[Any]) -> str:
    """Returns the ids of rows with commas between them, one more than MOST_ROWS where there are more."""
    ids: str | None = rows.values("pk")[: MOST_ROWS + 1].aggregate(ids=JoinedIds("pk"))["ids"]
    return ids or ""


def are_many(ids: str) -> bool:
    return ids.count(",") >= MOST_ROWS


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
        found = found_by_index(queryset, Search(search_term), f"{self.path_to_measure}_id", others)
        return super().get_search_results(request, queryset, search_term) if found is None else (found, False)
