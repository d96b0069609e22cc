"""Makes each kind of document from plain values, within a request or in a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, QueryDict

from catalog.models import Report
from reports.documents.booklet import booklet
from reports.documents.jobs.job import Recipe
from reports.documents.status_table import status_table
from reports.documents.theme import PLAIN
from reports.documents.writers.formats import FORMATS
from reports.measures.list_query import ListQuery

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor

BUILDERS = {"statustabelle": status_table, "massnahmenheft": booklet}  # by the names of their files


def recipe_of_measures(report: Report, reading: ListQuery, kind: str, ending: str, site: str) -> Recipe:
    return Recipe(
        build=lambda listener: BUILDERS[kind](report, reading, site, listener),
        write=lambda document: FORMATS[ending].write(document, PLAIN),
    )


def measures_recipe(visitor: Visitor, *, kind: str, ending: str, report: int, query: str, site: str) -> Recipe:
    """Returns the recipe for the measures that the page of the report shows with the same query string."""
    found = Report.objects.visible_to(visitor).select_related("municipality").get(pk=report)
    request = HttpRequest()
    request.user, request.GET = visitor, QueryDict(query)  # type: ignore[assignment]
    return recipe_of_measures(found, ListQuery(request, report=found), kind, ending, site)
