"""Files as people upload them, written here."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
TYPES = '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{main}"/>'
    "</Relationships>"
)
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
SPOKEN = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def packed(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def office_file(kind: str = "docx", **more: str | bytes) -> bytes:
    """The least that counts as a file of this kind; `more` are further parts by name."""
    parts: dict[str, str | bytes]
    if kind in SPOKEN:
        parts = {"mimetype": f"application/vnd.oasis.opendocument.{SPOKEN[kind]}", "META-INF/manifest.xml": MANIFEST}
        parts["content.xml"] = "<content/>"
    else:
        parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS.format(main=MAIN[kind])}
        parts[MAIN[kind]] = "<main/>"
    return packed({**parts, **more})
