"""The steps of an import: which one comes next, and which ones a clerk can go back to."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.choices import ImportState
from monitoring.models import SpreadsheetImport

LABELS: dict[str, str | Promise] = {
    "add": _("File"),
    "columns": _("Columns"),
    "decisions": _("Decisions"),
    "preview": _("Preview"),
    "result": _("Result"),
}
NAMES = list(LABELS)


@dataclass(frozen=True, slots=True)
class WizardStep:
    label: str | Promise
    is_current: bool = False
    is_done: bool = False
    url: str = ""  # empty where the step cannot be opened


def next_step(found: SpreadsheetImport) -> str:
    """Returns the step where a clerk goes on who comes back, perhaps after a logout."""
    if found.state not in {ImportState.OPEN, ImportState.FAILED} or not found.was_read:
        return "result"
    if found.columns is None:
        return "columns"
    return "preview" if found.answers else "decisions"


def steps_of(found: SpreadsheetImport | None, current: str) -> list[WizardStep]:
    """Returns the five steps for the page of one of them; a finished import links to none."""
    reached = NAMES.index(next_step(found)) if found else 0
    is_open = found is not None and next_step(found) != "result"
    steps = []
    for place, name in enumerate(NAMES):
        url = ""
        if found and is_open and 0 < place <= reached and name != current:
            url = reverse(f"admin:import_{name}", args=[found.pk])
        is_done = place < reached or (not is_open and found is not None)
        steps.append(WizardStep(LABELS[name], name == current, is_done and name != current, url))
    return steps
