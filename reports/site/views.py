"""The start pages of the site and of a municipality, and pages about the site."""

from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Municipality, Report
from monitoring.choices import SETTLED, DeadlineState, Status
from monitoring.models import Milestone, MonitoredMeasure, StatusUpdate
from monitoring.models.measure import last_word
from reports.addresses.get_or_404 import find_municipality
from reports.addresses.query_string import word
from reports.measures.counts import ScopeCounts
from reports.measures.scope import Scope
from reports.measures.search import Search
from reports.models import Committee
from reports.offices.responsible import responsible_offices
from reports.site.search_everything import EverythingFound
from reports.texts.plain_language import summarised

LONGEST_SEARCH = 200
NEWEST_UPDATES = 5
SHOWN_AT_ONCE = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Shows the municipalities of this installation, what is new and what has passed; `?q=` searches all of it."""
    query = word(request.GET.getlist("q"))[:LONGEST_SEARCH]
    search = Search(query)
    municipalities = [
        municipality
        for municipality in Municipality.objects.visible_to(request.user)
        if search.finds(municipality.name)
    ]
    measures = MonitoredMeasure.objects.visible_to(request.user)
    counts = ScopeCounts(Scope(request.user, timezone.localdate()))
    reports = Report.objects.visible_to(request.user).order_by()
    newest = dict(reports.values_list("municipality").annotate(Max("published_on")))
    updates = StatusUpdate.objects.visible_to(request.user).published().until(timezone.localdate()).order_by()
    reported = dict(updates.values_list("measure__report__municipality").annotate(Max("as_of")))
    cards = [
        {
            "municipality": municipality,
            "counts": counts.by_city[municipality.pk],
            "newest_report_on": newest.get(municipality.pk),
            "reported_on": reported.get(municipality.pk),
        }
        for municipality in municipalities
    ]
    context: dict[str, Any] = {"cards": cards, "query": query}
    if query:
        context["found"] = EverythingFound(search, request.user)
    else:
        shown = counts.passed[:SHOWN_AT_ONCE]
        passed = (
            measures.with_status().select_related("report__municipality", "parent").defer("search_text").in_bulk(shown)
        )
        context |= {
            "themes": counts.themes,
            "tally": counts.everywhere.tally,
            "updates": updates.select_related("measure__report__municipality", "measure__parent").order_by(
                "-as_of", "measure"
            )[:NEWEST_UPDATES],
            "passed": [passed[pk] for pk in shown],
            "number_passed": sum(number for _state, number in counts.everywhere.passed),
        }
    return render(request, "site/home.html", context)


@require_safe
def municipality(request: HttpRequest, city: str) -> HttpResponse:
    """Shows a municipality: its reports, the last updates, the next deadlines, the responsible offices."""
    found = find_municipality(request, city)
    today = timezone.localdate()
    scope = Scope(request.user, today, found)
    tallies = ScopeCounts(scope)
    milestones = (
        Milestone.objects.visible_to(request.user)
        .filter(measure__report__municipality=found)
        .annotate(word=last_word(today, "measure"))
        .exclude(word__in=[status.value for status in SETTLED])
        .select_related("measure__report__municipality", "measure__parent")
    )
    passed = list(milestones.passed(today))
    offices = responsible_offices(found, request.user)
    context = {
        "municipality": found,
        "reports": [(report, tallies.by_report[report.pk]) for report in scope.reports],
        "updates": StatusUpdate.objects.visible_to(request.user)
        .published()
        .filter(measure__report__municipality=found)
        .until(today)
        .select_related("measure__report__municipality", "measure__parent")
        .order_by("-as_of", "measure")[:NEWEST_UPDATES],
        "upcoming": milestones.upcoming(today)[:SHOWN_AT_ONCE],
        "passed": passed[:SHOWN_AT_ONCE],
        "passed_rest": passed[SHOWN_AT_ONCE:],
        "number_passed": len(passed),
        "has_committees": Committee.objects.visible_to(request.user).filter(municipality=found).exists(),
        "themes": tallies.themes,
        "has_plain_language": summarised(found, request.user).exists(),
        "offices": {
            "leading": [entry for entry in offices if entry.leads],
            "others": [entry for entry in offices if not entry.leads],
        },
    }
    return render(request, "site/municipality.html", context)


@require_safe
def status_definitions(request: HttpRequest) -> HttpResponse:
    """Shows what the status words and the states of deadlines mean."""
    context = {"statuses": list(Status), "deadline_states": list(DeadlineState)}
    return render(request, "site/status_definitions.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Shows the accessibility statement, with an address for reports of barriers."""
    municipalities = Municipality.objects.visible_to(request.user)
    return render(request, "site/accessibility.html", {"municipalities": municipalities})
