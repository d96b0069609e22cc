"""Tables as workbooks of Excel (XLSX), to filter, edit and print, and empty ones with lists to choose from."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from monitoring.tables.writing import (
    CUT,
    EMPTY_ROWS,
    LONGEST_TEXT,
    NARROWEST,
    SHEET_NAME,
    WIDEST,
    Cell,
    NamedTable,
    german,
    neutralise,
    width,
)

ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would take _x0041_ for the letter A
LONGEST_CODE = 255  # longer cells of the format "text" appear as ##### in old versions of Excel
A4 = 9
PRINTED_SCALE = 70  # per cent: three or four wide columns on a page across
TALLEST_ROW = 26  # lines; no row of a spreadsheet is higher
ACROSS = 100  # characters of a long text on a sheet of its own
TEXT_FORMAT, DAY_FORMAT = "@", "dd.mm.yyyy"
LONG_TEXTS = "Lange Texte"
BOLD = Font(bold=True)
SHADE = PatternFill("solid", fgColor="E7E6E6")
WRAPPED = Alignment(wrap_text=True, vertical="top")


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
