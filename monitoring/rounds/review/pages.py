"""What the pages of the review have in common: who may see a round, and what stands around each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render

from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from monitoring.models import ReportingRound

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def round_of(request: HttpRequest, pk: int) -> ReportingRound:
    """Returns a round that this person may see; 404 for others, 403 for whoever sees none at all."""
    if not can(request.user, Action.VIEW, ReportingRound):
        raise PermissionDenied
    rounds = ReportingRound.objects.filter(permitted(request.user, Action.VIEW, ReportingRound))
    return get_object_or_404(rounds.select_related("municipality"), pk=pk)


def shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    words = {**admin.site.each_context(request), "opts": ReportingRound._meta, **context}
    return render(request, template, words)
