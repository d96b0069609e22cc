"""One measure of a file beside the one of the database: what would change."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from catalog.choices import Role
from catalog.models import Theme
from monitoring.choices import Status
from monitoring.imports.planning.offices import NamedOffice
from monitoring.imports.planning.targets import NewTarget
from monitoring.imports.reading.measure_row import MeasureRow
from monitoring.models import MonitoredMeasure, StatusUpdate


class EntryKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class CellChange:
    """What one field says today and what it would say."""

    column: TextChoices
    old: str
    new: str


@dataclass(slots=True)
class NewUpdate:
    """A status update the import would write; `replaces` is one of the same day that it corrects."""

    as_of: date
    status: Status | str  # "" where nobody has said a word
    texts: dict[str, str]
    changes: list[CellChange]
    replaces: StatusUpdate | None = None
    newest: StatusUpdate | None = None

    @property
    def is_history(self) -> bool:
        return self.newest is not None and self.as_of < self.newest.as_of


@dataclass(slots=True)
class PlanEntry:
    """The row, the measure it means, and what is to be written where they differ."""

    row: MeasureRow
    measure: MonitoredMeasure | None
    whole: MonitoredMeasure | None = None  # that a part belongs to, if it is stored already
    changes: list[CellChange] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    section: tuple[str, ...] | None = None
    place: int = 0  # of a new measure without a number
    themes: list[Theme] | None = None  # in place of its own and those of its section
    offices: dict[Role, list[NamedOffice]] = field(default_factory=dict)
    update: NewUpdate | None = None
    dated: list[NewUpdate] = field(default_factory=list)  # of columns with a day each
    baselines: dict[str, Decimal] = field(default_factory=dict)  # by the name of the indicator
    targets: list[NewTarget] = field(default_factory=list)

    @property
    def updates(self) -> list[NewUpdate]:
        return [*self.dated, *([self.update] if self.update else [])]

    @property
    def kind(self) -> EntryKind:
        if self.measure is None:
            return EntryKind.NEW
        return EntryKind.CHANGED if self.changes else EntryKind.UNCHANGED
