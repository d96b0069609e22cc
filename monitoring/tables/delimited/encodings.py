"""From bytes to text: byte order mark, then strict UTF-8, then Windows-1252.

This ladder is right for what German offices write; statistical detectors are not. Only where Windows-1252 has signs
inside of words and no umlaut, and an old Mac or DOS would have umlauts there, it is one of these.
"""

import codecs
import re

from django.utils.translation import gettext_lazy as _

from monitoring.tables.problems import UnreadableFile

BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
OLD = ("mac-roman", "cp850")
UMLAUT = re.compile(r"(?<=[A-Za-z])[äöüß]|(?<![^\W\d_])[ÄÖÜäöü](?=[a-z])")
ANY_UMLAUT = re.compile("[äöüÄÖÜß]")
NEVER_IN_WORDS = re.compile(r"(?<=[A-Za-z])[€…†Ÿ§„”\x81](?=[a-z])|(?<!\w)[€…†\x81](?=[a-z]{2})")
MANY = 3  # so many good UTF-8 characters for each bad byte are no accident


def decode(content: bytes) -> tuple[str, str]:
    """Returns the text and the name of its encoding; raises UnreadableFile."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding).removeprefix("\ufeff"), encoding
    if unmarked := _utf16_without_mark(content):
        return _strictly(content, unmarked), unmarked
    if b"\x00" in content:
        raise UnreadableFile(
            _("Line %(line)s contains a zero byte: this is no text file, or it is damaged. Save it again as CSV."),
            line=_line(content, content.index(b"\x00")),
        )
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_mixture(content, error)
    if old := _of_old_machine(content):
        return content.decode(old), old
    return _windows(content), "cp1252"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(encoding, errors="ignore").count("\n") + 1
        raise UnreadableFile(
            _("The file is damaged in line %(line)s. Save it again as “CSV UTF-8”."), line=line
        ) from error
    if "\x00" in text:
        raise UnreadableFile(
            _("Line %(line)s contains a zero byte: this is no text file, or it is damaged. Save it again as CSV."),
            line=text[: text.index("\x00")].count("\n") + 1,
        )
    return text


def _utf16_without_mark(content: bytes) -> str | None:
    """Returns UTF-16 where nearly every second byte is a zero, always on the same side, as in German texts."""
    units = len(content) // 2
    if len(content) % 2 or not units:
        return None
    first, second = content[0::2].count(0), content[1::2].count(0)
    if second > units * 0.6 and not first:
        return "utf-16-le"
    if first > units * 0.6 and not second:
        return "utf-16-be"
    return None


def _refuse_mixture(content: bytes, error: UnicodeDecodeError) -> None:
    """Refuses UTF-8 with a few foreign bytes, as when two files were pasted together: Windows-1252 would spoil it."""
    text = content.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - bad
    if good >= MANY * bad:
        raise UnreadableFile(
            _("Line %(line)s is written in another encoding than the rest. Save the file again as “CSV UTF-8”."),
            line=_line(content, error.start),
        ) from error


def _of_old_machine(content: bytes) -> str | None:
    """Returns the encoding of an old Mac or of DOS, if only that makes words of the text."""
    windows = content.decode("cp1252", errors="replace").replace("\ufffd", "\x81")
    if ANY_UMLAUT.search(windows) or not NEVER_IN_WORDS.search(windows):
        return None
    umlauts = {encoding: len(UMLAUT.findall(content.decode(encoding))) for encoding in OLD}
    best = max(umlauts, key=umlauts.__getitem__)
    return best if umlauts[best] else None


def _windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            _(
                "Line %(line)s contains a character (byte %(byte)s) that neither UTF-8 nor Windows-1252 knows. "
                "Save the file in Excel as “CSV UTF-8”."
            ),
            line=_line(content, error.start),
            byte=f"{content[error.start]:02X}",
        ) from error


def _line(content: bytes, position: int) -> int:
    return content[:position].count(b"\n") + 1
