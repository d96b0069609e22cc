"""What the start page of the administration shows besides the tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from measures_tracker.workbench.cards import report_cards
from measures_tracker.workbench.own_measures import own_measures
from measures_tracker.workbench.search import SearchForm
from measures_tracker.workbench.tables import grouped

if TYPE_CHECKING:
    from django.http import HttpRequest


def start_context(request: HttpRequest, apps: list[dict[str, Any]]) -> dict[str, Any]:
    user: Any = request.user
    return {
        "search_form": SearchForm(),
        "reports": report_cards(user),
        "own": own_measures(request),
        "tables": grouped(apps),
    }
