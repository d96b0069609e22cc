"""What a file is, told from its first bytes. Its name is not asked: clerks and mail programs rename."""

import json
import re
from typing import Literal

from django.utils.translation import gettext_lazy as _

from monitoring.tables.problems import Text, UnreadableFile

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|table|meta|script|\?xml|!--|style|div)\b", re.IGNORECASE)
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table)\b", re.IGNORECASE)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
JSON = re.compile(rb"\s*[\[{]")
LONGEST_JSON = 20 * 1024 * 1024
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


def kind(content: bytes) -> Literal["zip", "xls", "text"]:
    """Returns whether a file is of Office, of Excel until 2003 or a text; raises UnreadableFile for others."""
    if not content.strip(b"\x00\t\n\r\x1a \xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(_("The file is empty."))
    if content.startswith((ZIP, EMPTY_ZIP)):
        return "zip"
    if content.startswith(OLE2):
        _refuse_old_office(content)
        return "xls"
    for signature, text in SIGNATURES:
        if content.startswith(signature):
            raise UnreadableFile(text)
    _refuse_markup(content)
    _refuse_json(content)
    return "text"


def _refuse_json(content: bytes) -> None:
    """Refuses what begins and ends like an object or a list and is one; a table may begin with a bracket, too."""
    if len(content) > LONGEST_JSON or not JSON.match(content.removeprefix(BYTE_ORDER_MARK)):
        return
    if _is_json(content.removeprefix(BYTE_ORDER_MARK)):
        raise UnreadableFile(_("This is JSON, which is not read. A table is needed: Excel, LibreOffice, Word or CSV."))


def _is_json(content: bytes) -> bool:
    """Tells whether a text is one object or list, or has one object in each line."""
    try:
        text = content.decode().strip()
        found, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) or (isinstance(found, list) and end == len(text))


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


def _refuse_old_office(content: bytes) -> None:
    """Refuses all but spreadsheets. Names of the streams in an OLE2 file are UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise UnreadableFile(
            _("The file is protected by a password. Open it, remove the password under File › Info and save it.")
        )
    if holds("WordDocument"):
        raise UnreadableFile(_("This is a Word file of the old kind (.doc). Save it in Word as .docx and try again."))
    if not holds("Workbook") and not holds("Book"):
        raise UnreadableFile(_("This is an Office file of an old kind. Save it as .xlsx or .docx and try again."))
