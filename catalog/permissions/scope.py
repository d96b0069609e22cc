"""Returns whose data a person works with; lists over several kinds of rows begin here."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.history.tracked_models import tracked_models
from catalog.models import Municipality, Report
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from catalog.permissions.roles import roles_of

STRANGER = AnonymousUser()  # a visitor without a login sees what everybody may see


def municipalities_of(request: HttpRequest) -> QuerySet[Municipality]:
    """Returns the municipalities whose reports a person sees as a whole.

    The right to make municipalities is no right to read in them.
    """
    found: QuerySet[Municipality] = Municipality.objects.filter(
        permitted(request.user, Action.VIEW, Report, of=Municipality)
    )
    return found


def workplaces(request: HttpRequest) -> QuerySet[Municipality]:
    """Returns the municipalities where a person may change anything, be it drafts only."""
    roles = roles_of(request.user)
    return Municipality.objects.all() if roles.is_superuser else Municipality.objects.filter(pk__in=roles.workplaces)


def visible_kinds(request: HttpRequest) -> list[str]:
    """Returns the labels of the models whose rows a person may see."""
    return [label for label, kind in tracked_models().items() if can(request.user, Action.VIEW, kind.model)]
