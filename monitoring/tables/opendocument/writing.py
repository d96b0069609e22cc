"""Tables as files of LibreOffice: the same cells as in a file of Excel, and lists to choose from.

A workbook of ODF 1.3 is a zip archive of XML; its first entry says uncompressed what it is.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape

from monitoring.tables.text import column_letter
from monitoring.tables.writing import EMPTY_ROWS, SHEET_NAME, Cell, NamedTable, german, neutralise, width

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
CENTIMETRES = 0.2  # for a character
SPACES = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"),
        ("number", "datastyle"), ("of", "of"),
    )
)  # fmt: skip
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
STYLES = (
    '<number:date-style style:name="day"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>'
    '</number:date-style><number:text-style style:name="as-typed"><number:text-content/></number:text-style>'
    '<style:style style:name="text" style:family="table-cell" style:data-style-name="as-typed">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="day">'
    '<style:table-cell-properties style:vertical-align="top"/></style:style>'
    '<style:style style:name="head" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" '
    'fo:background-color="#e7e6e6"/><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
)


def write_ods(headings: Sequence[str], rows: Iterable[Sequence[Cell]], others: Iterable[NamedTable] = ()) -> bytes:
    """Returns a sheet whose head row stays in view; dates are dates, every text stays as it was typed.

    `others` are sheets of their own.
    """
    sheets, all_widths = "", []
    for name, names, cells in [(SHEET_NAME, headings, rows), *others]:
        table = list(cells)
        widths = [width(heading, [row[number] for row in table]) for number, heading in enumerate(names)]
        sheets += _sheet(name, widths, [_head(names), *map(_row, table)])
        all_widths += widths
    return _archive(all_widths, sheets)


def write_ods_template(headings: Sequence[str], lists: Mapping[int, Sequence[str]], name: str) -> bytes:
    """Returns what `write_template` does for Excel: an empty sheet, and a hidden one with lists for some columns."""
    offered = [(index, texts) for index, texts in lists.items() if texts]
    widths = [width(heading, lists.get(number, ())) for number, heading in enumerate(headings)]
    rules = {index: _rule(place, len(texts), name) for place, (index, texts) in enumerate(offered)}
    validations = "".join(
        f'<table:content-validation table:name="list{index}" table:condition="{escape(rule)}" '
        'table:allow-empty-cell="true"><table:error-message table:display="false"/></table:content-validation>'
        for index, rule in rules.items()
    )
    cells = "".join(
        f'<table:table-cell table:style-name="text" table:content-validation-name="list{index}"/>'
        if index in rules
        else '<table:table-cell table:style-name="text"/>'
        for index in range(len(headings))
    )
    empty = f'<table:table-row table:number-rows-repeated="{EMPTY_ROWS}">{cells}</table:table-row>'
    longest = max((len(texts) for _index, texts in offered), default=0)
    columns = [[texts[row] if row < len(texts) else "" for _index, texts in offered] for row in range(longest)]
    sheets = _sheet(SHEET_NAME, widths, [_head(headings), empty])
    sheets += _sheet(name, [], list(map(_row, columns)), style="hidden") if offered else ""
    rules_of_sheet = f"<table:content-validations>{validations}</table:content-validations>" if validations else ""
    return _archive(widths, rules_of_sheet + sheets)


def _rule(place: int, length: int, name: str) -> str:
    """Returns that a cell offers what stands in a column of the sheet of lists."""
    letter = column_letter(place)
    return f"of:cell-content-is-in-list([$'{name}'.${letter}$1:.${letter}${length}])"


def _sheet(name: str, widths: Sequence[int], rows: Sequence[str], style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    columns = "".join(f'<table:table-column table:style-name="wide{number}"/>' for number in widths)
    head = f"<table:table-header-rows>{rows[0]}</table:table-header-rows>" if widths else "".join(rows[:1])
    return f'<table:table table:name="{escape(name)}"{styled}>{columns}{head}{"".join(rows[1:])}</table:table>'


def _head(headings: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(_text(heading, 'head') for heading in headings)}</table:table-row>"


def _row(cells: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, date):
        return (
            f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{cell:%Y-%m-%d}">'
            f"<text:p>{german(cell)}</text:p></table:table-cell>"
        )
    if isinstance(cell, int):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"
    return _text(cell, "text")


def _text(text: str, style: str) -> str:
    """Returns a cell of type text, each of its lines a paragraph; blanks in a row are counted, as the format wants."""
    lines = neutralise(german(text)).split("\n") if text else []
    paragraphs = "".join(f"<text:p>{_with_blanks(line)}</text:p>" for line in lines)
    kind = ' office:value-type="string"' if text else ""
    return f'<table:table-cell table:style-name="{style}"{kind}>{paragraphs}</table:table-cell>'


def _with_blanks(line: str) -> str:
    parts = escape(line, quote=False).replace("\t", "<text:tab/>").split("  ")
    return '<text:s text:c="2"/>'.join(parts)


def _archive(widths: Sequence[int], sheets: str) -> bytes:
    columns = "".join(
        f'<style:style style:name="wide{number}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{number * CENTIMETRES:.1f}cm"/></style:style>'
        for number in sorted(set(widths))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{SPACES} office:version="1.3">'
        f"<office:automatic-styles>{STYLES}{columns}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return file.getvalue()
