"""The comments on a measure in the administration, and the list of those that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models import Measure
from catalog.permissions.finding import find_seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from monitoring.comments.audience import audience_of, office_of
from monitoring.comments.board import Board
from monitoring.comments.threads import open_threads
from monitoring.comments.writing import Writer
from monitoring.models import Comment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE, PER_PAGE = "seite", 50


@require_http_methods(["GET", "HEAD", "POST"])
def measure_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what planners and offices have written about a measure, and takes more."""
    rows = Measure.objects.select_related("report__municipality", "parent")
    measure: Measure = find_seen(request, rows, pk, Action.VIEW)
    person: Any = request.user
    board = Board(
        request,
        measure,
        audience_of(measure),
        Writer(person, office=office_of(person, measure)),
        reverse("measure-comments", args=[measure.pk]),
        may_write=can(person, Action.ADD, Comment, at=measure),
    )
    if request.method == "POST":
        if not board.may_write:
            raise PermissionDenied
        if done := board.act():
            return done
    shown = {**admin.site.each_context(request), **board.context(), "title": _("Comments")}
    return render(request, "comments/measure.html", shown, status=board.status)


@require_safe
def open_comments(request: HttpRequest) -> HttpResponse:
    """Lists the open comments on all measures that somebody plans or reports on."""
    person: Any = request.user
    if not can(person, Action.VIEW, Comment):
        raise PermissionDenied
    page = Paginator(open_threads(person), PER_PAGE).get_page(request.GET.get(PAGE))
    shown = {**admin.site.each_context(request), "page": page, "title": _("Open comments")}
    return render(request, "comments/open.html", shown)
