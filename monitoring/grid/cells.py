"""The cells of a measure in the table of a report: what stands in them, and a token that remembers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing
from django.utils.translation import gettext_lazy as _

from catalog.choices import Publication
from catalog.locking.form_snapshot import DIGITS, tidy
from catalog.row_values import fingerprint
from monitoring.choices import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitoring.models import MonitoredMeasure

LABELS = {  # in the order of the columns: what is reported most often comes first
    "code": _("No."),
    "title": _("Title"),
    "lead": _("Lead"),
    "status": _("Status"),
    "as_of": _("Reported as of"),
    "text": _("What has happened"),
    "next_steps": _("Next steps"),
    "reason": _("Reason"),
    "due": _("Deadline"),
    "change_reason": _("Reason for the new deadline"),
    "section": _("Section"),
    "publication": _("Publication"),
}
OF_UPDATE = ("status", "as_of", "text", "next_steps", "reason")
LONG = frozenset({"title", "change_reason", "text", "next_steps", "reason"})
WHOLE = "whole"  # only of new rows: number or title of the measure that the row becomes a part of
SALT = "monitoring.grid"

Cells = dict[str, str]


def cells_of(measure: MonitoredMeasure, sections: Mapping[int, str]) -> Cells:
    """Returns what stands in the cells of a stored measure; needs `newest_updates` and `loaded_responsibilities`."""
    update = measure.newest_update
    told = update.told if update else None
    found = {
        "code": measure.code,
        "title": measure.title,
        "section": sections.get(measure.section_id or 0, ""),
        "lead": "; ".join(str(one.office) for one in measure.leads),
        "due": measure.due,
        "change_reason": measure.change_reason,
        "status": str(Status(update.status).label) if update and update.status else "",
        "as_of": f"{update.as_of:%d.%m.%Y}" if update else "",
        "text": told.text if told else "",
        "next_steps": told.next_steps if told else "",
        "reason": told.reason if told else "",
        "publication": str(Publication(measure.publication).label),
    }
    return {name: tidy(value) for name, value in found.items()}


Prints = dict[str, dict[str, str]]  # of the cells of each measure, by id and name


def prints_of(cells: Cells) -> dict[str, str]:
    return {name: fingerprint(value)[:DIGITS] for name, value in cells.items()}


def token_of(report: int, rows: Mapping[int, Cells]) -> str:
    """Returns a signed text for a hidden field: what has been shown, as fingerprints."""
    prints = {str(key): prints_of(cells) for key, cells in rows.items()}
    return signing.dumps({"report": report, "rows": prints}, salt=SALT, compress=True)


def read_token(report: int, text: str) -> Prints:
    """Returns the fingerprints of what was shown; empty where the token is missing or of another report."""
    try:
        content = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}
    found: Prints = content["rows"] if content.get("report") == report else {}
    return found
