"""Tables as files that leave the house: CSV and XLSX a clerk opens by double click. No models, no requests.

A text that a spreadsheet would take for a formula gets a leading apostrophe in both formats, and `restore` takes
exactly that one away again when the file comes back.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

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

ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would take _x0041_ for the letter A
LONGEST_TEXT = 32_767  # Excel's limit for a cell, in units of UTF-16
CUT = _(" […] The rest does not fit into a cell of Excel. The CSV file has the whole text.")
LONGEST_CODE = 255  # longer cells of the format "text" appear as ##### in old versions of Excel
NARROWEST, WIDEST = 8, 60  # characters
ROOM_FOR_FILTER = 4
FIRST_DAY = date(1900, 3, 1)  # Excel believes in a 29 February 1900
DAY = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")
A4 = 9
PRINTED_SCALE = 70  # per cent: three or four wide columns on a page across
TALLEST_ROW = 26  # lines; no row of a spreadsheet is higher
ACROSS = 100  # characters of a long text on a sheet of its own
TEXT_FORMAT, DAY_FORMAT = "@", "dd.mm.yyyy"
EMPTY_ROWS = 500  # that offer lists in a table to fill in
SHEET_NAME, LONG_TEXTS = "Tabelle", "Lange Texte"


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


def write_xlsx(
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    title: str = "",
    *,
    repeated: int = 1,
    others: Iterable[NamedTable] = (),
) -> bytes:
    """Returns a sheet to filter, edit and print. Dates are dates; every text is of type text, codes and formulas alike.

    Prints on A4 landscape, several pages across, with the head row and the first `repeated` columns on each. Texts too
    long for the height of a row stand once more on a second sheet, line by line. `others` are sheets of their own.
    """
    table = list(rows)
    book = Workbook(write_only=True)
    book.properties.title = title or None
    book.properties.creator = ""  # instead of the name of the library
    book.properties.language = "de"
    for name, names, cells in [(SHEET_NAME, headings, table), *others]:
        _append_table(book.create_sheet(name), names, list(cells), repeated)
    if long := list(_long_texts(headings, table, repeated)):
        _append_long_texts(book, long)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _append_table(sheet: Any, headings: Sequence[str], table: Sequence[Sequence[Cell]], repeated: int) -> None:
    for number, heading in enumerate(headings):
        letter = get_column_letter(number + 1)
        sheet.column_dimensions[letter].width = width(heading, [row[number] for row in table])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(table) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.print_title_cols = f"A:{get_column_letter(min(repeated, len(headings)))}"
    _landscape(sheet)
    sheet.page_setup.scale = PRINTED_SCALE
    sheet.append([_heading_cell(sheet, heading) for heading in headings])
    for row in table:
        sheet.append([_cell(sheet, cell) for cell in row])


def write_template(headings: Sequence[str], lists: Mapping[int, Sequence[str]], name: str) -> bytes:
    """Returns an empty sheet to fill in; some columns, by their index, offer a list.

    The lists stand on a hidden sheet `name`. Whatever else somebody types is borne: a cell may name several offices.
    """
    book = Workbook()
    sheet, offered = book.worksheets[0], book.create_sheet(name)
    sheet.title, offered.sheet_state, sheet.freeze_panes = SHEET_NAME, "hidden", "A2"
    sheet.append([_heading_cell(sheet, heading) for heading in headings])
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width(heading, lists.get(number - 1, ()))
    for place, (index, texts) in enumerate(lists.items(), start=1):
        for row, text in enumerate(texts, start=1):
            offered.cell(row, place, neutralise(german(text))).data_type = "s"
        if texts:
            column, letter = get_column_letter(index + 1), get_column_letter(place)
            choice = DataValidation(
                "list", formula1=f"'{name}'!${letter}$1:${letter}${len(texts)}", showErrorMessage=False
            )
            choice.add(f"{column}2:{column}{EMPTY_ROWS + 1}")
            sheet.add_data_validation(choice)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _landscape(sheet: Any) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.oddFooter.center.text = "&P / &N"


def _long_texts(
    headings: Sequence[str], table: Iterable[Sequence[Cell]], repeated: int
) -> Iterator[tuple[str, str, str]]:
    """Yields what a printed row would cut: the first cells of the row, the heading, and each line of the text."""
    for row in table:
        named = " ".join(filter(None, (german(cell) for cell in row[:repeated])))
        for heading, cell in zip(headings, row, strict=True):
            if sum(max(1, -(-len(line) // WIDEST)) for line in german(cell).split("\n")) > TALLEST_ROW:
                for line in german(cell).split("\n"):
                    yield named, heading, line


def _append_long_texts(book: Workbook, lines: Iterable[tuple[str, str, str]]) -> None:
    sheet = book.create_sheet(LONG_TEXTS)
    for letter, across in zip("ABC", (NARROWEST * 2, NARROWEST * 3, ACROSS), strict=True):
        sheet.column_dimensions[letter].width = across
    sheet.print_title_rows = "1:1"
    _landscape(sheet)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.append([_heading_cell(sheet, str(heading)) for heading in (_("Long text of"), _("Column"), _("Its text"))])
    for line in lines:
        sheet.append([_cell(sheet, cell) for cell in line])


def width(heading: str, cells: Iterable[Cell]) -> int:
    """Returns the characters of the longest line of a column, within limits."""
    lines = (line for cell in cells for line in german(cell).split("\n"))
    longest = max(map(len, lines), default=0)
    return min(max(longest + 1, len(heading) + ROOM_FOR_FILTER, NARROWEST), WIDEST)


BOLD = Font(bold=True)
SHADE = PatternFill("solid", fgColor="E7E6E6")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def _heading_cell(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font, cell.fill = BOLD, SHADE
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            cell.number_format = DAY_FORMAT
    else:
        text = _writable(value)
        cell = WriteOnlyCell(sheet, text or None)
        if text:
            cell.data_type = "s"  # openpyxl would take "=1" for a formula and "#N/A" for an error
        if len(text) <= LONGEST_CODE:
            cell.number_format = TEXT_FORMAT  # 3.10 stays, also when somebody edits the cell
    cell.alignment = WRAPPED
    return cell


def _writable(text: str) -> str:
    text = neutralise(german(text))
    units = text.encode("utf-16-le")
    if len(units) > 2 * LONGEST_TEXT:
        mark = str(CUT)
        text = units[: 2 * (LONGEST_TEXT - len(mark))].decode("utf-16-le", "ignore") + mark
    return ESCAPE.sub("_x005F_", text)
