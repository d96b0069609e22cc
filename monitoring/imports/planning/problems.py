from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file, where, and what to do. Row 0 is the file as a whole."""

    row: int
    message: str | Promise
    column: str = ""  # letter and heading: "F Federführung"

    def as_json(self) -> dict[str, object]:
        return {"row": self.row, "column": self.column, "message": str(self.message)}
