"""Whose turn it is: an import is carried out once, whichever web hosts want to, and whatever becomes of them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from monitoring.models import ImportState, SpreadsheetImport

# From the click until the row is locked; once it is, the lock shows that somebody is at work.
PATIENCE = timedelta(minutes=10)
UNFINISHED = (ImportState.OPEN, ImportState.FAILED)


class TakenImportError(Exception):
    """Somebody else carries the import out or has done so; nothing has been written."""


def claim(spreadsheet_import: SpreadsheetImport) -> None:
    """Mark an open import as running. Raises TakenImportError."""
    now = timezone.now()
    mine = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk, state=ImportState.OPEN)
    if not mine.update(state=ImportState.RUNNING, started_at=now):
        raise TakenImportError
    spreadsheet_import.state, spreadsheet_import.started_at = ImportState.RUNNING, now


def hold(spreadsheet_import: SpreadsheetImport) -> None:
    """Lock an import until the end of the transaction. Raises TakenImportError if it is no longer as it was found."""
    stored = SpreadsheetImport.objects.select_for_update(no_key=True).filter(pk=spreadsheet_import.pk)
    state = stored.values_list("state", flat=True).first()
    if state != spreadsheet_import.state or state not in {ImportState.OPEN, ImportState.RUNNING}:
        raise TakenImportError


def open_again(spreadsheet_import: SpreadsheetImport) -> None:
    """After a failure the clerk goes on where things stood, unless somebody else has done so."""
    failed = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk, state=ImportState.FAILED)
    failed.update(state=ImportState.OPEN)
    spreadsheet_import.refresh_from_db(fields=["state"])


def interrupted() -> QuerySet[SpreadsheetImport]:
    """Marked as running, but begun so long ago that its process must be gone, unless it holds the row."""
    return SpreadsheetImport.objects.filter(state=ImportState.RUNNING, started_at__lt=timezone.now() - PATIENCE)


def unfinished(before: datetime) -> QuerySet[SpreadsheetImport]:
    """Uploaded before then and never carried out."""
    waiting = SpreadsheetImport.objects.filter(state__in=UNFINISHED)
    return (waiting | interrupted()).filter(created_at__lt=before)


def reopen_interrupted() -> list[int]:
    """Let imports be carried out again whose process died; returns their ids. Nothing of them was written."""
    if not interrupted().exists():
        return []
    with transaction.atomic():
        gone = list(interrupted().select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
        SpreadsheetImport.objects.filter(pk__in=gone).update(state=ImportState.OPEN, started_at=None)
    return gone
