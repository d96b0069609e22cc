"""What an import has touched, kept row by row so that all of it can be taken back."""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from catalog.fields import DerivedField
from monitoring.models import ImportedChange, SpreadsheetImport

BATCH = 1000


def snapshot(row: models.Model) -> dict[str, Any]:
    """The fields of a row as JSON can hold them; what is derived follows from them."""
    return {
        field.attname: _plain(field.get_prep_value(getattr(row, field.attname)))
        for field in row._meta.concrete_fields
        if not isinstance(field, DerivedField)
    }


def _plain(value: Any) -> Any:
    """A figure without the zeros a database adds: 38 as it was given is 38.0000 as it is read."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def fingerprint(row: models.Model) -> str:
    text = json.dumps(snapshot(row), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class ChangeLog:
    """Collects what happens during an import and writes it down at its end."""

    def __init__(self, spreadsheet_import: SpreadsheetImport) -> None:
        self.spreadsheet_import = spreadsheet_import
        self._rows: list[tuple[models.Model, dict[str, Any] | None]] = []
        self._removed: list[tuple[models.Model, dict[str, Any]]] = []

    def created(self, rows: Iterable[models.Model]) -> None:
        self._rows += [(row, None) for row in rows]

    def changes(self, row: models.Model) -> None:
        """Call before the row changes."""
        self._rows.append((row, snapshot(row)))

    def removes(self, row: models.Model) -> None:
        """Call before the row is deleted."""
        self._removed.append((row, snapshot(row)))

    def write(self) -> None:
        removed = [self._entry(row, before, "") for row, before in self._removed]
        kept = [self._entry(row, before, fingerprint(row)) for row, before in self._rows]
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
    """How the history names an import; it has room for a hundred characters."""
    return f"{spreadsheet_import.mark}{spreadsheet_import.file_name}"[:100]
