"""Texts come in from Word, PDF, the web and the Mac; what is kept can be seen, and looks alike only where it is."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.texts.plain_text import FORBIDDEN, clean, printable, repaired, without_formula

COMMON = "".join(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x250)))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Bu\u0308rgera\u0308mter", "Bürgerämter"),  # as macOS writes it
        ("Sozial\u00adraum", "Sozialraum"),
        ("Sozial\u00ad\nraum", "Sozialraum"),
        ("A\u200b2", "A2"),
        ("\ufeffNr.", "Nr."),
        ("\u200eA1\u200f", "A1"),
        ("A\u20601\u2063", "A1"),
        ("Kita\u200c platz", "Kita platz"),
        ("\u200dA1", "A1"),
        ("ﬁnanzielle Eﬀekte, Oﬃzielle Auﬂage", "finanzielle Effekte, Offizielle Auflage"),
        ("1\u00a0250\u202f€", "1\u00a0250\u202f€"),  # blanks that do not break stay
        ("Zeile\r\nzwei\rdrei\vvier\u2028fünf", "Zeile\nzwei\ndrei\nvier\nfünf"),
        ("a\x00b\x1fc", "abc"),
        ("20 \u212b, 3 \u2126", "20 Å, 3 Ω"),
        ("👨\u200d👩\u200d👧 ✔\ufe0f", "👨\u200d👩\u200d👧 ✔\ufe0f"),  # one picture each
        ("m² – CO₂ · „Äpfel“ … 5 ‰ ≥ ● ◐ ○ ✔ ✗", "m² – CO₂ · „Äpfel“ … 5 ‰ ≥ ● ◐ ○ ✔ ✗"),
    ],
)
def test_a_text_is_kept_as_it_is_seen(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.text())
def test_what_is_clean_stays_and_is_composed(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not set(kept) & set("\u00ad\u200b\u200e\u200f\ufeff\u2060\x00\r")


@given(st.text(COMMON))
def test_a_usual_text_is_not_touched(text: str) -> None:
    assert clean(text) is text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('="0012"', "0012"),
        ('="3.10"', "3.10"),
        ('="a ""b"" c"', 'a "b" c'),
        ("=A1+B1", "=A1+B1"),
        ('="a"&"b"', '="a"&"b"'),
        ("0012", "0012"),
    ],
)
def test_a_text_written_as_formula_is_its_text(text: str, meant: str) -> None:
    assert without_formula(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("fÃ¼r MaÃŸnahmen â€“ Ã„mter", "für Maßnahmen – Ämter"),
        ("â€žGroÃŸâ€œ", "„Groß“"),
        ("5Â\u00a0% Â§ 12 Â²", "5\u00a0% § 12 ²"),
        ("3 â‚¬", "3 €"),
        ("ï»¿Nr.", "\ufeffNr."),
        ("BuÌˆrger", "Bu\u0308rger"),
    ],
)
def test_text_that_was_decoded_wrongly_is_repaired(text: str, meant: str) -> None:
    assert repaired(text) == meant


@pytest.mark.parametrize(
    "text", ["„Spaß“", "das „Ä“", "São Paulo, SÃO", "Ärger…", "Âge, château", "für Maßnahmen – 5 €", "Å“ngström", ""]
)
def test_text_that_is_right_is_not_repaired(text: str) -> None:
    assert repaired(text) == text


@given(st.text("äöüÄÖÜßéè–„“‚‘’•…€§²°  abc"))
def test_whatever_was_spoilt_comes_back(text: str) -> None:
    spoilt = text.encode().decode("cp1252", "ignore")
    if spoilt.encode("cp1252") == text.encode():
        assert repaired(spoilt) == text


def test_no_sign_of_a_file_is_one_that_xml_forbids() -> None:
    signs = "".join(map(chr, range(sys.maxunicode + 1)))
    assert not FORBIDDEN.search("".join(map(printable, signs)))
    assert [sign for sign in signs if printable(sign) != sign] == sorted([*FORBIDDEN.findall(signs), "\r"])
