"""The pages to ask for: every address of the site for whoever may open it, and what lists can be asked for beside it.

Addresses come from the tables of `tests.project.access`, which a new address cannot be missing in; filters, orders,
searches and choices of lists come from where the site registers them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.admin import site
from django.db.models import Count
from django.test import Client, RequestFactory
from django.urls import reverse

from catalog.models import Measure, Municipality, Office, Report, User
from catalog.permissions.large_choices import RelatedSelect
from monitoring.bulk.acts import ActKind
from monitoring.models import StatusUpdate
from reports.measures.filters import FILTERS
from reports.measures.sorting import SORTING, Sorting
from tests import factories
from tests.admin_pages import admin_url
from tests.project.access.matrix import ADMIN, LEADING, MODELS, PUBLIC, World

if TYPE_CHECKING:
    from collections.abc import Iterator

STRANGER, SUPERUSER, LARGE_CITY, LARGE_OFFICE = "stranger", "superuser", "large city", "large office"
SOUGHT = "Beratung"  # stands in a fifth of the titles
PAST = "2022-01-01"
SEARCHED_BY_INDEX = {Measure, StatusUpdate}
NOT_ASKED = {"admin:traces_of_person"}  # looks for a name wherever it may stand, and takes its time for that
# A word of each filter; {…} stand for places.
WORDS = {
    "suche": "Schuldnerberatung Jugendliche",
    "kommune": "{city}",
    "bericht": "{report}",
    "status": "umgesetzt",
    "frist": "verstrichen",
    "thema": "arbeit",
    "abschnitt": "feld-0",
    "amt": "amt-0",
    "beteiligt": "ja",
    "horizont": "kurzfristig",
    "kosten": "genannt",
    "jahr": "2023",
    "indikator": "ja",
    "ohne-meldung-seit": "2024-01-01",
}
OTHERS = [
    *(f"stand={PAST}", f"stand={PAST}&status=umgesetzt", f"suche={SOUGHT}", "suche=Tigerente", "suche=A3", "seite=9"),
    *("status=umgesetzt&frist=verspaetet", "sortierung=-meldung&status=umgesetzt&seite=3", "amt=amt-0"),
]


@dataclass(frozen=True, slots=True)
class Page:
    """An address with who asks for it; what is sent makes it a POST."""

    person: str
    address: str
    sent: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.person} {self.address} {self.sent or ''}".rstrip()


class Visitors:
    """Clients by the names of people: those of the small city, and of the largest."""

    def __init__(self, world: World) -> None:
        self._people = dict(world.people)
        largest = Municipality.objects.annotate(size=Count("reports__measures")).order_by("-size")[0]
        busiest = Office.objects.filter(municipality=largest).annotate(size=Count("responsibilities")).order_by("-size")
        self._people[LARGE_CITY] = factories.make_planner(largest)
        self._people[LARGE_OFFICE] = factories.make_contributor(busiest[0])
        self._people[SUPERUSER] = factories.make_user(is_superuser=True, is_staff=True)
        self._clients: dict[str, Client] = {STRANGER: Client()}

    def client(self, person: str) -> Client:
        if person not in self._clients:
            self._clients[person] = Client()
            self._clients[person].force_login(self.user(person))
        return self._clients[person]

    def user(self, person: str) -> User:
        return User.objects.get(pk=self._people[person].pk)

    def administrators(self) -> list[str]:
        """Returns who has an administration."""
        return [SUPERUSER, LARGE_CITY, LARGE_OFFICE]


def every_page(world: World, visitors: Visitors) -> Iterator[Page]:
    yield from every_address(world)
    yield from every_page_of_models(world)
    yield from lists_of_measures()
    for person in visitors.administrators():
        yield from administration(visitors, person)
    yield from bulk_acts(world)


def every_address(world: World) -> Iterator[Page]:
    """Yields the addresses of the table of access, each for the first who gets a page there."""
    for row in [*PUBLIC, *ADMIN]:
        answers = row.answers("GET")
        person = next((one for one in (STRANGER, "planner", "administrator", "reader") if answers[one] == 200), None)
        if person and row.name not in NOT_ASKED:
            found = row.args(world)
            parts = {"kwargs": found} if isinstance(found, dict) else {"args": found}
            yield Page(person, reverse(row.name, **parts) + row.query)


def every_page_of_models(world: World) -> Iterator[Page]:
    """Yields form and history of a row of every model, for somebody of the small city and for a superuser."""
    for model in MODELS:
        row = model.find(world)
        person = next(role for role in ("planner", "administrator") if model.rights(role)[1])
        for page in ("change", "history"):
            if f"{model.name}_{page}" not in LEADING:
                yield from (Page(one, admin_url(f"{model.name}_{page}", row.pk)) for one in (person, SUPERUSER))


def lists_of_measures() -> Iterator[Page]:
    """Yields the lists of the country, a theme, a city, a report and an office with all that they can be asked for."""
    report = Report.objects.filter(is_public=True, measures__parent=None, pk__gt=3).order_by("pk")[0]
    largest = Report.objects.get(pk=1).municipality
    office = Office.objects.filter(municipality=largest)[0].get_absolute_url()
    words = {name: word.format(city=largest.slug, report=report.slug) for name, word in WORDS.items()}
    asked = [f"{one.name}={words[one.name]}" for one in FILTERS]
    asked += [f"{SORTING}={sign}{word}" for word in Sorting.titles for sign in ("", "-")]
    asked += OTHERS
    city = largest.get_absolute_url()
    yield from (Page(STRANGER, f"/massnahmen/?{query}") for query in asked)
    for page in ("/themen/arbeit/", f"{city}massnahmen/", report.get_absolute_url()):
        yield from (Page(STRANGER, f"{page}?{query}") for query in ["", *asked[-len(OTHERS) :]])
    longest = Report.objects.annotate(size=Count("measures")).order_by("-size")[0].get_absolute_url()
    asked_for = ["seite=2", "ansicht=tabelle&seite=2", "bei=A4", *asked[-len(OTHERS) - 2 * len(Sorting.titles) :]]
    yield from (Page(STRANGER, f"{longest}?{query}") for query in asked_for)
    for page in ("verlauf/?seite=2", "aenderungen/?seite=2", "indikatoren/", "einbetten/tabelle/", "einbetten/balken/"):
        yield Page(STRANGER, f"{longest}{page}")
    yield from (Page(STRANGER, f"{page}?stand={PAST}") for page in (office, "/themen/"))
    measure = Measure.objects.filter(report=report, parent=None, publication="published")[0]
    for page in (city, office, report.get_absolute_url(), measure.get_absolute_url()):
        yield from (Page(STRANGER, f"{page}{file}") for file in ("", "neues.atom", "termine.ics"))
    for name in ("", "vorlagen/", "gremien/", "abonnieren/"):
        yield Page(STRANGER, f"{city}{name}")
    first, second = Report.objects.filter(municipality=largest).order_by("pk")[:2]
    chosen = [f"{one.municipality.slug}/{one.slug}" for one in (report, first, second)]
    for query in ([("berichte", one) for one in chosen], [("q", SOUGHT)], [("suche", "ort-7")]):
        yield Page(STRANGER, f"/vergleich/?{urlencode(query)}")
    yield from (Page(STRANGER, f"/?q={word}") for word in (SOUGHT, "Tigerente", "Großahorn", "A3"))
    yield Page(STRANGER, "/?seite=3")


def administration(visitors: Visitors, person: str) -> Iterator[Page]:
    """Yields start page and activity, and of every model the list and the form of a new row.

    Searches, filters and what forms offer are those of whoever works in a city: a superuser looks through all cities,
    but for what has an index of words.
    """
    request = RequestFactory().get("/")
    request.user = visitors.user(person)
    yield Page(person, admin_url("index"))
    if person != LARGE_OFFICE:
        yield Page(person, admin_url("happenings"))
    for model, page in site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        if not page.has_view_permission(request):
            continue
        changelist = admin_url(f"{name}_changelist")
        yield Page(person, changelist)
        if page.has_add_permission(request):
            yield Page(person, admin_url(f"{name}_add"))
        if person == SUPERUSER:
            if model in SEARCHED_BY_INDEX:
                yield from (Page(person, f"{changelist}?q={word}") for word in (SOUGHT, f"{SOUGHT} Familien", "A3"))
            continue
        if page.search_fields:
            yield Page(person, f"{changelist}?q={SOUGHT}")
        if person == LARGE_CITY:
            yield from (Page(person, f"{changelist}{query}") for query in filters_of(page, request))
            if page.has_add_permission(request):
                yield from (Page(person, address) for address in choices_of(page, request))
    if person != SUPERUSER:
        yield Page(person, f"{reverse('workbench-search')}?q={SOUGHT}")


def filters_of(page: Any, request: Any) -> Iterator[str]:
    """Yields the query string of the last choice of each filter of a list, and of every list of tasks."""
    for one in page.get_changelist_instance(request).filter_specs:
        offered = [choice["query_string"] for choice in one.choices(page.get_changelist_instance(request))]
        yield from offered[1:] if getattr(one, "parameter_name", "") == "todo" else offered[1:][-1:]


def choices_of(page: Any, request: Any) -> Iterator[str]:
    """Yields the addresses at which the fields of a form look for rows."""
    for name, one in page.get_form(request).base_fields.items():
        if isinstance(getattr(one.widget, "widget", one.widget), RelatedSelect):
            options = page.opts
            asked = {
                "app_label": options.app_label,
                "model_name": options.model_name,
                "field_name": name,
                "term": "ort",
            }
            yield f"{reverse('admin:autocomplete')}?{urlencode(asked)}"


def bulk_acts(world: World) -> Iterator[Page]:
    """Yields the choice of measures, and the form of each act."""
    yield Page("planner", f"{reverse('bulk-change')}?report={world.open.pk}")
    largest = list(Measure.objects.filter(report=1, parent=None).values_list("pk", flat=True)[:50])
    for kind in ActKind:
        yield Page(LARGE_CITY, reverse("bulk-change"), {"measure": largest, "act": kind.value})
    moved = {"measure": largest, "act": ActKind.DEADLINE.value, "due": "Ende 2031", "reason": "Beschluss"}
    yield Page(LARGE_CITY, reverse("bulk-change"), {**moved, "preview": "1"})
