"""Read and import large files beside the request, so that the clerk sees that something happens."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from catalog.locking.row_locks import BusyError
from catalog.models import User
from catalog.tasks.task import TaskContext, is_given_up, task
from catalog.tasks.worker import unfinished_arguments
from monitoring.choices import ImportState
from monitoring.imports.job import ImportJob
from monitoring.imports.job_state import AT_WORK, TakenImportError, claim
from monitoring.imports.run import RefusedImportError
from monitoring.models import SpreadsheetImport
from monitoring.tables import Limits, UnreadableFile, unpacked_size

logger = logging.getLogger(__name__)
LARGE = 500  # rows
LARGE_FILE = 500_000  # bytes; a workbook of this size takes about two seconds to read
LARGE_UNPACKED = 2_000_000  # bytes of an Office file, however small it is packed


def takes_long(content: bytes) -> bool:
    """Tells whether a file is to be read beside the request. One that is larger than allowed is refused at once."""
    limits = Limits.from_settings()
    if len(content) > limits.bytes:
        return False
    return len(content) > LARGE_FILE or unpacked_size(content, limits) > LARGE_UNPACKED


def read(job: ImportJob) -> None:
    """Keeps the file and has it read."""
    stored = job.spreadsheet_import
    stored.state, stored.started_at = ImportState.READING, timezone.now()
    with transaction.atomic():
        stored.save()
        read_file.enqueue(stored.pk, get_language() or "de")


def start(job: ImportJob, user: User) -> None:
    """Marks the import as running and have it carried out. Raises TakenImportError."""
    with transaction.atomic():
        claim(job.spreadsheet_import)
        import_rows.enqueue(job.spreadsheet_import.pk, user.pk, get_language() or "de")


@task(takes_context=True)
def read_file(context: TaskContext[Any, Any], import_id: int, language: str) -> None:
    """Reads a file that has been kept, and say in its row how far one is."""
    with override(language):
        stored = _in_state(ImportState.READING, import_id)
        if stored is None:
            return
        if is_given_up(context):
            fail(
                stored,
                gettext("The reading was interrupted several times. Upload the table in several parts."),
            )
        else:
            _read_now(stored)


@task(takes_context=True)
def import_rows(context: TaskContext[Any, Any], import_id: int, user_id: int, language: str) -> None:
    """Carries out an import that was started; one that has been committed is left alone."""
    with override(language):
        stored = _in_state(ImportState.RUNNING, import_id)
        if stored is None:
            return
        if is_given_up(context):
            words = gettext("The import was interrupted several times and nothing was written. Divide the table.")
            fail(stored, words, can_start_again=True)
        else:
            _import_now(stored, user_id)


def _in_state(state: ImportState, import_id: int) -> SpreadsheetImport | None:
    return SpreadsheetImport.objects.select_related("report").filter(pk=import_id, state=state).first()


def _read_now(stored: SpreadsheetImport) -> None:
    waiting = SpreadsheetImport.objects.filter(pk=stored.pk, state=ImportState.READING)

    def say_how_far(rows: int) -> None:
        waiting.update(rows=rows)

    try:
        ImportJob(stored).read(say_how_far)
    except UnreadableFile as error:
        fail(stored, error.message)
    except Exception:
        logger.exception("import %s could not be read", stored.pk)
        fail(stored, gettext("The file could not be read. Save it in its program under a new name and try again."))
    else:
        fields = {name: getattr(stored, name) for name in ("workbook", "content", "sheet", "rows")}
        waiting.update(state=ImportState.OPEN, started_at=None, **fields)


def _import_now(stored: SpreadsheetImport, user_id: int) -> None:
    try:
        ImportJob(stored).run(User.objects.get(pk=user_id))
    except RefusedImportError:
        fail(stored, gettext("Something has changed meanwhile. Look at the preview again."))
    except BusyError:
        words = gettext("Somebody else is writing just now. Nothing has been done: try again in a moment.")
        fail(stored, words, can_start_again=True)
    except TakenImportError:
        logger.info("import %s was carried out elsewhere", stored.pk)
    except Exception:
        logger.exception("import %s failed", stored.pk)
        fail(stored, gettext("The import failed; nothing was written."))


def fail(spreadsheet_import: SpreadsheetImport, message: str, *, can_start_again: bool = False) -> None:
    """Keeps a word of what happened; a file that could not be read is forgotten."""
    unfinished = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk)
    failed = {"state": ImportState.FAILED, "result": {"message": message, "can_start_again": can_start_again}}
    unfinished.filter(state=ImportState.RUNNING).update(**failed)
    unfinished.filter(state=ImportState.READING).update(**failed, rows=0, content=b"")


def fail_forgotten() -> None:
    """Says of imports at work that have no task that they can be started again: backups hold no tasks."""
    at_work = list(SpreadsheetImport.objects.filter(state__in=AT_WORK).defer("content", "workbook"))
    known = {arguments[0] for kind in (read_file, import_rows) for arguments in unfinished_arguments(kind)}
    for forgotten in at_work:
        if forgotten.pk in known:
            continue
        if forgotten.state == ImportState.READING:
            fail(forgotten, gettext("The reading of the file was interrupted. Upload it once more."))
        else:
            fail(forgotten, gettext("The import was interrupted and nothing was written."), can_start_again=True)
