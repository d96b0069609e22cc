"""Tables as files that leave the house: CSV and XLSX a clerk opens by double click. No models, no requests.

A text that a spreadsheet would take for a formula gets a leading apostrophe in both formats, and `restore` takes
exactly that one away again when the file comes back.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import TypeAlias

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog.texts.plain_text import clean

Cell: TypeAlias = str | date | int
NamedTable: TypeAlias = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]  # name of its sheet, headings, rows

MARK = "'"
# Blanks and quotes in front do not keep every spreadsheet from calculating. The apostrophe has to be among the
# quotes: a text is dangerous with it if and only if it is without, which is what makes the mark reversible.
FORMULA = re.compile(r"""['"\s\ufeff]*[=+\-@＝＋－＠\t\r]""")

# "- Zwei Projekte" is the first item of a list. What could call a function, a sheet or a program is none.
LIST = re.compile(r"-\s+[^\W\d_]")
CALL = re.compile(r"""\||!\s*\$?\w|[\w.]\(|[\w.]\s+\(\s*(?:["']|\$?[A-Za-z]{1,3}\$?\d)""")

LONGEST_TEXT = 32_767  # Excel's limit for a cell, in units of UTF-16
CUT = _(" […] The rest does not fit into a cell of Excel. The CSV file has the whole text.")
NARROWEST, WIDEST = 8, 60  # characters
ROOM_FOR_FILTER = 4
FIRST_DAY = date(1900, 3, 1)  # Excel believes in a 29 February 1900
DAY = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")
EMPTY_ROWS = 500  # that offer lists in a table to fill in
SHEET_NAME = "Tabelle"


def neutralise(text: str) -> str:
    """Returns the text as no spreadsheet takes it for a formula: "=1+1" becomes "'=1+1"."""
    return MARK + text if is_formula(text) else text


def restore(text: str) -> str:
    """Returns what `neutralise` was given."""
    return text[1:] if text.startswith(MARK) and is_formula(text) else text


def is_formula(text: str) -> bool:
    """Tells whether a spreadsheet would calculate with a text; a list of items it would not."""
    return bool(FORMULA.match(text)) and not (LIST.match(text) and not CALL.search(text))


def plain_day(text: str) -> Cell:
    """Returns the date if the text is just that, written as it would be written here; otherwise the text itself."""
    match = DAY.fullmatch(text)
    if not match:
        return text
    day, month, year = (int(number) for number in match.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        return text
    return found if found >= FIRST_DAY else text


def german(cell: Cell) -> str:
    """Returns a cell in words: dates as 31.12.2022, lines broken by line feeds alone as Excel does inside cells, and
    nothing that no file can hold."""
    if isinstance(cell, date):
        return f"{cell.day:02}.{cell.month:02}.{cell.year:04}"
    return clean(str(cell))


@cache
def cut_marks() -> tuple[str, ...]:
    """Returns what stands at the end of a text that was cut, in every language of the installation."""
    marks = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            marks.append(str(CUT))
    return tuple(marks)


def beginning_of_cut(text: str) -> str | None:
    """Returns what is left of a text that Excel had no room for; None where the text is whole."""
    return next((text.removesuffix(mark) for mark in cut_marks() if text.endswith(mark)), None)


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Returns UTF-8 with BOM, semicolons and CRLF: what German Excel needs to open a file by double click."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([neutralise(german(cell)) for cell in row])
    return file.getvalue().encode("utf-8-sig")


def width(heading: str, cells: Iterable[Cell]) -> int:
    """Returns the characters of the longest line of a column, within limits."""
    lines = (line for cell in cells for line in german(cell).split("\n"))
    longest = max(map(len, lines), default=0)
    return min(max(longest + 1, len(heading) + ROOM_FOR_FILTER, NARROWEST), WIDEST)
