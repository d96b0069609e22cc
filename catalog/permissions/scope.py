"""Whose data somebody works with: lists over several kinds of rows begin here."""

from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.history.tracked_models import kinds
from catalog.models import Municipality, Report
from catalog.permissions.policy import Act, may, rows, standing_of


def municipalities_of(request: HttpRequest) -> QuerySet[Municipality]:
    """Those where somebody sees whole reports; to make a municipality is no reason to read in it."""
    found: QuerySet[Municipality] = Municipality.objects.filter(rows(request.user, Act.VIEW, Report, of=Municipality))
    return found


def workplaces(request: HttpRequest) -> QuerySet[Municipality]:
    """Those where somebody changes something, be it drafts only."""
    standing = standing_of(request.user)
    return (
        Municipality.objects.all() if standing.is_superuser else Municipality.objects.filter(pk__in=standing.workplaces)
    )


def visible_kinds(request: HttpRequest) -> list[str]:
    """The labels of the kinds of rows that somebody may look at."""
    return [label for label, kind in kinds().items() if may(request.user, Act.VIEW, kind.model)]
