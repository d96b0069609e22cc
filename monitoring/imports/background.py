"""Read and import large files beside the request, so that the clerk sees that something happens."""

import logging
from functools import partial

from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from catalog.locking.liveness import Work, beginning
from catalog.locking.row_locks import BusyError
from catalog.models import User
from monitoring.choices import ImportState
from monitoring.imports.job import ImportJob
from monitoring.imports.job_state import TakenImportError, claim
from monitoring.imports.run import RefusedImportError
from monitoring.models import SpreadsheetImport
from monitoring.tables import Limits, UnreadableFile, unpacked_size

logger = logging.getLogger(__name__)
LARGE = 500  # rows
LARGE_FILE = 500_000  # bytes; a workbook of this size takes about two seconds to read
LARGE_UNPACKED = 2_000_000  # bytes of an Office file, however small it is packed


def takes_long(content: bytes) -> bool:
    """Whether a file is to be read beside the request. One that is larger than allowed is refused at once."""
    limits = Limits.from_settings()
    if len(content) > limits.bytes:
        return False
    return len(content) > LARGE_FILE or unpacked_size(content, limits) > LARGE_UNPACKED


def read(job: ImportJob) -> None:
    """Keep the file and read it in a thread of its own."""
    stored = job.spreadsheet_import
    stored.state, stored.started_at = ImportState.READING, timezone.now()
    with beginning() as begin:
        stored.save()
        begin(stored, _in_this_language(partial(read_now, stored.pk)))


def start(job: ImportJob, user: User) -> None:
    """Mark the import as running and carry it out in a thread of its own. Raises TakenImportError."""
    with beginning() as begin:
        claim(job.spreadsheet_import)
        begin(job.spreadsheet_import, _in_this_language(partial(carry_out_now, job.spreadsheet_import.pk, user.pk)))


def _in_this_language(work: Work) -> Work:
    language = get_language() or "de"

    def run() -> None:
        with override(language):
            work()

    return run


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
    except BusyError:
        words = gettext("Somebody else is writing just now. Nothing has been done: try again in a moment.")
        fail(spreadsheet_import, words, can_start_again=True)
    except TakenImportError:
        logger.info("import %s was carried out elsewhere", import_id)
    except Exception:
        logger.exception("import %s failed", import_id)
        fail(spreadsheet_import, gettext("The import failed; nothing was written."))
        raise


def fail(spreadsheet_import: SpreadsheetImport, message: str, *, can_start_again: bool = False) -> None:
    """Keep a word of what happened; a file that could not be read is forgotten."""
    unfinished = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk)
    failed = {"state": ImportState.FAILED, "result": {"message": message, "can_start_again": can_start_again}}
    unfinished.filter(state=ImportState.RUNNING).update(**failed)
    unfinished.filter(state=ImportState.READING).update(**failed, rows=0, content=b"")
