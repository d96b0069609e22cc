"""Builds the files the tests read: none is kept in the repository."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from docx import Document
from openpyxl import Workbook as ExcelWorkbook

from monitoring.tables import Limits, Sheet, Table, Workbook, find_table, read_workbook

KNOWN = {
    "nr.", "nr", "code", "titel", "maßnahme", "maßnahmen", "federführung", "mitwirkung", "stand", "status", "frist",
    "termin", "von", "bis", "termin – von", "termin – bis", "thema", "ende",
}  # fmt: skip
LIMITS = Limits()


def is_heading(text: str) -> bool:
    return text.lower() in KNOWN


def csv(text: str, encoding: str = "utf-8") -> Workbook:
    return read_workbook(text.encode(encoding), limits=LIMITS)


def cells(sheet: Sheet) -> list[list[str]]:
    return [row.cells for row in sheet.rows]


def table(text: str) -> Table:
    return find_table(csv(text).likely, is_heading)


def excel(fill: Callable[[ExcelWorkbook], object]) -> bytes:
    book = ExcelWorkbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(rows: Iterable[Iterable[Any]]) -> bytes:
    def fill(book: ExcelWorkbook) -> None:
        for row in rows:
            book.active.append(list(row))

    return excel(fill)


def word(fill: Callable[[Any], object]) -> bytes:
    document = Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_table(document: Any, rows: list[list[str]]) -> Any:
    made = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return made


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(contents: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(name, content)
    return buffer.getvalue()


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """The same file with something else in one of its parts."""
    inside = parts(content)
    assert old.encode() in inside[part], inside[part][:500]
    return packed(inside | {part: inside[part].replace(old.encode(), new.encode())})
