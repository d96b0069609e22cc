"""The tables in fixtures/musterstadt: a city, its offices, measures, reports of the offices and papers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TypeAlias

from django.conf import settings

Row: TypeAlias = dict[str, str]
FOLDER, FIRST_TABLE = "musterstadt", "stadt.csv"


class TextTables:
    """The tables of a folder; a cell is a text, "" if it is empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, name: str) -> list[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter=";", strict=True))

    def text(self, file_name: str) -> str:
        return (self.folder / file_name).read_text(encoding="utf-8")


def find_tables() -> TextTables | None:
    """Returns the tables of the first fixture folder that has them."""
    folders = (Path(folder) / FOLDER for folder in settings.FIXTURE_DIRS)
    return next((TextTables(folder) for folder in folders if (folder / FIRST_TABLE).exists()), None)


def listed(cell: str) -> list[str]:
    """Returns the entries of a cell that are separated by commas."""
    return [entry.strip() for entry in cell.split(",") if entry.strip()]


def is_yes(cell: str) -> bool:
    return cell == "ja"


def whole(cell: str) -> int | None:
    """Returns the number in a cell; None where it is empty."""
    return int(cell) if cell else None
