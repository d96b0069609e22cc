"""The search over everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures_tracker.workbench.search import SearchForm, found

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Lists the first hits of each kind; without a term it says what can be looked for."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    kinds = found(request, form.cleaned_data["q"]) if form.is_valid() else None
    context = {**admin.site.each_context(request), "title": _("Search"), "form": form, "kinds": kinds}
    return render(request, "workbench/search.html", context)
