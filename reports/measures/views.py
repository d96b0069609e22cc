"""Pages of measures: those of a report, a city, a theme, an office, and one alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalog.choices import TableView
from catalog.models import Measure
from catalog.texts import codes
from monitoring.models import Attachment, MonitoredMeasure, StatusUpdate
from monitoring.models.loaded_status import load_status
from monitoring.querysets import existing
from reports.addresses.get_or_404 import find_measure, find_municipality, find_report, successors_of
from reports.addresses.paging import PAGE
from reports.addresses.query_string import word
from reports.comparison.form import address_of
from reports.council.issued_papers import presentations
from reports.indicators.followed import Followed
from reports.measures.as_of import look_back
from reports.measures.days import AsOf, names_round
from reports.measures.details import load_details
from reports.measures.filter_form import FilterForm
from reports.measures.generations import course
from reports.measures.html.surroundings import Surroundings
from reports.measures.list_query import ListQuery
from reports.measures.lists.measure_list import asked_together, list_of
from reports.measures.neighbours import Neighbours
from reports.measures.scope import Scope
from reports.measures.table.long_table import table_of
from reports.measures.table.pages import PageAsked, is_long
from reports.texts.plain_language import CHOSEN

MOST_PRESENTATIONS = 3


@require_safe
def report(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the status table of a report, as it stood on a day and as a visitor has asked for it."""
    found = find_report(request, city, slug)
    reading = ListQuery(request, report=found)
    found = reading.report or found
    asked = PageAsked.read(request.GET, reading.address, reading.view)
    with table_of(found, reading.filters, reading.sorting, asked) as table:
        context = {
            "municipality": found.municipality,
            "report": found,
            "compared": address_of([found.predecessor, found]) if found.predecessor else None,
            "successors": successors_of(found, request.user),
            "table": table,
            "reading": reading,
            "is_overview": reading.view.of(found, table.selection.total.units) is TableView.OVERVIEW,
            "form": FilterForm(reading, table.selection),
            "surroundings": Surroundings(reading, table),
            # Papers present the report as a whole, not a selection of its measures.
            "presentations": [] if reading.filters.active else presentations(found, request.user)[:MOST_PRESENTATIONS],
        }
        return render(request, "measures/report.html", context)


@require_safe
def measures(request: HttpRequest, city: str | None = None) -> HttpResponse:
    """Shows all measures of a city or, without one, of all cities."""
    municipality = find_municipality(request, city) if city else None
    reading = ListQuery(request, municipality)
    with asked_together(reading.scope):
        listing = list_of(reading, word(request.GET.getlist(PAGE)))
        context = {
            "municipality": municipality,
            "listing": listing,
            "reading": reading,
            "form": FilterForm(reading, listing.selection),
            "surroundings": Surroundings(reading),
        }
        return render(request, "measures/measures.html", context)


if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor
    from reports.measures.frozen import FrozenReport


@require_safe
def measure(request: HttpRequest, city: str, slug: str, code: str, part: str | None = None) -> HttpResponse:
    """Shows everything known about a measure on a day; other spellings of its code lead to its one address.

    `?sprache=einfach` shows the summary in plain language instead, where there is one.
    """
    state = AsOf.read(request.GET)
    if names_round(request.GET):
        report = find_report(request, city, slug)
        state = AsOf.read(request.GET, report)
        if frozen := state.frozen(report, request.user):
            return frozen_measure(request, frozen, state, (code, part))
    found = find_measure(request, city, slug, code, part, as_of=state.day)
    if path_of(found) != (code, part):
        return redirect(with_query(request, found), permanent=True)

    if found.parent:
        found.parent.report = found.report
    scope = Scope(request.user, state.day, report=found.report)
    family = (
        MonitoredMeasure.objects.visible_to(request.user)
        .filter(existing(state.day) | Q(pk=found.pk), parent=found.parent or found)
        .with_newest_update(state.day)
        .select_related("parent")
    )
    in_order = scope.outlines[found.report_id].sorted(family)
    for one in in_order:
        one.report = found.report
    parts = [] if found.parent else in_order
    load_status([found, *parts], state.day)
    neighbours = Neighbours.among(in_order, found) if found.parent else Neighbours.in_report(found, scope)
    page = MeasurePage(found, parts, neighbours, scope, state)
    if state.is_past:
        page.look_back()
    load_details([page.measure, *page.parts], state)
    return page.shown(request)


