"""The same rows as a file of any kind."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

Row = Sequence[str]


@dataclass(slots=True)
class Page:
    """A sheet, or a table of a document with a heading above it. Numbers of rows and columns begin with 1."""

    rows: list[Row]
    name: str = "Tabelle1"
    merged: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)
    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    indents: dict[tuple[int, int], int] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    is_hidden: bool = False


def delimited(encoding: str, delimiter: str) -> Callable[[Sequence[Page]], bytes]:
    def write(pages: Sequence[Page]) -> bytes:
        (page,) = pages
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(page.rows)
        return file.getvalue().encode(encoding)

    return write


def excel(pages: Sequence[Page]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in pages:
        sheet = book.create_sheet(page.name)
        sheet.sheet_state = "hidden" if page.is_hidden else "visible"
        for row in page.rows:
            sheet.append([text or None for text in row])
        _dress(sheet, page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _dress(sheet: Any, page: Page) -> None:
    for place in page.merged:
        sheet.merge_cells(place)
    for row in page.hidden:
        sheet.row_dimensions[row].hidden = True
    for row in page.struck:
        for cell in sheet[row]:
            cell.font = Font(strike=True)
    for (row, column), colour in page.fills.items():
        sheet.cell(row, column).fill = PatternFill("solid", fgColor=colour)
    for (row, column), steps in page.indents.items():
        sheet.cell(row, column).alignment = Alignment(indent=steps)
    for (row, column), text in page.comments.items():
        sheet.cell(row, column).comment = Comment(text, "")


def word(pages: Sequence[Page]) -> bytes:
    document = Document()
    for page in pages:
        if page.name != "Tabelle1":
            document.add_heading(page.name, level=2)
        width = max(len(row) for row in page.rows if row)
        rows = [row for row in page.rows if any(row)]
        for paragraph in [row for row in rows if len([text for text in row if text]) == 1 and len(row) == 1]:
            document.add_paragraph(paragraph[0])
        rows = [row for row in rows if len(row) > 1]
        table = document.add_table(rows=len(rows), cols=width)
        for made, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(made.cells, row, strict=False):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


TEXT_FILES = {
    "csv cp1252": delimited("cp1252", ";"),
    "csv utf-8": delimited("utf-8-sig", ","),
    "tsv utf-16": delimited("utf-16", "\t"),
}
FILES: dict[str, Callable[[Sequence[Page]], bytes]] = {**TEXT_FILES, "xlsx": excel, "docx": word}
