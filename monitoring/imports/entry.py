"""One measure of a file beside the one of the database: what would change."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from catalog.models import Role
from monitoring.imports.figures import TargetText
from monitoring.imports.offices import NamedOffice
from monitoring.imports.rows import MeasureRow
from monitoring.models import MonitoredMeasure, Status, StatusUpdate


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """What one field says today and what it would say."""

    column: TextChoices
    old: str
    new: str


@dataclass(slots=True)
class NewUpdate:
    """A status update the import would write; `replaces` is one of the same day that it corrects."""

    as_of: date
    status: Status
    texts: dict[str, str]
    replaces: StatusUpdate | None = None


@dataclass(slots=True)
class Entry:
    """The row, the measure it means, and what is to be written where they differ."""

    row: MeasureRow
    measure: MonitoredMeasure | None
    changes: list[Change] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    section: tuple[str, ...] | None = None
    offices: dict[Role, list[NamedOffice]] = field(default_factory=dict)
    update: NewUpdate | None = None
    targets: list[tuple[str, TargetText]] | None = None

    @property
    def kind(self) -> Kind:
        if self.measure is None:
            return Kind.NEW
        return Kind.CHANGED if self.changes else Kind.UNCHANGED
