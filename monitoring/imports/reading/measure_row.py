"""One measure or part as a file describes it."""

from dataclasses import dataclass, field
from datetime import date

from catalog.texts import codes
from monitoring.choices import MeasureColumn
from monitoring.imports.reading.record_cells import DatedReport


@dataclass(slots=True)
class MeasureRow:
    """One measure or part as the file describes it, gathered from one or more rows."""

    number: int
    code: str
    section: tuple[str, ...]
    cells: dict[MeasureColumn, str]
    whole: "MeasureRow | None" = None
    order: int = 0
    numbers: list[int] = field(default_factory=list)
    is_elsewhere: bool = False  # only named by a part; the file has no row for it
    sheet: str = ""  # where the file has several
    depth: int = 0  # steps to the right
    as_of: date | None = None  # that its sheet, table or heading names
    notes: list[str] = field(default_factory=list)  # lines for the internal note
    reports: list[DatedReport] = field(default_factory=list)  # of columns with a day each
    marked: list[str] = field(default_factory=list)  # headings of the crossed columns

    @property
    def key(self) -> str:
        return key_of(self.code or f"({self.order})")

    @property
    def label(self) -> str:
        own = self.code or (f"({self.order})" if self.order else self.cells.get(MeasureColumn.TITLE, ""))
        return f"{self.whole.label} {own}" if self.whole else own


def key_of(code: str) -> str:
    """Returns what two spellings of one number have in common; "(3)" is the place of a measure without one."""
    return codes.normalise(code)
