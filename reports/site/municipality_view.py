from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Office
from monitoring.models import Milestone, MonitoredMeasure, StatusUpdate
from reports.addresses.get_or_404 import find_municipality
from reports.measures.counts import Tallies
from reports.measures.responsible import responsible_offices
from reports.measures.scope import Scope
from reports.models import Committee
from reports.texts.plain_language import summarised

NEWEST_UPDATES = 5
SHOWN_AT_ONCE = 5


@require_safe
def municipality(request: HttpRequest, city: str) -> HttpResponse:
    """One municipality: its reports, what was reported last, what is due, who is responsible."""
    found = find_municipality(request, city)
    today = timezone.localdate()
    scope = Scope(request.user, today, found)
    tallies = Tallies(scope)
    measures = MonitoredMeasure.objects.visible_to(request.user).filter(report__municipality=found)
    milestones = (
        Milestone.objects.visible_to(request.user)
        .filter(measure__in=measures.unsettled(today).values("pk"))
        .select_related("measure__report__municipality", "measure__parent")
    )
    overdue = list(milestones.overdue(today))
    context = {
        "municipality": found,
        "reports": [(report, tallies.by_report[report.pk]) for report in scope.reports],
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
        "has_committees": Committee.objects.visible_to(request.user).filter(municipality=found).exists(),
        "themes": tallies.themes,
        "has_plain_language": summarised(found, request.user).exists(),
        "offices": responsible_offices(Office.objects.filter(municipality=found), measures),
    }
    return render(request, "site/municipality.html", context)
