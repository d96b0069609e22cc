"""One measure of a file beside the one of the database: what would change."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from catalog.models import Role
from monitoring.imports.offices import NamedOffice
from monitoring.imports.rows import MeasureRow
from monitoring.imports.targets import NewTarget
from monitoring.imports.updates import Change, NewUpdate
from monitoring.models import MonitoredMeasure


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class Entry:
    """The row, the measure it means, and what is to be written where they differ."""

    row: MeasureRow
    measure: MonitoredMeasure | None
    whole: MonitoredMeasure | None = None  # that a part belongs to, if it is stored already
    changes: list[Change] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    section: tuple[str, ...] | None = None
    place: int = 0  # of a new measure without a number
    offices: dict[Role, list[NamedOffice]] = field(default_factory=dict)
    update: NewUpdate | None = None
    targets: list[NewTarget] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        if self.measure is None:
            return Kind.NEW
        return Kind.CHANGED if self.changes else Kind.UNCHANGED
