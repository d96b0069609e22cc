"""The search of the first page: measures, offices, council papers and indicators, grouped by what they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils.formats import localize
from django.utils.translation import gettext as _

from catalog.models import Office, Responsibility
from monitoring.current.judging import refresh
from monitoring.models import CurrentStatus, Indicator, MonitoredMeasure
from monitoring.models.current import current_to
from monitoring.search.hits import SearchHits
from reports.choices import PaperState
from reports.models import CouncilPaper

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from catalog.permissions.roles import Visitor
    from monitoring.search.search import Search

SHOWN = 8
MOST_NAMED = 100  # offices, papers and indicators are counted so far
SOME = 200  # offices whose measures are looked up together
CALLED_PAPERS = "Drs. Drucksache Vorlage"  # what people type before a reference number


@dataclass(frozen=True, slots=True)
class Hits:
    """The first rows of a kind, and how many there are; at least so many unless it `is_counted`."""

    rows: list[Any]
    number: int
    is_counted: bool = True

    @property
    def more(self) -> int:
        return self.number - len(self.rows)

    def __str__(self) -> str:
        """Returns the number, or that there are more."""
        number = localize(self.number)
        return number if self.is_counted else _("more than %(number)s") % {"number": number}


class EverythingFound:
    """What a search finds beside municipalities, as far as a visitor may see it."""

    def __init__(self, search: Search, user: Visitor) -> None:
        self.search = search
        self.user = user

    @cached_property
    def measures(self) -> Hits:
        refresh()
        hits = SearchHits(CurrentStatus.objects.filter(current_to(self.user)), self.search, wanted=SHOWN)
        shown = hits.ids[:SHOWN]
        measures = MonitoredMeasure.objects.visible_to(self.user).with_status()
        measures = measures.select_related("report__municipality", "parent")
        loaded = measures.defer("search_text").in_bulk(shown)
        return Hits([loaded[pk] for pk in shown if pk in loaded], hits.number, hits.is_complete)

    @cached_property
    def offices(self) -> Hits:
        """Returns the offices that are named with a measure the visitor may see."""
        offices = Office.objects.visible_to(self.user).filter(self.search.in_names("municipality"))
        found = list(islice(self._named(offices.order_by("name", "pk")), MOST_NAMED + 1))
        by_pk = offices.select_related("municipality").in_bulk(found[:SHOWN])
        return first_of(found, by_pk)

    def _named(self, offices: QuerySet[Office]) -> Iterator[int]:
        """Yields the ids of those that are named with a measure, some at a time.

        PostgreSQL would look up which offices of the country are named at all.
        """
        named = Exists(Responsibility.objects.visible_to(self.user).filter(office=OuterRef("pk")))
        for start in count(step=SOME):
            some = list(offices.values_list("pk", flat=True)[start : start + SOME])
            are_named = set(Office.objects.filter(named, pk__in=some).values_list("pk", flat=True))
            yield from (pk for pk in some if pk in are_named)
            if len(some) < SOME:
                return

    @cached_property
    def papers(self) -> Hits:
        papers = CouncilPaper.objects.visible_to(self.user).exclude(state=PaperState.DRAFT)
        papers = papers.select_related("municipality").order_by("-dated_on", "pk")
        return self._first(papers, "municipality", called=CALLED_PAPERS)

    @cached_property
    def indicators(self) -> Hits:
        indicators = Indicator.objects.visible_to(self.user)
        indicators = indicators.select_related("measure__report__municipality", "measure__parent")
        return self._first(indicators.order_by("measure__report", "name", "pk"))

    def _first(self, rows: QuerySet[Any], place: str = "", called: str = "") -> Hits:
        """Returns the rows in whose names every word stands, in that of their place, or in what they are called."""
        found = list(rows.filter(self.search.in_names(place, called)).values_list("pk", flat=True)[: MOST_NAMED + 1])
        return first_of(found, rows.in_bulk(found[:SHOWN]))

    @property
    def all(self) -> Hits:
        """Returns how much there is of all kinds."""
        kinds = (self.measures, self.offices, self.papers, self.indicators)
        return Hits([], sum(hits.number for hits in kinds), all(hits.is_counted for hits in kinds))


def first_of(found: list[int], shown: Mapping[int, Any]) -> Hits:
    """Returns the first of the rows that were found, one more of which is known than is counted."""
    return Hits([shown[pk] for pk in found[:SHOWN]], min(len(found), MOST_NAMED), len(found) <= MOST_NAMED)
