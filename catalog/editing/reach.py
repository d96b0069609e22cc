"""Whose data somebody works with: lists over several kinds of rows begin here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.editing.kinds import kinds
from catalog.models import Municipality


def municipalities_of(request: HttpRequest) -> QuerySet[Municipality]:
    """Those that the admin shows to this person; what limits that list limits all that asks here."""
    return admin.site.get_model_admin(Municipality).get_queryset(request)


def visible_kinds(request: HttpRequest) -> list[str]:
    """The labels of the kinds of rows that somebody may at least look at."""
    return [
        label
        for label, kind in kinds().items()
        if any(
            request.user.has_perm(f"{kind.model._meta.app_label}.{verb}_{kind.place}") for verb in ("view", "change")
        )
    ]
