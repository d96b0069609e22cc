"""Whose turn it is: an import is carried out once, whichever web hosts want to, and whatever becomes of them."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from monitoring.choices import ImportState
from monitoring.models import SpreadsheetImport

UNFINISHED = (ImportState.OPEN, ImportState.FAILED)
AT_WORK = (ImportState.READING, ImportState.RUNNING)


class TakenImportError(Exception):
    """Somebody else carries the import out or has done so; nothing has been written."""


def claim(spreadsheet_import: SpreadsheetImport) -> None:
    """Marks an open import as running. Raises TakenImportError."""
    now = timezone.now()
    mine = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk, state=ImportState.OPEN)
    if not mine.update(state=ImportState.RUNNING, started_at=now):
        raise TakenImportError
    spreadsheet_import.state, spreadsheet_import.started_at = ImportState.RUNNING, now


def lock_import(spreadsheet_import: SpreadsheetImport) -> None:
    """Locks an import until the end of the transaction. Raises TakenImportError if it is no longer as it was found."""
    stored = SpreadsheetImport.objects.select_for_update(no_key=True).filter(pk=spreadsheet_import.pk)
    state = stored.values_list("state", flat=True).first()
    if state != spreadsheet_import.state or state not in {ImportState.OPEN, ImportState.RUNNING}:
        raise TakenImportError


def open_again(spreadsheet_import: SpreadsheetImport) -> None:
    """Lets the clerk go on after a failure where things stood, unless somebody else has done so."""
    failed = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk, state=ImportState.FAILED, rows__gt=0)
    failed.update(state=ImportState.OPEN)
    spreadsheet_import.refresh_from_db(fields=["state"])


def unfinished(before: datetime) -> QuerySet[SpreadsheetImport]:
    """Returns imports uploaded before then and never carried out."""
    return SpreadsheetImport.objects.filter(state__in=UNFINISHED, created_at__lt=before)
