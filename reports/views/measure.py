from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from monitoring.models import MonitoredMeasure, StatusUpdate
from reports.address import word
from reports.days import AsOf
from reports.indicators import Followed
from reports.lookup import find_measure
from reports.measure_details import load_details
from reports.papers.reading import presentations
from reports.plain_language import CHOSEN
from reports.scope import Scope

if TYPE_CHECKING:
    from catalog.permissions import Visitor


@require_safe
def measure(request: HttpRequest, city: str, slug: str, code: str, part: str | None = None) -> HttpResponse:
    """Everything known about a measure on a day; other spellings of its code lead to its one address.

    `?sprache=einfach` shows the summary in plain language instead, where there is one.
    """
    state = AsOf.read(request.GET)
    found = find_measure(request, city, slug, code, part, as_of=state.day)
    if [found.parent.address if found.parent else None, found.address] != ([code, part] if part else [None, code]):
        query = request.META["QUERY_STRING"]
        return redirect(found.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)

    if found.parent:
        found.parent.report = found.report
    scope = Scope(request.user, state.day, report=found.report)
    outline = scope.outlines[found.report.pk]
    around = outline.sorted(
        MonitoredMeasure.objects.visible_to(request.user)
        .filter(Q(parent=None) | Q(parent=found.parent or found), report=found.report)
        .with_status(state.day)
        .select_related("parent", "report__municipality")
    )
    parts = [other for other in around if other.parent_id == found.pk]
    siblings = [other for other in around if other.parent_id == found.parent_id]
    load_details([found, *parts], state)
    if request.user.is_authenticated:
        load_what_is_released(found, request.user)
    context = {
        "state": state,
        "as_of": state.day,
        "municipality": found.report.municipality,
        "report": found.report,
        "measure": found,
        "sections": outline.path_to(found.section_id or (found.parent or found).section_id),
        "themes": scope.themes_of(found),
        "parts": parts,
        "neighbours": Neighbours.of(found, siblings),
        "drawn": drawn(found),
        "presentations": presentations(found.report, request.user, found),
    }
    is_plain = found.plain_language and word(request.GET.getlist("sprache")) == CHOSEN
    return render(request, "reports/measure_plain.html" if is_plain else "reports/measure.html", context)


def drawn(measure: MonitoredMeasure) -> list[Followed]:
    """The indicators that have something to draw."""
    followed = []
    for indicator in measure.indicators.all():
        indicator.measure = measure
        followed.append(Followed(indicator))
    return [one for one in followed if one.chart]


def load_what_is_released(measure: MonitoredMeasure, user: "Visitor") -> None:
    """Updates that wait for the committee, for those who may see them."""
    released = StatusUpdate.objects.visible_to(user).for_committee()
    prefetch_related_objects([measure], Prefetch("status_updates", released, to_attr="released_updates"))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The measures before and after one in its report."""

    previous: MonitoredMeasure | None
    next: MonitoredMeasure | None

    @classmethod
    def of(cls, measure: MonitoredMeasure, siblings: list[MonitoredMeasure]) -> "Neighbours":
        place = siblings.index(measure)
        following = siblings[place + 1 : place + 2]
        return cls(siblings[place - 1] if place else None, following[0] if following else None)
