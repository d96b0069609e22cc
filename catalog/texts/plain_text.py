"""Texts without what cannot be seen: as cells and columns hold them, and as feeds, mails and documents carry them.

`clean` is the one function by which every text comes in: from a file, a form, a search or a command.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

MOST_BLANK_LINES = 2  # in a row; more say nothing
MOST_ACCENTS = 30  # on one letter, as Unicode's stream-safe text format has it
ACCENTS_OF_JAPANESE = "\uff9e\uff9f"  # become accents where a text is decomposed
# Half characters and those that Unicode reserves cannot be written into every file.
UNWRITABLE = r"\ud800-\udfff\ufffe\uffff"
# A vertical tab or form feed is a line break in Office; other control characters mean nothing in a cell.
LINE_BREAK = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
CONTROL = re.compile(rf"[\x00-\x08\x0e-\x1f\x7f{UNWRITABLE}]")
# What XML forbids: control characters that come along with texts copied from Word or a PDF.
FORBIDDEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f{UNWRITABLE}]")
# Nearly every text consists of these and is clean as it is: Latin letters, punctuation, currencies, arrows, symbols.
RARE = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\xac\xae-\u02af\u2000-\u200a\u2010-\u2027\u202f-\u205f\u20a0-\u20bf\u2190-\u2328\u232b-\u2adb"
    r"\u2add-\u2bff]"
)
# Soft hyphens, blanks without width, marks for the direction of writing, byte order marks, fillers, tags.
INVISIBLE = re.compile(
    r"[\xad\u034f\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    r"\U000e0000-\U000e007f]"
    r"|(?:^|(?<=[\s\x21-\u058f]))[\u200c\u200d]+"  # which join letters of other scripts, and pictures
)
BROKEN = re.compile(r"\xad[^\S\n]*+\n\s*+")  # a word that a soft hyphen divides between two lines
LIGATURES = {chr(0xFB00 + place): letters for place, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
LIGATURE = re.compile("[\ufb00-\ufb06]")
# UTF-8 taken for Windows-1252, as "fÃ¼r" and "â€“": what German texts have of it. "Spaß“" is no case of it.
TRAIL = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
SPOILT = re.compile(f"[ÂÃÌ]{TRAIL}|â{TRAIL}{TRAIL}|ï[¬»]{TRAIL}")
TEXT_AS_FORMULA = re.compile(r'="((?:[^"]|"")*)"')


def clean(text: str) -> str:
    """Returns the text as it is kept: composed letters (NFC), only line feeds break lines, nothing that cannot be seen.

    Ligatures become letters. Blanks that do not break stay: what compares texts folds them. Most texts come back as
    the same object.
    """
    if not RARE.search(text):
        return text
    text = BROKEN.sub("", CONTROL.sub("", LINE_BREAK.sub("\n", text)))
    return unicode_form("NFC", LIGATURE.sub(lambda found: LIGATURES[found[0]], INVISIBLE.sub("", text)))


def without_formula(text: str) -> str:
    """Returns 0012 for ="0012", by which people keep Excel from calculating; any other text as it is."""
    found = TEXT_AS_FORMULA.fullmatch(text.strip()) if text.lstrip().startswith("=") else None
    return found[1].replace('""', '"') if found else text


def repaired(text: str) -> str:
    """Returns the text with "fÃ¼r" as "für": letters that were written as UTF-8 and read as Windows-1252."""
    return text if text.isascii() else SPOILT.sub(_decoded, text)


def _decoded(found: re.Match[str]) -> str:
    try:
        as_bytes = b"".join(_byte(character) for character in found[0])
        return as_bytes.decode()
    except UnicodeError:
        return found[0]


def _byte(character: str) -> bytes:
    """Windows-1252 has no character for five of its bytes; they come through as control characters."""
    return bytes([ord(character)]) if character <= "\xff" else character.encode("cp1252")


def unicode_form(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """The text in a normal form of Unicode, without what are more accents on one letter than anybody writes.

    Sorting the accents of a letter takes time that grows with the square of their number.
    """
    if text.isascii():
        return text
    if len(text) > MOST_ACCENTS and any(map(unicodedata.combining, text)):
        text = "".join(_with_few_accents(text))
    return unicodedata.normalize(form, text)


def _with_few_accents(text: str) -> Iterator[str]:
    in_a_row = 0
    for character in text:
        is_accent = unicodedata.combining(character) or character in ACCENTS_OF_JAPANESE
        in_a_row = in_a_row + 1 if is_accent else 0
        if in_a_row <= MOST_ACCENTS:
            yield character


def printable(text: str) -> str:
    """Returns the text with blanks for what XML forbids, without long gaps, with line feeds only."""
    if text.isprintable():  # most are, and hold none of these
        return text
    lines = FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(with_few_blank_lines(lines))


def with_few_blank_lines(lines: Iterable[str], most: int = MOST_BLANK_LINES) -> list[str]:
    """Returns the lines without those that would leave a gap of more than two, or of more than `most`."""
    kept: list[str] = []
    blank = 0
    for line in lines:
        blank = 0 if line.strip() else blank + 1
        if blank <= most:
            kept.append(line)
    return kept


def one_line(text: str) -> str:
    return " ".join(printable(text).split())


def shortened(text: str, most: int) -> str:
    """Returns at most so many characters, cut between words."""
    if len(text) <= most:
        return text
    words = text[: most - 2].rsplit(maxsplit=1) or [""]
    return f"{words[0].rstrip(' .,;:–-')} …"
