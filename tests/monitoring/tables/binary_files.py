"""Writes the smallest binary workbooks (.xlsb) that Excel's specification allows; no library does."""

import struct
from collections.abc import Iterable, Sequence
from typing import Any

from tests.monitoring.tables.files import packed

Value = str | float | bool | None
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    '<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>'
    '<Override PartName="/xl/sharedStrings.bin" ContentType="application/vnd.ms-excel.sharedStrings"/></Types>'
)


def record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(data)
    while True:
        size += bytes([length & 0x7F | (0x80 if length >> 7 else 0)])
        length >>= 7
        if not length:
            return head + size + data


def text(written: str) -> bytes:
    return struct.pack("<I", len(written)) + written.encode("utf-16-le")


def relations(*targets: tuple[str, str]) -> str:
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{KINDS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{made}</Relationships>'


def colour(rgb: str) -> bytes:
    return b"\x05\xff\x00\x00" + bytes.fromhex(rgb) + b"\xff"


def styles(*, formats: Sequence[str], fill: str, is_struck: bool) -> bytes:
    """Style 0 is plain; 1 and on have one of the formats; the last but one has the fill, the last the font."""
    fonts = b"".join(
        record(
            43, struct.pack("<HHHHBBBB", 220, marks, 400, 0, 0, 2, 0, 0) + b"\x07\x01\0\0\0\0\0\xff\0" + text("Arial")
        )
        for marks in (0, 8 if is_struck else 0)
    )
    rest = bytes(48)
    fills = b"".join(
        record(45, struct.pack("<I", pattern) + colour(rgb) + colour("FFFFFF") + rest)
        for pattern, rgb in ((0, "FFFFFF"), (17, "FFFFFF"), (1, fill))
    )
    shown = [0, *(164 + number for number in range(len(formats))), 0, 0]
    cells = b"".join(
        record(
            47,
            struct.pack("<HHHHHBB", 0, number, index == len(shown) - 1, 2 * (index == len(shown) - 2), 0, 0, 0)
            + struct.pack("<HH", 0, 0),
        )
        for index, number in enumerate(shown)
    )
    of_formats = b"".join(record(44, struct.pack("<H", 164 + n) + text(shape)) for n, shape in enumerate(formats))
    parts = [
        record(278), record(615, struct.pack("<I", len(formats))), of_formats, record(616),
        record(611, struct.pack("<I", 2)), fonts, record(612), record(603, struct.pack("<I", 3)), fills, record(604),
        record(617, struct.pack("<I", len(shown))), cells, record(618), record(279),
    ]  # fmt: skip
    return b"".join(parts)


def cell(column: int, value: Value, style: int, shared: list[str]) -> bytes:
    head = struct.pack("<II", column, style)
    if value is None:
        return record(1, head)
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, str):
        shared.append(value)
        return record(7, head + struct.pack("<I", len(shared) - 1))
    if value == int(value) and abs(value) < 2**28:
        return record(2, head + struct.pack("<i", int(value) << 2 | 2))
    return record(5, head + struct.pack("<d", value))


def binary_workbook(
    rows: Iterable[Sequence[tuple[Value, int] | Value]],
    *,
    formats: Sequence[str] = (),
    fill: str = "FF0000",
    hidden: Iterable[int] = (),
    after: bytes = b"",
    extra: bytes = b"",
    more: dict[str, Any] | None = None,
) -> bytes:
    """A sheet of cells, each a value or a value with the number of its style; hidden rows count from 0."""
    shared: list[str] = []
    body = b""
    for number, row in enumerate(rows):
        flags = bytes([0, 0x10 if number in set(hidden) else 0, 0])
        body += record(0, struct.pack("<IIH", number, 0, 300) + flags + struct.pack("<I", 0))
        for column, found in enumerate(row):
            value, style = found if isinstance(found, tuple) else (found, 0)
            body += cell(column, value, style, shared)
        body += extra
    sheet = record(129) + record(145) + body + record(146) + after + record(130)
    strings = ("".join(shared) and b"".join(record(19, b"\0" + text(item)) for item in shared)) or b""
    count = struct.pack("<II", len(shared), len(shared))
    bundle = record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Plan"))
    parts: dict[str, Any] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": record(131) + record(143) + bundle + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": relations(
            ("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")
        ),
        "xl/worksheets/sheet1.bin": sheet,
        "xl/styles.bin": styles(formats=formats, fill=fill, is_struck=True),
        "xl/sharedStrings.bin": record(159, count) + strings + record(160),
    }
    return packed(parts | (more or {}))
