"""Files count by their content, whatever they are called; what could do harm is refused and said in German."""

import io
import random
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from PIL import Image
from pytest_django import Settings

from monitoring.attachments.pictures import MOST_PIXELS
from monitoring.attachments.uploads import check
from monitoring.choices import FileKind
from tests.pictures import SVG, saved, uploaded
from tests.uploads import PDF, office_file, packed


def complaint(content: bytes, name: str = "datei.pdf") -> str:
    """What is said about a file; "" where it is taken."""
    with translation.override("de"):
        try:
            check(content, name)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""


def pdf_with(part: bytes) -> bytes:
    return PDF.replace(b"endobj", part + b"\nendobj", 1)


def packed_pdf(part: bytes) -> bytes:
    """A PDF with objects that are packed, as most programs write them."""
    stream = zlib.compress(part)
    objects = b"2 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\r\n" + stream
    return PDF.replace(b"trailer", objects + b"\nendstream endobj trailer")


def bomb() -> bytes:
    """A document of a hundred megabytes that was packed into a hundred kilobytes."""
    return office_file("docx", **{"word/media/image1.xml": "<a>" + " " * 100_000_000 + "</a>"})


def huge_picture() -> bytes:
    """A PNG that only says how large it is."""
    side = int(MOST_PIXELS**0.5) + 1
    small = uploaded("PNG", (9, 9))
    header = b"IHDR" + side.to_bytes(4) + side.to_bytes(4) + small[24:29]
    return small[:12] + header + zlib.crc32(header).to_bytes(4) + small[33:]


def scanned() -> bytes:
    """A PDF with megabytes that look like anything, as packed pictures do."""
    noise = random.Random(1).randbytes(3_000_000)  # noqa: S311 - the same each time
    noise += b"/JS /XFA!"
    return packed_pdf(b"1 0 << /Type /Catalog >>").replace(b"trailer", b"stream\n" + noise + b"\nendstream\ntrailer")


TAKEN = [
    (scanned(), FileKind.PDF),
    (PDF, FileKind.PDF),
    (packed_pdf(b"1 0 << /Type /Catalog >>"), FileKind.PDF),
    (office_file("docx"), FileKind.DOCX),
    (office_file("xlsx"), FileKind.XLSX),
    (office_file("odt"), FileKind.ODT),
    (office_file("ods"), FileKind.ODS),
    (uploaded("JPEG"), FileKind.JPEG),
    (uploaded("PNG"), FileKind.PNG),
    (uploaded("WEBP"), FileKind.WEBP),
]


@pytest.mark.parametrize(("content", "kind"), TAKEN, ids=[f"{kind.value} {n}" for n, (_, kind) in enumerate(TAKEN)])
def test_what_people_work_with_is_taken_under_any_name(content: bytes, kind: FileKind) -> None:
    for name in ("datei", "datei.exe", "datei.docx"):
        found = check(content, name)
        assert (found.kind, found.name) == (kind, f"datei.{kind.value}")


