"""Selects among the measures as they were known on an earlier day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring.current.columns import KEPT, WHOLE, Columns
from monitoring.current.past import judge_as_of
from monitoring.models import PastStatus
from monitoring.models.current import current_to
from reports.measures.lists.kept_selection import KeptSelection
from reports.measures.lists.unit_rows import UnitRows

if TYPE_CHECKING:
    from reports.measures.filters import MeasureFilter

CURRENT = "current__"


class PastSelection(KeptSelection):
    """A selection from what was known on a day, which is worked out for it; the next one takes its place."""

    known = PastStatus
    named = Columns("measure__past__", "measure__", is_kept=True)
    named_parts = Columns("measure__past__parts__", "measure__past__parts__measure__", is_kept=True)

    def _judge(self) -> None:
        self.scope.refresh()
        judge_as_of(self.scope.as_of, current_to(self.scope.user, CURRENT) & self.scope.within_kept(CURRENT))

    def parts_in(self, besides: MeasureFilter | None = None) -> UnitRows:
        """Returns the parts; all that is known of them and of their wholes lies in one table."""
        return UnitRows(self.kept.filter(whole__isnull=False, has_parts=False), KEPT, WHOLE)
