"""The rules on names of people in imported tables."""

from typing import Any

from django.utils.translation import gettext as _

from catalog.traces.rules import NOT_SEARCHED, Rule, Where, add
from monitoring.choices import ImportState
from monitoring.models import FileContent, ImportedChange, KeptColumns, Snapshot, SpreadsheetImport
from monitoring.tables.storing import as_json

ENDED = (ImportState.DONE, ImportState.TAKEN_BACK)


def waits(spreadsheet_import: Any) -> str:
    """Returns why an unfinished import keeps its texts: its decisions name cells of its table."""
    if spreadsheet_import.state in ENDED:
        return ""
    return _("The table has not been imported. Delete it there; otherwise it is removed after 30 days.")


def cells(packed: bytes) -> str:
    """Returns all that a table holds as JSON."""
    return as_json(packed) if packed else ""


def raw(content: bytes) -> str:
    """Returns the readable text of a file that nobody has read yet: a CSV, not a zipped table."""
    return content.decode("utf-8", errors="ignore")


add(
    SpreadsheetImport,
    Rule(
        Where.TABLES,
        fields=("file_name", "sheet", "columns", "answers", "result"),
        stays=waits,
        reads=(("workbook", cells), ("content", raw)),
    ),
)
NOT_SEARCHED.add(FileContent)  # which is known by its checksum alone; whose name stands in a file, nobody can tell
add(
    Snapshot,
    Rule(
        Where.PAPERS,
        fields=("text",),
        stays=lambda _row: _("What a closed round has frozen is never changed."),
    ),
)
add(ImportedChange, Rule(Where.TABLES, fields=("before",)))
add(KeptColumns, Rule(Where.TABLES, fields=("heading",)))
