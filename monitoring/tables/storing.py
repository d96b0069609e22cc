"""A workbook as bytes, so that a large file is read once and not again on every page."""

import json
import zlib
from dataclasses import astuple
from typing import Any

from monitoring.tables.problems import Remark
from monitoring.tables.workbook import CellLook, Sheet, SheetRow, Workbook

FAST = 1  # zlib's level; a table shrinks to a fifth anyway
PLACES = 8  # what is stored of every row; what only some rows have follows by its name


def pack(workbook: Workbook) -> bytes:
    """Returns a workbook as bytes; remarks keep the language the file was read in."""
    content = {
        "format": workbook.format,
        "encoding": workbook.encoding,
        "delimiter": workbook.delimiter,
        "sheets": [_sheet(sheet) for sheet in workbook.sheets],
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), FAST)


def unpack(packed: bytes) -> Workbook:
    content = json.loads(zlib.decompress(packed))
    sheets = [_as_sheet(sheet) for sheet in content.pop("sheets")]
    return Workbook(sheets=sheets, **content)


def as_json(packed: bytes) -> str:
    """Returns all that a packed workbook holds as one text."""
    return zlib.decompress(packed).decode()


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "is_hidden": sheet.is_hidden,
        "is_delimited": sheet.is_delimited,
        "counts_from_1904": sheet.counts_from_1904,
        "warnings": [(remark.row, remark.column, remark.message) for remark in sheet.warnings],
        "rows": [
            (
                row.number,
                row.cells,
                sorted(row.dates),
                sorted(row.numbers),
                list(row.spans.items()),
                row.after_gap,
                row.table,
                row.level,
                _extras(row),
            )
            for row in sheet.rows
        ],
        "hidden_columns": sorted(sheet.hidden_columns),
        "pictures": sheet.pictures,
        "boxes": sheet.boxes,
    }


def _extras(row: SheetRow) -> dict[str, Any]:
    """Returns what most rows do not have."""
    extras: dict[str, Any] = {
        "heights": list(row.heights.items()),
        "looks": [(index, astuple(look)) for index, look in row.looks.items()],
        "comments": list(row.comments.items()),
        "formats": list(row.formats.items()),
        "is_hidden": row.is_hidden,
        "is_filtered": row.is_filtered,
        "outline_level": row.outline_level,
    }
    return {name: value for name, value in extras.items() if value}


def _as_sheet(content: dict[str, Any]) -> Sheet:
    rows = [_as_row(row) for row in content.pop("rows")]
    warnings = [Remark(row, column, text) for row, column, text in content.pop("warnings")]
    hidden_columns = frozenset(content.pop("hidden_columns", ()))
    return Sheet(rows=rows, warnings=warnings, hidden_columns=hidden_columns, **content)


def _as_row(stored: list[Any]) -> SheetRow:
    number, cells, dates, numbers, spans, after_gap, table, level = stored[:PLACES]
    row = SheetRow(number, cells, frozenset(dates), frozenset(numbers), dict(spans), after_gap, table, level)
    for extras in stored[PLACES:]:  # what was stored by an earlier version has none
        for name, value in extras.items():
            setattr(row, name, dict(value) if isinstance(value, list) else value)
        row.looks = {index: CellLook(*look) for index, look in extras.get("looks", ())}
    return row
