"""What is no table is refused with a sentence of its own, whatever its name says."""

import pytest

from monitoring.tables import Limits, UnreadableFile, read_workbook
from tests.monitoring.tables.files import LIMITS, changed, packed, parts, sheet_of, word

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
XLSX = sheet_of([["Nr.", "Titel"], ["A3", "x"]])
HTML = b"<!DOCTYPE html><html><body><table><tr><td>Nr.</td></tr></table></body></html>"


def refusal(content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(content, "liste.csv", limits)
    return str(caught.value.text)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\r\n;;;\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (HTML, "web page"),
        (b"\xef\xbb\xbf \n<html>", "web page"),
        (HTML.decode().encode("utf-16"), "web page"),
        (HTML.replace(b"<td>", b'<td><input type="password">'), "login page"),
        (b'<?xml version="1.0"?><Workbook/>', "XML file"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"{\\rtf1}", "rich text"),
        (b"\x1f\x8b\x08", "packed archive"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE2 + "Workbook".encode("utf-16-le"), "damaged"),
        (OLE2 + "WordDocument".encode("utf-16-le"), ".doc"),
        (OLE2, "old kind"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "neither a spreadsheet nor a text"),
        (packed({"liste.csv": "a;b"}), "packed archive"),
        (packed({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b""}), "damaged"),
        (b"PK\x05\x06" + bytes(18), "packed archive"),
        (bytes(range(1, 32)) * 20, "not a table"),
        (b"\x00" * 100, "is empty"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_content_decides_not_the_name() -> None:
    assert read_workbook(XLSX, "liste.csv", LIMITS).format == "xlsx"
    assert read_workbook(b"Nr.;Titel\nA3;x", "liste.xlsx", LIMITS).format == "csv"
    assert read_workbook(word(lambda d: d.add_paragraph("x")), "liste.xlsx", LIMITS).format == "docx"


@pytest.mark.parametrize("cut", [30, 200, 1000, -10])
def test_a_truncated_file_is_damaged(cut: int) -> None:
    assert "damaged" in refusal(XLSX[:cut])


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "_rels/.rels"])
def test_broken_markup_is_damaged(part: str) -> None:
    assert "damaged" in refusal(packed(parts(XLSX) | {part: b"<x><y></x>"}))


def test_a_missing_sheet_is_damaged() -> None:
    inside = parts(XLSX)
    del inside["xl/worksheets/sheet1.xml"]
    assert refusal(packed(inside))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "docProps/core.xml"])
@pytest.mark.parametrize(
    "entity",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_xml_entities_are_refused_wherever_they_stand(part: str, entity: str) -> None:
    inside = parts(XLSX)
    markup = inside[part].decode()
    start = markup.index("?>") + 2 if markup.startswith("<?xml") else 0
    inside[part] = (markup[:start] + entity + markup[start:]).encode()
    assert "XML entities" in refusal(packed(inside))


def test_xml_in_another_encoding_is_refused() -> None:
    inside = parts(XLSX)
    part = "xl/worksheets/sheet1.xml"
    markup = inside[part].decode()
    assert "damaged" in refusal(packed(inside | {part: markup.encode("utf-16")}))
    assert "damaged" in refusal(packed(inside | {part: f'<?xml version="1.0" encoding="cp037"?>{markup}'}))


def test_a_zip_bomb_is_refused_from_its_directory() -> None:
    bomb = packed(parts(XLSX) | {"xl/media/a.bin": bytes(30_000_000)})
    assert len(bomb) < 100_000
    assert "far too large" in refusal(bomb)


def test_many_files_many_tags_and_much_text_are_refused() -> None:
    assert "far too large" in refusal(packed(parts(XLSX) | {f"x/{n}": b"" for n in range(30)}), Limits(entries=30))
    assert "far too large" in refusal(XLSX, Limits(elements=20))
    assert "far too large" in refusal(XLSX, Limits(unpacked_bytes=1000))


@pytest.mark.parametrize("name", ["../x", "/etc/x", "xl/../../x", "C:/x", "xl\\x"])
def test_paths_that_lead_out_are_refused(name: str) -> None:
    assert "damaged" in refusal(packed(parts(XLSX) | {name: b"x"}))


def test_a_size_that_lies_in_the_directory_does_not_help() -> None:
    bomb = bytearray(packed(parts(XLSX) | {"xl/media/a.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}))
    entry = bomb.rindex(b"xl/media/a.xml") - 46
    bomb[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    assert "damaged" in refusal(bytes(bomb))


def test_an_encrypted_zip_is_called_protected() -> None:
    content = bytearray(XLSX)
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert "password" in refusal(bytes(content))


def test_an_office_file_of_another_kind_holds_no_table() -> None:
    assert "holds no table" in refusal(changed(XLSX, "_rels/.rels", "xl/workbook.xml", "ppt/presentation.xml"))


def test_the_message_speaks_the_readers_language_when_it_is_read() -> None:
    error = UnreadableFile("In line %(line)s", line=3)
    assert (error.message, str(error)) == ("In line 3", "In line 3")
