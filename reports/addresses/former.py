"""Finds the rows that an address named before they were renamed or moved.

An address is followed segment by segment, so a page whose city, report and code have all been renamed, some of them
twice, is one redirect away. A present address is never redirected, even where the visitor may not see its row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from django.urls import reverse

from catalog.choices import AddressKind
from catalog.models import FormerAddress, Measure, Municipality, Office, Report
from catalog.querysets import inexact, spelled
from catalog.themes import theme_at
from reports.choices import PlaceKind
from reports.models import Committee, CouncilPaper

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import ResolverMatch

    from catalog.permissions.roles import Visitor

Belonging: TypeAlias = Report | Office | Committee | CouncilPaper
Row: TypeAlias = Municipality | Belonging | Measure

# Kinds of rows by their folder in a city. Reports have none.
FOLDERS: dict[str, tuple[type[Belonging], AddressKind | PlaceKind]] = {
    "": (Report, AddressKind.REPORT),
    "aemter": (Office, AddressKind.OFFICE),
    "gremien": (Committee, PlaceKind.COMMITTEE),
    "vorlagen": (CouncilPaper, PlaceKind.PAPER),
}
IN_FOLDER = re.compile(r"<slug:city>/(?:(?P<folder>[a-z]+)/)?<slug:(?P<name>\w+)>")


def address_today(request: HttpRequest) -> str | None:
    """Returns the present address of the page, feed or file that was asked for, with its query string.

    None if the address names nothing that has moved, or nothing that the visitor may see.
    """
    match = request.resolver_match
    if match and match.url_name == "theme":
        theme = theme_at(match.kwargs["slug"])
        return with_query(theme.get_absolute_url(), request) if theme else None
    if match is None or "city" not in match.kwargs or match.url_name is None:
        return None
    folder, name = below_city(match)
    row = Trail(request.user).row(match.kwargs, folder, name)
    if row is None:
        return None
    lasting = {key: value for key, value in match.kwargs.items() if key not in {"city", name, "code", "part"}}
    path = reverse(match.url_name, kwargs={**lasting, **present_names(row, name)})
    return None if path == request.path else with_query(path, request)


def with_query(path: str, request: HttpRequest) -> str:
    query = request.META["QUERY_STRING"]
    return f"{path}?{query}" if query else path


def below_city(match: ResolverMatch) -> tuple[str, str]:
    """Returns the folder of the city in which a row lies, and the URL parameter that names it; "" for the city."""
    found = IN_FOLDER.search(match.route)
    return (found["folder"] or "", found["name"]) if found else ("", "")


def present_names(row: Row, name: str) -> dict[str, str]:
    """Returns the arguments of the row's present URL; `name` is the parameter of a report or office."""
    match row:
        case Municipality():
            return {"city": row.slug}
        case Measure():
            segments = dict(zip(("code", "part"), row.path.split("/"), strict=False))
            return {**present_names(row.report, name), **segments}
        case _:
            return {"city": row.municipality.slug, name: row.slug}


class Trail:
    """A search for rows by segments of present or former addresses, among those a visitor may see."""

    def __init__(self, user: Visitor) -> None:
        self.user = user

    def row(self, names: dict[str, str], folder: str, name: str) -> Row | None:
        """Returns the last row that is named."""
        city = self.municipality(names["city"])
        if city is None or not name:
            return city
        found = self.of_city(city, folder, names[name])
        return self.measure(found, names["code"], names.get("part")) if found and "code" in names else found

    def municipality(self, segment: str) -> Municipality | None:
        here = Municipality.objects.filter(slug=segment)
        found: Municipality | None = self._find(Municipality.objects.all(), here, AddressKind.MUNICIPALITY, 0, segment)
        return found

    def of_city(self, city: Municipality, folder: str, segment: str) -> Any:
        model, kind = FOLDERS[folder]
        rows = model._default_manager.select_related("municipality")
        here = model._default_manager.filter(municipality=city, slug=segment)
        return self._find(rows, here, kind, city.pk, segment)

    def measure(self, report: Report, code: str, part: str | None) -> Measure | None:
        measures = Measure.objects.select_related("report__municipality", "parent")
        here = Measure.objects.filter(report=report).addressed(code)
        whole: Measure | None = self._find(measures, here, AddressKind.MEASURE, report.pk, code)
        if whole is None or part is None:
            return whole
        parts = Measure.objects.filter(spelled(part), parent=whole).order_by(inexact(part))
        found: Measure | None = self._find(measures, parts, AddressKind.PART, whole.pk, part)
        return found

    def _find(self, rows: QuerySet[Any], here: QuerySet[Any], kind: str, place: int, segment: str) -> Any:
        """Returns the row that has this address today, else the one that once had it."""
        owner = here.values_list("pk", flat=True).first()
        if owner is None:
            owner = FormerAddress.objects.at(kind, place, segment).values_list("object_id", flat=True).first()
        visible: Any = rows
        return None if owner is None else visible.visible_to(self.user).filter(pk=owner).first()
