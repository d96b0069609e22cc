"""The pages of the handbook. Everybody may read all of it: who answers behind a link has no login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.on_demand import on_demand
from measures_tracker.handbook.contents import CONTENTS, chapters, neighbours, part_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

as_html: Callable[[Path], SafeString] = on_demand("measures_tracker.handbook.rendering.as_html")


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """Shows who finds what in which chapter."""
    return render(request, "handbook/contents.html", {"text": as_html(CONTENTS)})


@require_safe
def chapter(request: HttpRequest, reader: str, slug: str) -> HttpResponse:
    """Shows one task, and the other chapters for the same reader."""
    found = chapters().get(f"{reader}/{slug}")
    if found is None:
        raise Http404
    before, behind = neighbours(found)
    context = {
        "chapter": found,
        "part": part_of(found),
        "text": as_html(found.path),
        "previous": before,
        "next": behind,
    }
    return render(request, "handbook/chapter.html", context)
