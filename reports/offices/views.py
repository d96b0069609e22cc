from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, Value, When
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.choices import Role
from catalog.models import Office, Report, Responsibility
from monitoring.models import MonitoredMeasure
from reports.addresses.get_or_404 import find_office
from reports.addresses.paging import PAGE, NumberedPages
from reports.addresses.query_string import Address, word
from reports.measures.as_of import look_back
from reports.measures.days import AS_OF, AsOf

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from catalog.permissions.roles import Visitor

MEASURES_ON_A_PAGE = 100
LEADS_FIRST = Case(When(role=Role.LEAD, then=Value(0)), default=Value(1), output_field=IntegerField())
# Databases disagree by default about the place of rows without a parent.
WHOLE_FIRST = F("parent__code_sort").asc(nulls_first=True)
ORDER = (LEADS_FIRST, "report__municipality", "report__title", WHOLE_FIRST, "order", "code_sort", "pk")


def numbers_of_today(office: Office, user: Visitor) -> dict[str, int]:
    """Returns how many measures an office leads and takes part in, by its role."""
    roles = Responsibility.objects.visible_to(user).filter(office=office).order_by()
    return dict(roles.values_list("role").annotate(number=Count("pk")))


def keys_of_today(office: Office, user: Visitor) -> Any:
    """Returns the ids of its measures in the order of the page."""
    named = MonitoredMeasure.objects.visible_to(user).filter(responsibilities__office=office).with_role_of(office)
    return named.order_by(*ORDER).values_list("pk", flat=True)


def measures_then(office: Office, state: AsOf, user: Visitor) -> list[MonitoredMeasure]:
    """Returns all measures of an office as they stood then, in the order of the page; frozen ones by their round."""
    reports = Report.objects.visible_to(user).filter(municipality=office.municipality).select_related("municipality")
    frozen = state.frozen_among(reports, user) if state.round else {}
    named = MonitoredMeasure.objects.visible_to(user).filter(responsibilities__office=office).existing(state.day)
    stored = named.with_role_of(office).exclude(report__in=list(frozen)).with_status(state.day)
    known = stored.with_silence(state.day).select_related("report__municipality", "parent")
    found = look_back(known, state.day)
    for report in frozen.values():
        for measure in report.measures():
            roles = [one.role for one in measure.responsibilities.all() if one.office_id == office.pk]
            if roles:
                measure.role = Role.LEAD if Role.LEAD in roles else roles[0]
                found.append(measure)
    return sorted(found, key=place_of)


def place_of(measure: MonitoredMeasure) -> tuple[object, ...]:
    """Returns what `ORDER` sorts by, of a loaded measure."""
    whole = measure.parent.code_sort if measure.parent else ""
    first = (measure.role != Role.LEAD, measure.report.title, whole)
    return (*first, measure.order, measure.code_sort, measure.pk)


@require_safe
def office(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the measures an office leads and takes part in, page by page, as they stood on a day or in a round."""
    found = find_office(request, city, slug)
    state = AsOf.read(request.GET, found.municipality)
    number = word(request.GET.getlist(PAGE))
    if state.is_past:
        then = measures_then(found, state, request.user)
        page = Paginator(then, MEASURES_ON_A_PAGE).get_page(number)
        measures, numbers = list(page.object_list), dict(Counter(str(measure.role) for measure in then))
    else:
        numbers = numbers_of_today(found, request.user)
        page = Paginator(keys_of_today(found, request.user), MEASURES_ON_A_PAGE).get_page(number)
        known = MonitoredMeasure.objects.filter(pk__in=list(page.object_list)).with_status().with_silence()
        measures = list(known.with_role_of(found).select_related("report__municipality", "parent").order_by(*ORDER))
    address = Address(request.path, ((AS_OF, state.word),) if state.is_past else ())
    context = {
        "state": state,
        "is_frozen": state.round is not None,
        "municipality": found.municipality,
        "office": found,
        "children": Office.objects.visible_to(request.user).filter(parent=found).select_related("municipality"),
        "leads": [measure for measure in measures if measure.role == Role.LEAD],
        "number_led": numbers.get(Role.LEAD, 0),
        "participates": [measure for measure in measures if measure.role == Role.PARTICIPATING],
        "number_joined": numbers.get(Role.PARTICIPATING, 0),
        "pages": NumberedPages(page, address),
    }
    return render(request, "measures/office.html", context)
