"""Read and import large files beside the request, so that the clerk sees that something happens."""

import logging
from collections.abc import Callable
from threading import Thread

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from catalog.models import User
from monitoring.imports.claims import TakenImportError, claim
from monitoring.imports.job import ImportJob
from monitoring.imports.run import RefusedImportError
from monitoring.models import ImportState, SpreadsheetImport
from monitoring.tables import UnreadableFile

logger = logging.getLogger(__name__)
LARGE = 500  # rows
LARGE_FILE = 500_000  # bytes; a workbook of this size takes about two seconds to read


def read(job: ImportJob) -> None:
    """Keep the file and read it in a thread of its own."""
    stored = job.spreadsheet_import
    stored.state, stored.started_at = ImportState.READING, timezone.now()
    stored.save()
    _begin(read_now, stored.pk)


def start(job: ImportJob, user: User) -> None:
    """Mark the import as running and carry it out in a thread of its own. Raises TakenImportError."""
    claim(job.spreadsheet_import)
    _begin(carry_out_now, job.spreadsheet_import.pk, user.pk)


def _begin(work: Callable[..., None], *args: int) -> None:
    language = get_language() or "de"

    def run() -> None:
        try:
            with override(language):
                work(*args)
        finally:
            connection.close()

    transaction.on_commit(Thread(target=run, daemon=False).start)


def read_now(import_id: int) -> None:
    """Read a file that has been kept, and say in its row how far one is."""
    stored = SpreadsheetImport.objects.select_related("report").get(pk=import_id)
    waiting = SpreadsheetImport.objects.filter(pk=import_id, state=ImportState.READING)

    def say_how_far(rows: int) -> None:
        waiting.update(rows=rows)

    try:
        ImportJob(stored).read(say_how_far)
    except UnreadableFile as error:
        fail(stored, error.message)
    except Exception:
        logger.exception("import %s could not be read", import_id)
        fail(stored, gettext("The file could not be read. Save it in its program under a new name and try again."))
        raise
    else:
        fields = {name: getattr(stored, name) for name in ("workbook", "content", "sheet", "rows")}
        waiting.update(state=ImportState.OPEN, started_at=None, **fields)


def carry_out_now(import_id: int, user_id: int) -> None:
    spreadsheet_import = SpreadsheetImport.objects.select_related("report").get(pk=import_id)
    try:
        ImportJob(spreadsheet_import).run(User.objects.get(pk=user_id))
    except RefusedImportError:
        fail(spreadsheet_import, gettext("Something has changed meanwhile. Look at the preview again."))
    except TakenImportError:
        logger.info("import %s was carried out elsewhere", import_id)
    except Exception:
        logger.exception("import %s failed", import_id)
        fail(spreadsheet_import, gettext("The import failed; nothing was written."))
        raise


def fail(spreadsheet_import: SpreadsheetImport, message: str) -> None:
    """Keep a word of what happened; a file that could not be read is forgotten."""
    unfinished = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk)
    failed = {"state": ImportState.FAILED, "result": {"message": message}}
    unfinished.filter(state=ImportState.RUNNING).update(**failed)
    unfinished.filter(state=ImportState.READING).update(**failed, rows=0, content=b"")
