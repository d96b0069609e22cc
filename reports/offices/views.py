from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.choices import Role
from catalog.models import Office, Responsibility
from monitoring.models import MonitoredMeasure
from reports.addresses.get_or_404 import find_office
from reports.addresses.paging import PAGE, NumberedPages
from reports.addresses.query_string import Address, word

MEASURES_ON_A_PAGE = 100
LEADS_FIRST = Case(When(role=Role.LEAD, then=Value(0)), default=Value(1), output_field=IntegerField())
# Databases disagree by default about the place of rows without a parent.
WHOLE_FIRST = F("parent__code_sort").asc(nulls_first=True)
ORDER = (LEADS_FIRST, "report__municipality", "report__title", WHOLE_FIRST, "order", "code_sort", "pk")


@require_safe
def office(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the measures an office leads and takes part in, page by page."""
    found = find_office(request, city, slug)
    named = MonitoredMeasure.objects.visible_to(request.user).filter(responsibilities__office=found).with_role_of(found)
    roles = Responsibility.objects.visible_to(request.user).filter(office=found).order_by()
    numbers = dict(roles.values_list("role").annotate(number=Count("pk")))
    ordered = named.order_by(*ORDER).values_list("pk", flat=True)
    page = Paginator(ordered, MEASURES_ON_A_PAGE).get_page(word(request.GET.getlist(PAGE)))
    known = MonitoredMeasure.objects.filter(pk__in=list(page.object_list)).with_status().with_silence()
    measures = list(known.with_role_of(found).select_related("report__municipality", "parent").order_by(*ORDER))
    context = {
        "municipality": found.municipality,
        "office": found,
        "children": Office.objects.visible_to(request.user).filter(parent=found).select_related("municipality"),
        "leads": [measure for measure in measures if measure.role == Role.LEAD],
        "number_led": numbers.get(Role.LEAD, 0),
        "participates": [measure for measure in measures if measure.role == Role.PARTICIPATING],
        "number_joined": numbers.get(Role.PARTICIPATING, 0),
        "pages": NumberedPages(page, Address(request.path)),
    }
    return render(request, "measures/office.html", context)
