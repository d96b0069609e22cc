from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.choices import Role
from catalog.models import Office
from monitoring.models import MonitoredMeasure
from reports.addresses.get_or_404 import find_office

# Databases disagree by default about the place of rows without a parent.
WHOLE_FIRST = F("parent__code_sort").asc(nulls_first=True)


@require_safe
def office(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the measures an office leads and takes part in."""
    found = find_office(request, city, slug)
    measures = (
        MonitoredMeasure.objects.visible_to(request.user)
        .filter(responsibilities__office=found)
        .with_status()
        .with_silence()
        .with_role_of(found)
        .select_related("report__municipality", "parent")
        .order_by("report__municipality", "report__title", WHOLE_FIRST, "order", "code_sort")
    )
    context = {
        "municipality": found.municipality,
        "office": found,
        "children": Office.objects.visible_to(request.user).filter(parent=found).select_related("municipality"),
        "leads": [measure for measure in measures if measure.role == Role.LEAD],
        "participates": [measure for measure in measures if measure.role == Role.PARTICIPATING],
    }
    return render(request, "measures/office.html", context)
