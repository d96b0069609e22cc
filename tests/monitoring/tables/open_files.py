"""Writes small OpenDocument files (.ods, .odt) as LibreOffice does, from what stands in their body."""

from tests.monitoring.tables.files import packed

MIME = "application/vnd.oasis.opendocument."
NAMES = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
SPACES = " ".join(
    f'xmlns:{short}="{NAMES.format(name)}"'
    for short, name in {
        "office": "office", "style": "style", "table": "table", "text": "text", "draw": "drawing",
        "number": "datastyle", "fo": "xsl-fo-compatible",
    }.items()
) + (
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)  # fmt: skip


def open_file(kind: str, body: str, *, styles: str = "", named: str = "", title: str = "") -> bytes:
    """A file of the kind "spreadsheet" or "text"; `styles` are those of single cells, `named` those with a name."""
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    common = f"<office:document-styles {SPACES}><office:styles>{named}</office:styles></office:document-styles>"
    meta = (
        f"<office:document-meta {SPACES}><office:meta><dc:title>{title}</dc:title></office:meta></office:document-meta>"
    )
    return packed(
        {
            "mimetype": MIME + kind,
            "content.xml": content,
            "styles.xml": common,
            "meta.xml": meta,
            "META-INF/manifest.xml": '<!DOCTYPE manifest><manifest xmlns="x"/>',
        }
    )


def sheet(*rows: str, name: str = "Plan", before: str = "", style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{before}{"".join(rows)}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", attributes: str = "", inside: str = "") -> str:
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n")) if text else ""
    return f"<table:table-cell {attributes}>{inside}{paragraphs}</table:table-cell>"


def ods(*sheets: str, styles: str = "", named: str = "") -> bytes:
    return open_file("spreadsheet", "".join(sheets), styles=styles, named=named)


def odt(body: str, *, styles: str = "", title: str = "") -> bytes:
    return open_file("text", body, styles=styles, title=title)
