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
        """Returns the update to be written; None where the newest one, or that of the day, says all of it already.

        A new update says what the file says and nothing else: no next steps or reason of an earlier day go on under
        a new date, and no word is invented. What corrects the update of the same day leaves the rest of it alone.
        """
        newest = published[max(published)] if published else None
        if newest and not self._changes(newest, published):
            return None
        earlier = [day for day in published if day <= self.as_of]
        before = published[max(earlier)] if earlier else None
        changes = self._changes(before, published)
        if not changes:
            return None
        replaced = published.get(self.as_of)
        texts = {column.value: self._text(column, replaced) for column in UPDATE_TEXTS}
        status = self.status or (replaced.status if replaced else "")
        return NewUpdate(self.as_of, status, texts, changes, replaced, newest)

    def _changes(self, before: StatusUpdate | None, published: Mapping[date, StatusUpdate]) -> list[CellChange]:
        """Returns what the file says and the update before does not; an empty cell says nothing unless it may blank."""
        changes = []
        word = word_before(published, before)
        if self.status and self.status != word:
            changes.append(
                CellChange(MeasureColumn.STATUS, str(Status(word).label) if word else "", str(self.status.label))
            )
        for column, said in self.texts.items():
            old = tidy(getattr(before.told, column.value)) if before else ""
            if said != old and (said or self.may_blank):
                changes.append(CellChange(column, old, said))
        return changes

    def _text(self, column: MeasureColumn, replaced: StatusUpdate | None) -> str:
        said = self.texts.get(column, "")
        if said or replaced is None or (column in self.texts and self.may_blank):
            return said
        is_over = self.status in CARRIED_OUT and self.status != replaced.status
        return "" if column is MeasureColumn.REASON and is_over else tidy(getattr(replaced.told, column.value))


def word_before(published: Mapping[date, StatusUpdate], update: StatusUpdate | None) -> str:
    """Returns the last status word up to an update: one without a word leaves the word before as it was."""
    if update is None:
        return ""
    words = {day: one.status for day, one in published.items() if one.status and day <= update.as_of}
    return words[max(words)] if words else ""
