"""The start pages of the site and of a municipality, and pages about the site."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from catalog.models import Crest, Municipality, Report
from monitoring.choices import SETTLED, UNSTATED, DeadlineState, Status
from monitoring.models import Milestone, MonitoredMeasure, StatusUpdate
from monitoring.models.measure import last_word
from monitoring.search.search import Search
from reports.addresses.get_or_404 import find_municipality
from reports.addresses.paging import PAGE, NumberedPages
from reports.addresses.query_string import Address, word
from reports.measures.counts import ScopeCounts
from reports.measures.days import AsOf
from reports.measures.scope import Scope
from reports.models import Committee
from reports.offices.responsible import responsible_offices
from reports.site.search_everything import EverythingFound
from reports.texts.plain_language import summarised

LONGEST_SEARCH = 200
CITIES_ON_A_PAGE = 40
NEWEST_UPDATES = 5
SHOWN_AT_ONCE = 5
A_YEAR = 365 * 24 * 60 * 60  # seconds


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Shows the municipalities of this installation, what is new and what has passed; `?q=` searches all of it."""
    query = word(request.GET.getlist("q"))[:LONGEST_SEARCH]
    search = Search(query)
    found = Municipality.objects.visible_to(request.user)
    municipalities = found.filter(search.in_names()) if query else found
    page = Paginator(municipalities, CITIES_ON_A_PAGE).get_page(word(request.GET.getlist(PAGE)))
    ids = [municipality.pk for municipality in page]
    counts = ScopeCounts(Scope(request.user, timezone.localdate()))
    reports = Report.objects.visible_to(request.user).filter(municipality__in=ids).order_by()
    newest = dict(reports.values_list("municipality").annotate(Max("published_on")))
    by_city = counts.by_city(ids)
    closed: Counter[int] = Counter()
    places = dict(reports.filter(is_closed=True).values_list("pk", "municipality"))
    for report, counted in counts.by_report(places).items():
        closed[places[report]] += counted.measures
    cards = [
        {
            "municipality": municipality,
            "counts": by_city[municipality.pk],
            "closed": closed[municipality.pk],
            "newest_report_on": newest.get(municipality.pk),
        }
        for municipality in page
    ]
    address = Address(request.path, (("q", query),) if query else ())
    context: dict[str, Any] = {
        "cards": cards,
        "query": query,
        "number_of_cities": page.paginator.count,
        "pages": NumberedPages(page, address),
    }
    if query:
        context["found"] = EverythingFound(search, request.user)
    else:
        shown = counts.last_passed(SHOWN_AT_ONCE)
        measures = MonitoredMeasure.objects.visible_to(request.user).with_status()
        measures = measures.select_related("report__municipality", "parent")
        passed = measures.defer("search_text").in_bulk(shown)
        updates = StatusUpdate.objects.visible_to(request.user).published().until(timezone.localdate())
        context |= {
            "themes": counts.themes,
            "tally": counts.everywhere.tally,
            "updates": updates.select_related("measure__report__municipality", "measure__parent").order_by(
                "-as_of", "measure"
            )[:NEWEST_UPDATES],
            "passed": [passed[pk] for pk in shown if pk in passed],
            "number_passed": sum(number for _state, number in counts.everywhere.passed),
        }
    return render(request, "site/home.html", context)


@require_safe
def municipality(request: HttpRequest, city: str) -> HttpResponse:
    """Shows a municipality: its reports, the last updates, the next deadlines, the responsible offices.

    An earlier day or a round leads to the list of its measures, as the rest of the page is about today.
    """
    found = find_municipality(request, city)
    state = AsOf.read(request.GET, found)
    if state.is_past:
        return redirect(reverse("city-measures", args=[found.slug]) + state.query)
    today = timezone.localdate()
    scope = Scope(request.user, today, found)
    tallies = ScopeCounts(scope)
    by_report = tallies.by_report([report.pk for report in scope.reports])
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
        "reports": [(report, by_report[report.pk]) for report in scope.reports],
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
def crest(request: HttpRequest, city: str) -> HttpResponse:
    """Sends the crest of a municipality; browsers keep the one whose digest the address names (`?v=`)."""
    crests = Crest.objects.visible_to(request.user).without_picture()
    found = get_object_or_404(crests, municipality__slug=city)
    etag = f'"{found.digest}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(bytes(found.picture), content_type="image/png", headers={"ETag": etag})
    if request.GET.get("v") == found.digest:
        patch_cache_control(response, max_age=A_YEAR, immutable=True)
    return response


@require_safe
def status_definitions(request: HttpRequest) -> HttpResponse:
    """Shows what the status words and the states of deadlines mean."""
    context = {"statuses": list(Status), "unstated": UNSTATED, "deadline_states": list(DeadlineState)}
    return render(request, "site/status_definitions.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Shows the accessibility statement, with an address for reports of barriers.

    Of very many cities it says where their pages name theirs.
    """
    municipalities = list(Municipality.objects.visible_to(request.user)[: CITIES_ON_A_PAGE + 1])
    context = {"municipalities": municipalities, "are_too_many": len(municipalities) > CITIES_ON_A_PAGE}
    return render(request, "site/accessibility.html", context)
