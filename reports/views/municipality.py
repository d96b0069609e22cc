from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Municipality, Office, Report
from monitoring.models import Milestone, MonitoredMeasure, StatusUpdate
from monitoring.models.measure import MonitoredMeasureQuerySet
from reports.lookup import find_municipality
from reports.plain_language import summarised
from reports.responsible import responsible_offices
from reports.status_bar import StatusBar, count_by_status

NEWEST_UPDATES = 5
SHOWN_AT_ONCE = 5


@require_safe
def municipality(request: HttpRequest, city: str) -> HttpResponse:
    """One municipality: its reports, what was reported last, what is due, who is responsible."""
    found = find_municipality(request, city)
    today = timezone.localdate()
    measures = MonitoredMeasure.objects.visible_to(request.user).filter(report__municipality=found)
    milestones = (
        Milestone.objects.visible_to(request.user)
        .filter(measure__in=measures.unsettled(today).values("pk"))
        .select_related("measure__report__municipality", "measure__parent")
    )
    overdue = list(milestones.overdue(today))
    context = {
        "municipality": found,
        "reports": reports_with_bars(request, found, measures),
        "updates": StatusUpdate.objects.visible_to(request.user)
        .published()
        .filter(measure__in=measures.values("pk"))
        .until(today)
        .select_related("measure__report__municipality", "measure__parent")
        .order_by("-as_of", "measure")[:NEWEST_UPDATES],
        "upcoming": milestones.upcoming(today)[:SHOWN_AT_ONCE],
        "overdue": overdue[:SHOWN_AT_ONCE],
        "overdue_rest": overdue[SHOWN_AT_ONCE:],
        "number_overdue": len(overdue),
        "has_plain_language": summarised(found, request.user).exists(),
        "offices": responsible_offices(Office.objects.filter(municipality=found), measures),
    }
    return render(request, "reports/municipality.html", context)


def reports_with_bars(
    request: HttpRequest, municipality: Municipality, measures: MonitoredMeasureQuerySet
) -> list[dict[str, object]]:
    bars = count_by_status(measures, by="report")
    numbers = measures.numbers_by("report")
    silent = measures.numbers_of_silent_by("report")
    return [
        {
            "report": report,
            "bar": bars.get(report.pk, StatusBar.empty()),
            "number_of_measures": numbers.get(report.pk, 0),
            "number_of_silent": silent.get(report.pk, 0),
        }
        for report in Report.objects.visible_to(request.user).filter(municipality=municipality)
    ]
