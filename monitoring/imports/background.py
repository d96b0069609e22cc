"""Run a large import beside the request, so that the clerk sees that something happens."""

import logging
from threading import Thread

from django.db import connection, transaction
from django.utils.translation import get_language, gettext, override

from catalog.models import User
from monitoring.imports.claims import TakenImportError, claim
from monitoring.imports.job import ImportJob
from monitoring.imports.run import RefusedImportError
from monitoring.models import ImportState, SpreadsheetImport

logger = logging.getLogger(__name__)
LARGE = 500  # rows


def start(job: ImportJob, user: User) -> None:
    """Mark the import as running and carry it out in a thread of its own. Raises TakenImportError."""
    spreadsheet_import = job.spreadsheet_import
    claim(spreadsheet_import)
    language = get_language() or "de"
    thread = Thread(target=_run, args=(spreadsheet_import.pk, user.pk, language), daemon=False)
    transaction.on_commit(thread.start)


def _run(import_id: int, user_id: int, language: str) -> None:
    try:
        with override(language):
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
    finally:
        connection.close()


def fail(spreadsheet_import: SpreadsheetImport, message: str) -> None:
    """Back to the preview, with a word of what happened."""
    running = SpreadsheetImport.objects.filter(pk=spreadsheet_import.pk, state=ImportState.RUNNING)
    running.update(state=ImportState.FAILED, result={"message": message})
