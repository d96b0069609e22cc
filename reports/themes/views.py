from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Theme
from reports.addresses.paging import PAGE
from reports.addresses.query_string import word
from reports.comparison.form import MOST, invitation
from reports.measures.counts import ScopeCounts
from reports.measures.filter_form import FilterForm
from reports.measures.html.surroundings import Surroundings
from reports.measures.list_query import ListQuery
from reports.measures.lists.measure_list import asked_together, list_of
from reports.measures.scope import Scope


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Shows all themes, with the number of measures and cities of each."""
    scope = Scope(request.user, timezone.localdate())
    counts = ScopeCounts(scope)
    found = [(theme, of_theme, counts.cities_by_theme[theme.pk]) for theme, of_theme in counts.by_theme.items()]
    return render(request, "themes/themes.html", {"themes": found})


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows what all cities do about a theme."""
    found = get_object_or_404(Theme, slug=slug)
    reading = ListQuery(request, theme=found)
    with asked_together(reading.scope):
        listing = list_of(reading, word(request.GET.getlist(PAGE)))
        context = {
            "theme": found,
            "themes": reading.scope.all_themes,
            "listing": listing,
            "reading": reading,
            "form": FilterForm(reading, listing.selection),
            "surroundings": Surroundings(reading),
            "number_of_cities": listing.number_of_cities,
            "comparison": invitation(listing.reports(MOST), found),
        }
        return render(request, "themes/theme.html", context)
