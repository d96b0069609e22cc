"""The steps of each tab, the most urgent first."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from measures_tracker.workbench.next_steps.contents import (
    of_imports,
    of_indicators,
    of_measures,
    of_sections,
    of_settings,
)
from measures_tracker.workbench.next_steps.course import of_papers, of_publication, of_rounds
from measures_tracker.workbench.next_steps.seen import Seen, Step
from measures_tracker.workbench.tabs import tab_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_STEPS = 2
STAY_USEFUL = {"papers"}  # in a closed report
STEPS: dict[str, Callable[[Seen], Iterator[Step]]] = {
    "measures": of_measures,
    "sections": of_sections,
    "imports": of_imports,
    "rounds": of_rounds,
    "indicators": of_indicators,
    "papers": of_papers,
    "publication": of_publication,
    "settings": of_settings,
}


def next_steps(user: Any, report: Any, tab: str) -> list[Step]:
    """Returns the steps of a tab, the most urgent first; `report` has the numbers of its tabs."""
    seen = Seen(user, report)
    if report.is_closed and tab not in STAY_USEFUL:
        return [of_closed(seen)]
    return list(islice(STEPS[tab](seen), MOST_STEPS))


def of_closed(seen: Seen) -> Step:
    successor = seen.report.successors.order_by("-published_on", "-pk").first()
    if successor:
        words = _("This report is closed; “%(report)s” continues it.")
        return Step(words % {"report": successor.title}, _("Go there"), tab_url(successor, "measures"))
    continues = reverse("next-report", args=[seen.report.pk])
    return Step(_("This report is closed."), _("Begin the next report"), continues)
