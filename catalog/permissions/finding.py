"""The row that a page of the administration is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def find_seen(request: HttpRequest, rows: QuerySet[Any], pk: int, action: Action, of_kind: Action | None = None) -> Any:
    """Returns one of the rows to which this person may do something.

    Raises PermissionDenied for people who may do it (or `of_kind`, if given) to no row at all, or not to this one;
    Http404 for a row that they do not see.
    """
    if not can(request.user, of_kind or action, rows.model):
        raise PermissionDenied
    found = get_object_or_404(rows.filter(permitted(request.user, Action.VIEW, rows.model)), pk=pk)
    if not can(request.user, action, found):
        raise PermissionDenied
    return found
