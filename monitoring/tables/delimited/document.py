"""CSV and its relatives, as Excel and everybody else writes them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from threading import Lock

from django.utils.translation import gettext_lazy as _

from catalog.texts.plain_text import CONTROL, clean, without_formula
from monitoring.tables.delimited import delimiters
from monitoring.tables.delimited.delimiters import Separator
from monitoring.tables.delimited.encodings import OLD, decode
from monitoring.tables.limits import Limits, Meter
from monitoring.tables.problems import UnreadableFile
from monitoring.tables.text import trimmed
from monitoring.tables.workbook import Sheet, SheetRow, Workbook

GARBAGE = 0.005  # share of control characters from which on a file is no text
QUOTE = '"'
ANY_LENGTH = 2**31 - 1
RAISED = Lock()
WITH_UMLAUT = re.compile(r"\b\w*[ÄÖÜäöüß]\w*")
SAMPLES = 5
LONGEST_RECORD = 20_000  # lines; nobody writes that many into one row


def read(content: bytes, meter: Meter) -> Workbook:
    text, encoding = decode(content)
    if len(CONTROL.findall(text)) > len(text) * GARBAGE + 1:
        raise UnreadableFile(_("This is not a table. Save it as an Excel workbook (.xlsx) or as CSV and try again."))
    announced = delimiters.announced(text)
    lines = _Lines(text)
    if announced:
        delimiter = Separator(announced, delimiters.skips_blanks(text, announced))
    else:
        delimiter = delimiters.likely(text) or Separator("")
    if announced:
        next(lines)
    sheet = Sheet(name="", is_delimited=True)
    if encoding in OLD:
        words = _("The file was written on an old Mac or under DOS and is read like that. Check the umlauts: %(words)s")
        umlauts = list(dict.fromkeys(WITH_UMLAUT.findall(text)))[:SAMPLES]
        sheet.remark(1, None, words, words=", ".join(umlauts))
    try:
        sheet.rows = list(_rows(lines, delimiter if delimiter.character else Separator(";"), sheet, meter))
    except csv.Error as error:
        raise UnreadableFile(
            _("The file is damaged in line %(line)s. Save it again as “CSV UTF-8”."), line=lines.number
        ) from error
    return Workbook("csv", [sheet], encoding, delimiter.character or None)


class _Lines:
    """Physical lines; remembers those of the record that is being read."""

    def __init__(self, text: str) -> None:
        self.lines = io.StringIO(text, newline="")
        self.number = 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.number += 1
        self.record.append(line)
        if len(self.record) > LONGEST_RECORD:
            raise _unclosed(self.number - LONGEST_RECORD)
        return line

    def begin(self) -> int:
        """Forgets the record before; returns the number of the line the next one begins in."""
        self.record = []
        return self.number + 1


def _rows(lines: _Lines, delimiter: Separator, sheet: Sheet, meter: Meter) -> Iterator[SheetRow]:
    after_gap = False
    while True:
        number = lines.begin()
        record = _record(lines, delimiter, number, sheet, meter.limits)
        if record is None:
            return
        cells = trimmed([without_formula(clean(cell)) for cell in record])
        if not cells:
            after_gap = True
            continue
        meter.row(cells, number)
        yield SheetRow(number, cells, after_gap=after_gap)
        after_gap = False


def _record(lines: _Lines, delimiter: Separator, number: int, sheet: Sheet, limits: Limits) -> list[str] | None:
    """Returns the next record, None at the end. Quotes that are not doubled are borne while they stay in their line."""
    try:
        return next(_reader(lines, delimiter, strict=True), None)
    except csv.Error as error:
        opened = _open_quote(lines.record, delimiter)
        too_long = "field larger" in str(error)
        if too_long and opened is not None:
            raise _too_long(number + opened, limits) from error
        if "unexpected end" in str(error):
            raise _unclosed(number + (opened or 0)) from error
        if len(lines.record) > 1 and not too_long:
            raise _unclosed(number + _last_quote(lines.record, delimiter)) from error
    if not too_long:
        sheet.remark(number, None, _("Quotation marks inside a cell are not doubled; check the texts."))
    with _cells_of_any_length():  # whoever counts the characters names row and column
        record = next(_reader(chain(list(lines.record), lines), delimiter, strict=False), None)
    opened = _open_quote(lines.record, delimiter)
    if opened is not None:
        raise _unclosed(number + opened)
    return record


def _reader(lines: Iterable[str], delimiter: Separator, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter.character, skipinitialspace=delimiter.skips_blanks, strict=strict)


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Raises the one limit of the whole process, by one thread at a time, so that it is put back as it was."""
    with RAISED:
        before = csv.field_size_limit(ANY_LENGTH)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _unclosed(line: int) -> UnreadableFile:
    return UnreadableFile(
        _(
            "A quotation mark opened in line %(line)s is never closed. Close it, or double it if it belongs "
            "to the text."
        ),
        line=line,
    )


def _too_long(line: int, limits: Limits) -> UnreadableFile:
    return UnreadableFile(
        _(
            "The cell that begins in line %(line)s has more than %(limit)s characters. "
            "Perhaps its quotation mark is never closed."
        ),
        line=line,
        limit=limits.cell_characters,
    )


def _quotes(lines: list[str], delimiter: Separator) -> Iterator[tuple[int, bool]]:
    """Yields each quoted cell of a record: the line it opens in, counted from 0, and whether it is closed."""
    opened: int | None = None
    for number, line in enumerate(lines):
        position = 0
        while True:
            position = line.find(QUOTE, position)
            if position < 0:
                break
            if opened is None:
                before = line[:position].rstrip(" ") if delimiter.skips_blanks else line[:position]
                if not before or before[-1] == delimiter.character:
                    opened = number
            elif line[position + 1 : position + 2] == QUOTE:
                position += 1
            else:
                yield opened, True
                opened = None
            position += 1
    if opened is not None:
        yield opened, False


def _open_quote(lines: list[str], delimiter: Separator) -> int | None:
    return next((line for line, closed in _quotes(lines, delimiter) if not closed), None)


def _last_quote(lines: list[str], delimiter: Separator) -> int:
    """Returns where the quote opened that was closed in the last line, in the middle of a text."""
    before = [line for line, _closed in _quotes(lines, delimiter) if line < len(lines) - 1]
    return before[-1] if before else 0
