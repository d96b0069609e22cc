from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Municipality, Report
from monitoring.models import MonitoredMeasure, StatusUpdate
from reports.address import word
from reports.scope import Scope
from reports.search import Search
from reports.status_bar import StatusBar, count_by_status
from reports.tally import Tallies


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The municipalities of this installation; `?q=` searches their names."""
    query = word(request.GET.getlist("q"))
    search = Search(query)
    municipalities = [
        municipality
        for municipality in Municipality.objects.visible_to(request.user)
        if search.finds(municipality.name)
    ]
    measures = MonitoredMeasure.objects.visible_to(request.user)
    bars = count_by_status(measures, by="report__municipality")
    numbers = measures.numbers_by("report__municipality")
    reports = Report.objects.visible_to(request.user).order_by()
    newest = dict(reports.values_list("municipality").annotate(Max("published_on")))
    updates = StatusUpdate.objects.visible_to(request.user).published().until(timezone.localdate()).order_by()
    reported = dict(updates.values_list("measure__report__municipality").annotate(Max("as_of")))
    cards = [
        {
            "municipality": municipality,
            "number_of_measures": numbers.get(municipality.pk, 0),
            "bar": bars.get(municipality.pk, StatusBar.empty()),
            "newest_report_on": newest.get(municipality.pk),
            "reported_on": reported.get(municipality.pk),
        }
        for municipality in municipalities
    ]
    themes = Tallies(Scope(request.user, timezone.localdate())).themes
    return render(request, "reports/home.html", {"cards": cards, "query": query, "themes": themes})
