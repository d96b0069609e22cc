"""A workbook as bytes, so that a large file is read once and not again on every page."""

import json
import zlib
from typing import Any

from monitoring.tables.problems import Remark
from monitoring.tables.workbook import Sheet, SheetRow, Workbook

FAST = 1  # zlib's level; a table shrinks to a fifth anyway


def pack(workbook: Workbook) -> bytes:
    """Remarks keep the language the file was read in."""
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
            )
            for row in sheet.rows
        ],
    }


def _as_sheet(content: dict[str, Any]) -> Sheet:
    rows = [
        SheetRow(
            number, cells, frozenset(dates), frozenset(numbers), {int(k): v for k, v in spans}, after_gap, table, level
        )
        for number, cells, dates, numbers, spans, after_gap, table, level in content.pop("rows")
    ]
    warnings = [Remark(row, column, text) for row, column, text in content.pop("warnings")]
    return Sheet(rows=rows, warnings=warnings, **content)
