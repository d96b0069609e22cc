"""Where the rows are today that an address named before they were renamed or moved.

An address is followed segment by segment, so a page whose city, report and code have all been renamed, some of them
twice, is one redirect away. Whoever has an address now keeps it, even where a visitor may not see them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django.urls import reverse

from catalog.models import AddressKind, FormerAddress, Measure, Municipality, Office, Report
from catalog.querysets import inexact, spelled

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from catalog.permissions import Visitor

Row: TypeAlias = Municipality | Report | Office | Measure
LASTING = ("token",)  # parts of addresses that are never renamed


def address_today(request: HttpRequest) -> str | None:
    """The present address of the page, feed or file that was asked for, with its query string.

    None if the address names nothing that has moved, or nothing that the visitor may see.
    """
    match = request.resolver_match
    if match is None or "city" not in match.kwargs or match.url_name is None:
        return None
    names = match.kwargs
    office_name = "slug" if match.url_name == "office" else "office"
    report_name = "report" if "report" in names else "slug"
    row = Trail(request.user).row(names, office_name, report_name)
    if row is None:
        return None
    lasting = {name: names[name] for name in LASTING if name in names}
    path = reverse(match.url_name, kwargs={**lasting, **present_names(row, office_name, report_name)})
    if path == request.path:
        return None
    query = request.META["QUERY_STRING"]
    return f"{path}?{query}" if query else path


def present_names(row: Row, office_name: str, report_name: str) -> dict[str, str]:
    match row:
        case Municipality():
            return {"city": row.slug}
        case Report():
            return {"city": row.municipality.slug, report_name: row.slug}
        case Office():
            return {"city": row.municipality.slug, office_name: row.slug}
        case Measure():
            segments = dict(zip(("code", "part"), row.path.split("/"), strict=False))
            return {**present_names(row.report, office_name, report_name), **segments}


class Trail:
    """Finds rows by a segment of their present or a former address, as far as a visitor may see them."""

    def __init__(self, user: Visitor) -> None:
        self.user = user

    def row(self, names: dict[str, str], office_name: str, report_name: str) -> Row | None:
        """The last thing that is named."""
        city = self.municipality(names["city"])
        if city is None:
            return None
        if office_name in names:
            return self.office(city, names[office_name])
        if report_name not in names:
            return city
        report = self.report(city, names[report_name])
        return self.measure(report, names["code"], names.get("part")) if report and "code" in names else report

    def municipality(self, segment: str) -> Municipality | None:
        here = Municipality.objects.filter(slug=segment)
        found: Municipality | None = self._find(Municipality.objects.all(), here, AddressKind.MUNICIPALITY, 0, segment)
        return found

    def report(self, city: Municipality, segment: str) -> Report | None:
        reports = Report.objects.select_related("municipality")
        here = Report.objects.filter(municipality=city, slug=segment)
        found: Report | None = self._find(reports, here, AddressKind.REPORT, city.pk, segment)
        return found

    def office(self, city: Municipality, segment: str) -> Office | None:
        offices = Office.objects.select_related("municipality")
        here = Office.objects.filter(municipality=city, slug=segment)
        found: Office | None = self._find(offices, here, AddressKind.OFFICE, city.pk, segment)
        return found

    def measure(self, report: Report, code: str, part: str | None) -> Measure | None:
        measures = Measure.objects.select_related("report__municipality", "parent")
        here = Measure.objects.filter(report=report).addressed(code)
        whole: Measure | None = self._find(measures, here, AddressKind.MEASURE, report.pk, code)
        if whole is None or part is None:
            return whole
        parts = Measure.objects.filter(spelled(part), parent=whole).order_by(inexact(part))
        found: Measure | None = self._find(measures, parts, AddressKind.PART, whole.pk, part)
        return found

    def _find(self, rows: QuerySet[Any], here: QuerySet[Any], kind: AddressKind, place: int, segment: str) -> Any:
        """Of `rows`, the one that is `here` today, else the one that once was."""
        owner = here.values_list("pk", flat=True).first()
        if owner is None:
            owner = FormerAddress.objects.at(kind, place, segment).values_list("object_id", flat=True).first()
        visible: Any = rows
        return None if owner is None else visible.visible_to(self.user).filter(pk=owner).first()
