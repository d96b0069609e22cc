"""What an import has touched, kept row by row so that all of it can be taken back."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from catalog.row_values import fingerprint, plain_values
from monitoring.models import ImportedChange, SpreadsheetImport

BATCH = 1000


class ChangeLog:
    """Collects what happens during an import and writes it down at its end."""

    def __init__(self, spreadsheet_import: SpreadsheetImport) -> None:
        self.spreadsheet_import = spreadsheet_import
        self._rows: list[tuple[models.Model, dict[str, Any] | None]] = []
        self._removed: list[tuple[models.Model, dict[str, Any]]] = []

    def created(self, rows: Iterable[models.Model]) -> None:
        self._rows += [(row, None) for row in rows]

    def changes(self, row: models.Model) -> None:
        """Notes a row that will change; has to be called before it does."""
        self._rows.append((row, plain_values(row)))

    def removes(self, row: models.Model) -> None:
        """Notes a row that will be deleted; has to be called before it is."""
        self._removed.append((row, plain_values(row)))

    def write(self) -> None:
        removed = [self._entry(row, before, "") for row, before in self._removed]
        kept = [self._entry(row, before, fingerprint(plain_values(row))) for row, before in self._rows]
        ImportedChange.objects.bulk_create(removed + kept, batch_size=BATCH)

    def _entry(self, row: models.Model, before: dict[str, Any] | None, after: str) -> ImportedChange:
        return ImportedChange(
            spreadsheet_import=self.spreadsheet_import,
            model=row._meta.concrete_model._meta.label_lower,  # type: ignore[union-attr]
            object_id=before["id"] if before else row.pk,
            before=before,
            after=after,
        )


def model_of(change: ImportedChange) -> type[models.Model]:
    return apps.get_model(change.model)


def note_of(spreadsheet_import: SpreadsheetImport) -> str:
    """Returns how the history names an import; it has room for a hundred characters."""
    return f"{spreadsheet_import.mark}{spreadsheet_import.file_name}"[:100]
