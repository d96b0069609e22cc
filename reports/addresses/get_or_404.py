"""Finds the row that an address names, or answers 404: what may not be seen does not exist."""

from datetime import date

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from catalog.models import Measure, Municipality, Office, Report
from monitoring.models import MonitoredMeasure
from reports.models import Committee


def find_municipality(request: HttpRequest, city: str) -> Municipality:
    return get_object_or_404(Municipality.objects.visible_to(request.user).with_crest(), slug=city)


def find_report(request: HttpRequest, city: str, report: str) -> Report:
    """Returns the report; its predecessor is None where the visitor may not see it."""
    reports = Report.objects.visible_to(request.user).select_related("municipality")
    found = reports.with_crest().prefetch_related(Prefetch("predecessor", queryset=reports))
    return get_object_or_404(found, municipality__slug=city, slug=report)


def find_office(request: HttpRequest, city: str, office: str) -> Office:
    offices = Office.objects.visible_to(request.user).with_crest().select_related("parent")
    return get_object_or_404(offices, municipality__slug=city, slug=office)


def find_committee(request: HttpRequest, city: str, slug: str) -> Committee:
    committees = Committee.objects.visible_to(request.user).with_crest()
    return get_object_or_404(committees, municipality__slug=city, slug=slug)


def find_measure(
    request: HttpRequest, city: str, report: str, code: str, part: str | None = None, *, as_of: date | None = None
) -> MonitoredMeasure:
    """Returns the measure that the segments of an address name, in any spelling of its code.

    Loads its report, section, parent and predecessor. Its status is that of a day (default: today). Its predecessor is
    None where the visitor may not see it.
    """
    earlier = Measure.objects.visible_to(request.user).select_related("report__municipality", "parent")
    measures = (
        MonitoredMeasure.objects.visible_to(request.user)
        .filter(report__municipality__slug=city, report__slug=report)
        .addressed(code, part)
        .with_status(as_of)
        .with_silence(as_of)
        .with_crest()
        .select_related("section", "parent")
        .prefetch_related(Prefetch("predecessor", queryset=earlier))
    )
    found = measures.first()
    if found is None:
        raise Http404
    return found