MACROS, PAGE, HIDDEN, UNKNOWN = "Makros", "Webseite", "zweite Datei", "werden nicht angenommen"
REFUSED = {
    "empty": (b"", "leer"),
    "a renamed program": (b"MZ\x90\0" + b"\0" * 99, UNKNOWN),
    "a script": (b"#!/bin/sh\nrm -rf /", UNKNOWN),
    "plain text": (b"Hallo", UNKNOWN),
    "an animation": (uploaded("GIF"), UNKNOWN),
    "SVG": (SVG, "SVG"),
    "SVG with a declaration": (b'<?xml version="1.0"?>\n<!-- x -->\n' + SVG, "SVG"),
    "HTML": (b"<!DOCTYPE html><script>alert()</script>", PAGE),
    "HTML in UTF-16": ("<html><script>alert()</script>".encode("utf-16"), PAGE),
    "HTML before a PDF": (b"<html><script>alert()</script>" + PDF, PAGE),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "altem Office"),
    "a PDF that is cut off": (PDF[:-20], "beschädigt"),
    "a PDF with a ZIP behind it": (PDF + packed({"a.txt": "a"}), HIDDEN),
    "a PDF with anything behind it": (PDF + b"MZ" * 5000, HIDDEN),
    "a PDF with a script": (pdf_with(b"/OpenAction << /S /JavaScript /JS (app.alert) >>"), MACROS),
    "a PDF with a script under another spelling": (pdf_with(b"<< /S /J#61vaScript >>"), MACROS),
    "a PDF with a packed script": (packed_pdf(b"1 0 << /S /JavaScript >>"), MACROS),
    "a PDF that starts a program": (pdf_with(b"<< /S /Launch /F (cmd.exe) >>"), MACROS),
    "a PDF with a file inside": (pdf_with(b"<< /Names << /EmbeddedFiles 3 0 R >> >>"), HIDDEN),
    "Word with macros": (office_file("docx", **{"word/vbaProject.bin": b"\xcc"}), MACROS),
    "Word that may have macros": (
        office_file("docx", **{"[Content_Types].xml": "<Types a='application/vnd.ms-word.document.macroEnabled'/>"}),
        MACROS,
    ),
    "Word with a template elsewhere": (
        office_file(
            "docx",
            **{
                "word/_rels/settings.xml.rels": '<R><Relationship Type="x/attachedTemplate" Target="https://example.org/x"'
                ' TargetMode="External"/></R>'
            },
        ),
        MACROS,
    ),
    "Excel with ActiveX": (office_file("xlsx", **{"xl/activeX/activeX1.bin": b"\0"}), MACROS),
    "OpenDocument with Basic": (office_file("odt", **{"Basic/Standard/Module1.xml": "<a/>"}), MACROS),
    "OpenDocument with Python": (office_file("ods", **{"Scripts/python/a.py": "x"}), MACROS),
    "OpenDocument that calls a macro": (
        office_file("odt", **{"content.xml": "<a xmlns:s='urn:x'>" + " " * 1048560 + "<s:event-listener/></a>"}),
        MACROS,
    ),
    "a document with a program inside": (office_file("docx", **{"word/embeddings/rechnung.exe": b"MZ"}), MACROS),
    "slides": (office_file("pptx"), "kein Dokument"),
    "slides of OpenDocument": (office_file("odp"), "kein Dokument"),
    "any archive": (packed({"a.exe": b"MZ"}), "kein Dokument"),
    "a document with something behind it": (office_file() + b"<script>" * 9, HIDDEN),
    "a document that leads out": (office_file("docx", **{"../../etc/passwd": "x"}), "beschädigt"),
    "a document that is cut off": (office_file()[:300], "beschädigt"),
    "a huge picture": (huge_picture(), "50 Millionen"),
    "a picture that is cut off": (uploaded("JPEG", (400, 400))[:200], "beschädigt"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_everything_else_is_refused_in_german(kind: str) -> None:
    content, said = REFUSED[kind]
    assert_refused(content, said)


def test_a_bomb_is_refused() -> None:
    """It takes a second to pack, which nobody should wait for who asks for another test."""
    assert_refused(bomb(), "kein Dokument")


def assert_refused(content: bytes, said: str) -> None:
    for name in ("bericht.pdf", "foto.jpg", "bericht.docx"):
        assert said in complaint(content, name)


def test_a_file_may_not_be_larger_than_the_setting(settings: Settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = len(PDF)
    assert complaint(PDF) == ""
    settings.ATTACHMENT_MAX_BYTES = len(PDF) - 1
    assert "zu groß" in complaint(PDF)


def test_a_page_or_a_program_inside_a_picture_does_not_survive() -> None:
    """A file that is a picture for one program and a page, a script or an archive for another."""
    harmful = [b"<script>alert()</script>", packed({"a.exe": b"MZ"}), b"<?php system($_GET[1]) ?>"]
    for kind in ("JPEG", "PNG", "WEBP"):
        for hidden in harmful:
            found = check(uploaded(kind) + hidden, "foto.html")
            assert hidden[:8] not in found.content
            assert not zipfile.is_zipfile(io.BytesIO(found.content))
    commented = saved(Image.new("RGB", (9, 9)), "JPEG", comment=harmful[0])
    assert harmful[0] in commented
    assert harmful[0] not in check(commented, "foto.jpg").content


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Begehung März.pdf", "Begehung März.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\kim\\Bericht.pdf", "Bericht.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x=1.pdf"),
        ("rechnung\u202efdp.exe", "rechnungfdp.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("u\u0308ber.PDF", "über.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "datei.pdf"),
        ("...", "datei.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_lines_without_a_path(sent: str, kept: str) -> None:
    assert check(PDF, sent).name == kept