def frozen_measure(
    request: HttpRequest, frozen: "FrozenReport", state: AsOf, segments: tuple[str, str | None]
) -> HttpResponse:
    """Shows a measure as a round has frozen it, at the address it had then; that of today leads there."""
    measures = frozen.measures()
    found = spelled_as(measures, *segments)
    if found is None:
        city, slug = frozen.report.municipality.slug, frozen.report.slug
        now = find_measure(request, city, slug, *segments)
        found = next((one for one in measures if one.pk == now.pk), None)
        if found is None:
            raise Http404
    if path_of(found) != segments:
        return redirect(with_query(request, found))
    earlier = Measure.objects.visible_to(request.user).select_related("report__municipality", "parent")
    prefetch_related_objects([found], Prefetch("predecessor", earlier))
    scope = Scope(request.user, state.day, report=frozen.report, frozen=frozen)
    in_order = scope.outlines[found.report_id].sorted(measures)
    parts = [one for one in in_order if one.parent_id == found.pk]
    siblings = [one for one in in_order if one.parent_id == found.parent_id]
    return MeasurePage(found, parts, Neighbours.among(siblings, found), scope, state).shown(request)


def path_of(measure: MonitoredMeasure) -> tuple[str, str | None]:
    """Returns the segments of its address below its report."""
    return (measure.parent.address, measure.address) if measure.parent else (measure.address, None)


def spelled_as(measures: list[MonitoredMeasure], code: str, part: str | None) -> MonitoredMeasure | None:
    """Returns the measure that the segments of an address name, the exact one first, as `addressed()` does."""
    segments = (code, part)
    exact = (one for one in measures if path_of(one) == segments)
    alike = (one for one in measures if [*map(in_any_spelling, path_of(one))] == [*map(in_any_spelling, segments)])
    return next(exact, None) or next(alike, None)


def in_any_spelling(segment: str | None) -> str | None:
    return segment and (codes.normalise(segment) or segment.casefold())


def with_query(request: HttpRequest, measure: MonitoredMeasure) -> str:
    query = request.META["QUERY_STRING"]
    return measure.get_absolute_url() + (f"?{query}" if query else "")


@dataclass
class MeasurePage:
    """The page of a measure with its parts, among the others of its report."""

    measure: MonitoredMeasure
    parts: list[MonitoredMeasure]
    neighbours: Neighbours
    scope: Scope
    state: AsOf

    def look_back(self) -> None:
        self.measure, *self.parts = look_back([self.measure, *self.parts], self.state.day)

    def shown(self, request: HttpRequest) -> HttpResponse:
        found = self.measure
        if not self.state.snapshot:
            load_attachments(found, request.user, self.state)
        if request.user.is_authenticated:
            load_what_is_released(found, request.user)
        outline = self.scope.outlines[found.report_id]
        context = {
            "state": self.state,
            "as_of": self.state.day,
            "municipality": found.report.municipality,
            "report": found.report,
            "measure": found,
            "sections": outline.path_to(found.section_id or (found.parent or found).section_id),
            "themes": self.scope.themes_of_one(found),
            "parts": self.parts,
            "neighbours": self.neighbours,
            "drawn": drawn(found),
            "presentations": presentations(found.report, request.user, found),
            "course": course(found, request.user, self.state.day),
            "is_long": is_long(found.report),
        }
        is_plain = found.plain_language and word(request.GET.getlist("sprache")) == CHOSEN
        return render(request, "texts/measure_plain.html" if is_plain else "measures/measure.html", context)


def drawn(measure: MonitoredMeasure) -> list[Followed]:
    """Returns the indicators that have something to draw."""
    followed = []
    for indicator in measure.indicators.all():
        indicator.measure = measure
        followed.append(Followed(indicator))
    return [one for one in followed if one.chart]


def load_what_is_released(measure: MonitoredMeasure, user: "Visitor") -> None:
    """Loads updates that wait for the committee, for visitors who may see them."""
    released = StatusUpdate.objects.visible_to(user).for_committee().with_confirmed()
    prefetch_related_objects([measure], Prefetch("status_updates", released, to_attr="released_updates"))


def load_attachments(measure: MonitoredMeasure, user: "Visitor", state: AsOf) -> None:
    """Loads the files that a visitor may see and that were there on the day; a round freezes none."""
    files = Attachment.objects.visible_to(user).until(state.day).select_related("update")
    prefetch_related_objects([measure], Prefetch("attachments", files, to_attr="known_attachments"))
