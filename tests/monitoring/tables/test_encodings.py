"""BOM, then strict UTF-8, then Windows-1252; UTF-16 as Excel's "Unicode-Text" writes it."""

import codecs

import pytest

from monitoring.tables import UnreadableFile, read_workbook
from tests.monitoring.tables.files import LIMITS, cells

TEXT = "Nr.;Maßnahme\r\nA3;Öffentlichkeitsarbeit für Ältere – „jetzt“\r\n"
ROWS = [["Nr.", "Maßnahme"], ["A3", "Öffentlichkeitsarbeit für Ältere – „jetzt“"]]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_encoding_of_an_office_is_told_apart(content: bytes, encoding: str) -> None:
    workbook = read_workbook(content, "liste.csv", LIMITS)
    assert (workbook.format, workbook.encoding, workbook.delimiter) == ("csv", encoding, ";")
    assert cells(workbook.likely) == ROWS


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_windows_does_not_know_is_named_with_its_line(byte: int) -> None:
    content = "Nr.;Maßnahme\nA3;Stärkung\nA4;".encode("cp1252") + bytes([byte])
    with pytest.raises(UnreadableFile, match=rf"(?s)3.*byte {byte:02X}|3.*Byte {byte:02X}"):
        read_workbook(content, limits=LIMITS)


def test_a_foreign_byte_in_utf8_is_named_instead_of_spoiling_all_umlauts() -> None:
    content = "Nr.;Maßnahme\nA3;Stärkung für Ältere\nA4;".encode() + "Förderung".encode("cp1252")
    with pytest.raises(UnreadableFile, match="3"):
        read_workbook(content, limits=LIMITS)


def test_a_truncated_utf16_file_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="2"):
        read_workbook(codecs.BOM_UTF16_LE + "a;b\nc;d".encode("utf-16-le")[:-1], limits=LIMITS)


def test_zero_bytes_are_refused_with_their_line() -> None:
    with pytest.raises(UnreadableFile, match="2"):
        read_workbook(b"Nr.;Titel\nA3;a\x00b\n", limits=LIMITS)
    with pytest.raises(UnreadableFile, match="2"):
        read_workbook(codecs.BOM_UTF8 + b"Nr.;Titel\nA3;a\x00b\n", limits=LIMITS)


def test_stray_control_characters_are_left_out() -> None:
    content = ("Nr.;Titel\n" + "A3;eine lange Maßnahme\n" * 50 + "A4;vor\vnach\x02\n\x1a").encode()
    assert cells(read_workbook(content, limits=LIMITS).likely)[-1] == ["A4", "vor\nnach"]


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850"])
@pytest.mark.parametrize(
    "words",
    ["Maßnahme für Ältere", "Öffentlichkeitsarbeit für Ämter", "Bürgerämter und Schöffen", "Straße, alles über uns"],
)
def test_old_machines_are_recognised_and_named(encoding: str, words: str) -> None:
    workbook = read_workbook(f"Nr.;Titel\nA3;{words}\n".encode(encoding), limits=LIMITS)
    assert (workbook.encoding, cells(workbook.likely)[1]) == (encoding, ["A3", words])
    assert words.split(maxsplit=1)[0].strip(",") in workbook.likely.warnings[0].message


@pytest.mark.parametrize(
    "words",
    ["Košice und Dušan", "Größe – „jetzt“", "5 € je Kind", "Café à Paris", "§ 12 Absatz 3", "Ende…", "Šumava-Škoda"],
)
def test_windows_is_not_taken_for_an_old_machine(words: str) -> None:
    workbook = read_workbook(f"Nr.;Titel\nA3;{words}\n".encode("cp1252"), limits=LIMITS)
    assert (workbook.encoding, cells(workbook.likely)[1]) == ("cp1252", ["A3", words])


def spoilt(text: str) -> bytes:
    return text.encode().decode("cp1252").encode()


def test_a_file_whose_umlauts_are_all_spoilt_is_repaired_and_that_is_said() -> None:
    sheet = read_workbook(spoilt("\ufeffNr.;Maßnahme\nA3;für Ämter – 5 €\n"), limits=LIMITS).likely
    assert cells(sheet) == [["Nr.", "Maßnahme"], ["A3", "für Ämter – 5 €"]]
    assert [(remark.row, remark.column) for remark in sheet.warnings] == [(1, 0)]
    assert "3" in sheet.warnings[0].message


def test_a_spoilt_word_among_right_ones_is_only_named() -> None:
    content = "Nr.;Maßnahme\nA3;".encode() + spoilt("für Ältere") + "\nA4;richtig grün\n".encode()
    sheet = read_workbook(content, limits=LIMITS).likely
    assert cells(sheet)[1:] == [["A3", "fÃ¼r Ã„ltere"], ["A4", "richtig grün"]]
    assert [(remark.row, remark.column) for remark in sheet.warnings] == [(2, 1)]
    assert "“für”" in sheet.warnings[0].message
