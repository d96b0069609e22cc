"""Whose data somebody works with: lists over several kinds of rows begin here."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.history.tracked_models import tracked_models
from catalog.models import Municipality, Report
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from catalog.permissions.roles import roles_of

STRANGER = AnonymousUser()  # whoever has no login sees what everybody may see


def municipalities_of(request: HttpRequest) -> QuerySet[Municipality]:
    """Those where somebody sees whole reports; to make a municipality is no reason to read in it."""
    found: QuerySet[Municipality] = Municipality.objects.filter(
        permitted(request.user, Action.VIEW, Report, of=Municipality)
    )
    return found


def workplaces(request: HttpRequest) -> QuerySet[Municipality]:
    """Those where somebody changes something, be it drafts only."""
    roles = roles_of(request.user)
    return Municipality.objects.all() if roles.is_superuser else Municipality.objects.filter(pk__in=roles.workplaces)


def visible_kinds(request: HttpRequest) -> list[str]:
    """The labels of the kinds of rows that somebody may look at."""
    return [label for label, kind in tracked_models().items() if can(request.user, Action.VIEW, kind.model)]
