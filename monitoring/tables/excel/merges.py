"""Cells merged with those to the right and below: which columns and rows they cover."""

from dataclasses import dataclass, field

from monitoring.tables.limits import LAST_ROW
from monitoring.tables.workbook import SheetRow


@dataclass(slots=True)
class Merges:
    """The merged ranges of one sheet by the number of their first row and the index of their first column."""

    spans: dict[int, dict[int, int]] = field(default_factory=dict)
    heights: dict[int, dict[int, int]] = field(default_factory=dict)

    def add(self, rows: tuple[int, int], columns: tuple[int, int], most_columns: int) -> None:
        """Takes the first and last number of the rows and the first and last index of the columns."""
        (top, bottom), (left, right) = rows, columns
        if left < right:
            self.spans.setdefault(top, {})[left] = min(right + 1, most_columns) - left
        if top < bottom:
            self.heights.setdefault(top, {})[left] = min(bottom, LAST_ROW) - top + 1

    def mark(self, row: SheetRow) -> None:
        row.spans, row.heights = self.spans.get(row.number, {}), self.heights.get(row.number, {})
