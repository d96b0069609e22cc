"""The search of the first page: measures, offices, council papers and indicators, grouped by what they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from catalog.models import Office, Responsibility
from monitoring.current.judging import refresh
from monitoring.models import CurrentStatus, Indicator, MonitoredMeasure
from monitoring.models.current import current_to
from reports.choices import PaperState
from reports.measures.lists.columns import KEPT
from reports.measures.sorting import REPORT_BY_REPORT
from reports.models import CouncilPaper

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from catalog.permissions.roles import Visitor
    from reports.measures.search import Search

SHOWN = 8
CALLED_PAPERS = "Drs. Drucksache Vorlage"  # what people type before a reference number


@dataclass(frozen=True, slots=True)
class Hits:
    """The first rows of a kind, and how many there are."""

    rows: list[Any]
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


class EverythingFound:
    """What a search finds beside municipalities, as far as a visitor may see it."""

    def __init__(self, search: Search, user: Visitor) -> None:
        self.search = search
        self.user = user

    @cached_property
    def measures(self) -> Hits:
        refresh()
        kept = CurrentStatus.objects.filter(current_to(self.user), self.search.condition(KEPT))
        in_order = kept.order_by(*REPORT_BY_REPORT, "code_sort", "pk")
        shown = list(in_order.values_list("pk", flat=True)[:SHOWN])
        measures = MonitoredMeasure.objects.with_status().select_related("report__municipality", "parent")
        loaded = measures.defer("search_text").in_bulk(shown)
        return Hits([loaded[pk] for pk in shown], kept.count())

    @cached_property
    def offices(self) -> Hits:
        """Returns the offices that are named with a measure the visitor may see."""
        named = Responsibility.objects.visible_to(self.user).values("office")
        offices = Office.objects.visible_to(self.user).filter(pk__in=named).select_related("municipality")
        return self._first(offices.order_by("name", "pk"), "name", "abbreviation", "municipality__name")

    @cached_property
    def papers(self) -> Hits:
        papers = CouncilPaper.objects.visible_to(self.user).exclude(state=PaperState.DRAFT)
        papers = papers.select_related("municipality").order_by("-dated_on", "pk")
        return self._first(papers, "subject", "reference", "municipality__name", called=CALLED_PAPERS)

    @cached_property
    def indicators(self) -> Hits:
        indicators = Indicator.objects.visible_to(self.user)
        indicators = indicators.select_related("measure__report__municipality", "measure__parent")
        return self._first(indicators.order_by("measure__report", "name", "pk"), "name", "unit")

    def _first(self, rows: QuerySet[Any], *columns: str, called: str = "") -> Hits:
        """Returns the rows of which these columns hold every word; reads the columns of all, the rows of a few."""
        texts = rows.values_list("pk", *columns)
        found = [pk for pk, *words in texts if self.search.finds(" ".join([called, *filter(None, words)]))]
        by_pk = rows.in_bulk(found[:SHOWN])
        return Hits([by_pk[pk] for pk in found[:SHOWN]], len(found))

    @property
    def number(self) -> int:
        return sum(hits.number for hits in (self.measures, self.offices, self.papers, self.indicators))
