"""Whose turn it is: an import is carried out once, whichever web hosts want to, and whatever becomes of them."""

import logging
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from catalog.locking.liveness import abandoned
from monitoring.choices import ImportState
from monitoring.models import SpreadsheetImport

logger = logging.getLogger(__name__)
UNFINISHED = (ImportState.OPEN, ImportState.FAILED)
AT_WORK = (ImportState.READING, ImportState.RUNNING)


class TakenImportError(Exception):
    """Somebody else carries the import out or has done so; nothing has been written."""


def claim(spreadsheet_import: SpreadsheetImport) -> None:
    """Mark an open import as running. Raises TakenImportError."""
    now = timezone.now()
    mine = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk, state=ImportState.OPEN)
    if not mine.update(state=ImportState.RUNNING, started_at=now):
        raise TakenImportError
    spreadsheet_import.state, spreadsheet_import.started_at = ImportState.RUNNING, now


def lock_import(spreadsheet_import: SpreadsheetImport) -> None:
    """Lock an import until the end of the transaction. Raises TakenImportError if it is no longer as it was found."""
    stored = SpreadsheetImport.objects.select_for_update(no_key=True).filter(pk=spreadsheet_import.pk)
    state = stored.values_list("state", flat=True).first()
    if state != spreadsheet_import.state or state not in {ImportState.OPEN, ImportState.RUNNING}:
        raise TakenImportError


def open_again(spreadsheet_import: SpreadsheetImport) -> None:
    """After a failure the clerk goes on where things stood, unless somebody else has done so."""
    failed = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk, state=ImportState.FAILED, rows__gt=0)
    failed.update(state=ImportState.OPEN)
    spreadsheet_import.refresh_from_db(fields=["state"])


def unfinished(before: datetime) -> QuerySet[SpreadsheetImport]:
    """Uploaded before then and never carried out."""
    return SpreadsheetImport.objects.filter(state__in=UNFINISHED, created_at__lt=before)


def give_up_interrupted() -> None:
    """Say of imports whose process has died that they can be started again. Nothing of them was written.

    What cannot be written down now, on a full disk for example, is written by whoever looks next.
    """
    try:
        _give_up_interrupted()
    except OperationalError:
        logger.warning("Interrupted imports could not be marked", exc_info=True)


def _give_up_interrupted() -> None:
    at_work = SpreadsheetImport.objects.filter(state__in=AT_WORK)
    if not _abandoned(at_work):
        return
    with transaction.atomic():
        # Nobody begins or ends one whose row is locked, so what is asked about stays as it is.
        stopped = at_work.filter(pk__in=_abandoned(at_work.select_for_update(skip_locked=True, no_key=True)))
        unread = {"message": gettext("The reading of the file was interrupted. Upload it once more.")}
        unwritten = {"message": gettext("The import was interrupted and nothing was written."), "can_start_again": True}
        failed = {"state": ImportState.FAILED, "started_at": None}
        stopped.filter(state=ImportState.RUNNING).update(**failed, result=unwritten)
        stopped.filter(state=ImportState.READING).update(**failed, result=unread, rows=0, content=b"")


def _abandoned(imports: QuerySet[SpreadsheetImport]) -> list[int]:
    return abandoned(SpreadsheetImport, imports.values_list("pk", flat=True))
