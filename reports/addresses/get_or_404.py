"""Finds the row that an address names, or answers 404: what may not be seen does not exist."""

from datetime import date
from functools import cache

from django.db.models import CharField, IntegerField, Prefetch
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from catalog.models import Measure, Municipality, Office, Report
from catalog.permissions.policy import Sight
from catalog.permissions.roles import Visitor
from catalog.prepared_queries import Bound, Prepared
from catalog.querysets import ReportQuerySet
from monitoring.models import MonitoredMeasure
from reports.models import Committee


def find_municipality(request: HttpRequest, city: str) -> Municipality:
    return get_object_or_404(Municipality.objects.visible_to(request.user).with_crest(), slug=city)


def find_report(request: HttpRequest, city: str, report: str) -> Report:
    """Returns the report; its predecessor is None where the visitor may not see it."""
    sight = Sight.everywhere(request.user)
    if sight:
        found = next(iter(reports_called(sight).rows(city=city, report=report)), None)
    else:
        found = reports_with_crest(request.user).filter(municipality__slug=city, slug=report).first()
    if found is None:
        raise Http404
    if found.predecessor_id:
        earlier = Report.objects.visible_to(request.user).select_related("municipality")
        known = earlier.filter(pk=found.predecessor_id).first()
        Report.predecessor.field.set_cached_value(found, known)  # nobody saves it
    return found


def reports_with_crest(sight: Visitor | Sight) -> ReportQuerySet[Report]:
    return Report.objects.visible_to(sight).select_related("municipality").with_crest()


@cache
def reports_called(sight: Sight) -> Prepared[Report]:
    called = {"municipality__slug": Bound("city", CharField()), "slug": Bound("report", CharField())}
    return Prepared(reports_with_crest(sight).filter(**called))


def successors_of(report: Report, user: Visitor) -> list[Report]:
    """Returns the reports that continue one, and that a visitor may see."""
    if sight := Sight.everywhere(user):
        return reports_after(sight).rows(report=report.pk)
    return list(report.successors.visible_to(user).select_related("municipality"))


@cache
def reports_after(sight: Sight) -> Prepared[Report]:
    successors = Report.objects.visible_to(sight).filter(predecessor=Bound("report", IntegerField()))
    return Prepared(successors.select_related("municipality"))


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

    Loads its report, section, parent and predecessor, and its newest update until a day (default: today), which
    `load_status` needs. Its predecessor is None where the visitor may not see it.
    """
    earlier = Measure.objects.visible_to(request.user).select_related("report__municipality", "parent")
    measures = (
        MonitoredMeasure.objects.visible_to(request.user)
        .filter(report__municipality__slug=city, report__slug=report)
        .addressed(code, part)
        .with_newest_update(as_of or timezone.localdate())
        .with_crest()
        .select_related("section", "parent")
        .prefetch_related(Prefetch("predecessor", queryset=earlier))
    )
    found = measures.first()
    if found is None:
        raise Http404
    return found
