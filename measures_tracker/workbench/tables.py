"""The tables of the database under names that say what they are for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

GROUPS: tuple[tuple[Any, frozenset[str]], ...] = (
    (_("Reports and measures"), frozenset({"Report", "Section", "Measure", "Theme"})),
    (
        _("What happened since"),
        frozenset(
            {"StatusUpdate", "Milestone", "Indicator", "IndicatorValue", "Discussion", "ReportingRound"}
            | {"Attachment", "SpreadsheetImport", "LetterTemplate"}
        ),
    ),
    (_("City and offices"), frozenset({"Municipality", "Office"})),
    (_("People and rights"), frozenset({"User", "Membership", "Invitation", "Subscriber"})),
    (_("Records and recycle bin"), frozenset({"AuditEntry", "SentMail", "DeletedThing"})),
)
REST = _("Council and public")


def grouped(apps: list[dict[str, Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Returns the tables that a person may open by what they are for; `apps` is Django's list of them."""
    tables = [table for app in apps for table in app["models"]]
    named = frozenset[str]().union(*(names for _title, names in GROUPS))
    found = [(title, [one for one in tables if one["object_name"] in names]) for title, names in GROUPS]
    found.insert(2, (REST, [one for one in tables if one["object_name"] not in named]))
    return [(title, rows) for title, rows in found if rows]
