"""What a row reports about its measure, laid beside what has been published already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitoring.choices import CARRIED_OUT, MeasureColumn, Status
from monitoring.exports.resources import tidy
from monitoring.imports.planning.entry import CellChange, NewUpdate
from monitoring.models import StatusUpdate

UPDATE_TEXTS = (MeasureColumn.TEXT, MeasureColumn.NEXT_STEPS, MeasureColumn.REASON)


@dataclass(frozen=True, slots=True)
class Reported:
    """The cells of a row about its status. `status` is None where the row has no word for it."""

    as_of: date
    status: Status | None
    texts: Mapping[MeasureColumn, str]  # of the columns the file has
    may_blank: bool = False

    def beside(self, published: Mapping[date, StatusUpdate]) -> NewUpdate | None:
        """The update to be written; None where the newest one, or that of the day, says all of it already.

        What the file does not say stays as it was reported last. Needs a status, here or there.
        """
        newest = published[max(published)] if published else None
        if newest and not self._changes(newest):
            return None
        earlier = [day for day in published if day <= self.as_of]
        before = published[max(earlier)] if earlier else None
        spoken = before or newest
        status = self.status or (Status(spoken.status) if spoken else None)
        changes = self._changes(before)
        if status is None or not changes:
            return None
        texts = {column.value: self._text(column, before) for column in UPDATE_TEXTS}
        return NewUpdate(self.as_of, status, texts, changes, published.get(self.as_of), newest)

    def _changes(self, before: StatusUpdate | None) -> list[CellChange]:
        changes = []
        if self.status and (before is None or self.status != before.status):
            old = str(Status(before.status).label) if before else ""
            changes.append(CellChange(MeasureColumn.STATUS, old, str(self.status.label)))
        for column in UPDATE_TEXTS:
            old, new = tidy(getattr(before, column.value)) if before else "", self._text(column, before)
            if old != new:
                changes.append(CellChange(column, old, new))
        return changes

    def _text(self, column: MeasureColumn, before: StatusUpdate | None) -> str:
        said = self.texts.get(column, "")
        if said or (column in self.texts and self.may_blank) or before is None:
            return said
        is_over = self.status in CARRIED_OUT and self.status != before.status
        return "" if column is MeasureColumn.REASON and is_over else tidy(getattr(before, column.value))
