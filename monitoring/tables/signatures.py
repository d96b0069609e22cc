"""What a file is, told from its first bytes. Its name is not asked: clerks and mail programs rename."""

import re
from typing import Literal

from django.utils.translation import gettext_lazy as _

from monitoring.tables.problems import Text, UnreadableFile

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|table|meta|script|\?xml|!--|style|div)\b", re.IGNORECASE)
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table)\b", re.IGNORECASE)
LOGIN = re.compile(rb"""type\s*=\s*["']?password""", re.IGNORECASE)

SIGNATURES: list[tuple[bytes, Text]] = [
    (b"%PDF", _("This is a PDF. Use the Excel or Word file it was made from.")),
    (b"\x89PNG", _("This is a picture. A table is needed: Excel, CSV or Word.")),
    (b"\xff\xd8\xff", _("This is a picture. A table is needed: Excel, CSV or Word.")),
    (b"GIF8", _("This is a picture. A table is needed: Excel, CSV or Word.")),
    (b"II*\x00", _("This is a picture. A table is needed: Excel, CSV or Word.")),
    (b"MM\x00*", _("This is a picture. A table is needed: Excel, CSV or Word.")),
    (b"{\\rtf", _("This is a rich text file (.rtf). Save it in Word as .docx and try again.")),
    (b"\x1f\x8b", _("This is a packed archive. Unpack it and use the table inside.")),
    (b"7z\xbc\xaf", _("This is a packed archive. Unpack it and use the table inside.")),
    (b"Rar!", _("This is a packed archive. Unpack it and use the table inside.")),
]


def kind(content: bytes) -> Literal["zip", "text"]:
    """Whether to look for an Office file or for CSV; raises UnreadableFile for everything else."""
    if not content.strip(b"\x00\t\n\r\x1a \xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(_("The file is empty."))
    if content.startswith((ZIP, EMPTY_ZIP)):
        return "zip"
    if content.startswith(OLE2):
        raise UnreadableFile(_old_office(content))
    for signature, text in SIGNATURES:
        if content.startswith(signature):
            raise UnreadableFile(text)
    _refuse_markup(content)
    return "text"


def _refuse_markup(content: bytes) -> None:
    start = content[:100_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if not MARKUP.match(start):
        return
    if not HTML.search(start):
        raise UnreadableFile(_("This is an XML file, not a table. Save it as an Excel workbook (.xlsx) or as CSV."))
    if LOGIN.search(start):
        raise UnreadableFile(
            _("This is the login page of a website, not a table. Log in there and download the file again.")
        )
    raise UnreadableFile(
        _("This is a web page, not a table. Open it in Excel, save it as an Excel workbook (.xlsx) and try again.")
    )


def _old_office(content: bytes) -> Text:
    """Names of the streams in an OLE2 file are UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return _("The file is protected by a password. Open it, remove the password under File › Info and save it.")
    if holds("WordDocument"):
        return _("This is a Word file of the old kind (.doc). Save it in Word as .docx and try again.")
    if holds("Workbook") or holds("Book"):
        return _("This is an Excel file of the old kind (.xls). Save it in Excel as .xlsx and try again.")
    return _("This is an Office file of an old kind. Save it as .xlsx or .docx and try again.")
