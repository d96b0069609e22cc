"""The search of lists of the administration that may be as long as the country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.db.models import Q
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone

from catalog.permissions.large_lists import MOST_ROWS, is_longer
from catalog.permissions.registry import NO_ROWS
from monitoring.current.columns import LOADED, among
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
MOST_FOUND = 50_000  # measures; where there are more hits, texts are read, and soon there is a page of them


def searched(measures: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Returns the measures with every word, as the search of the site finds them: by number, texts and newest update.

    In a long list the index of words finds them, see `WordConditions`. What belongs to its report only at a later day
    is not in the index and is looked for beside it.
    """
    search = Search(words)
    annotated: QuerySet[Any] = measures.alias(update_text=told("search_text", "current__newest_update__"))
    condition = search.condition(LOADED)
    found = found_by_index(measures, search)
    if found is None:
        return annotated.filter(condition)
    coming = annotated.filter(condition, added_on__gt=timezone.localdate()).values_list("pk", flat=True)
    return measures.filter(among("pk", [*found, *coming]))


def found_by_index(rows: QuerySet[Any], search: Search) -> list[int] | None:
    """Returns the ids of all measures that a search finds; None where it is better to look at each row."""
    if not search.words or not is_indexed(DATABASE) or not is_longer(rows, MOST_ROWS):
        return None
    conditions = WordConditions(search, DATABASE)
    kept = CurrentStatus.objects.using(DATABASE).filter(conditions.anywhere()).order_by().values_list("pk", flat=True)
    if not conditions.use_index:
        return None
    with by_index_only(DATABASE):
        found = list(kept[: MOST_FOUND + 1])
    return found if len(found) <= MOST_FOUND else None


class SearchByMeasure(ModelAdmin[Any]):
    """An admin whose rows are found by their measure as well.

    In a long list they are found by everything the site finds the measure by, and by short columns of their own.
    """

    path_to_measure = "measure"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found = found_by_index(queryset, Search(search_term))
        if found is None:
            return super().get_search_results(request, queryset, search_term)
        named = NO_ROWS
        for column in self.search_fields:
            if LOOKUP_SEP not in column and column not in LONG_TEXTS:
                named |= Q(**{f"{column}__icontains": search_term.strip()})
        ids = queryset.order_by().filter(named).values_list("pk", flat=True)[: MOST_ROWS + 1]
        return queryset.filter(among(f"{self.path_to_measure}_id", found) | among("pk", ids)), False
