"""Texts that some program has decoded wrongly: "fÃ¼r" for "für"."""

import re

from django.utils.translation import gettext_lazy as _

from catalog.texts.plain_text import clean, repaired
from monitoring.tables.workbook import Sheet, Workbook

# An umlaut or a dash; "Â" alone may stand before a blank that does not break.
SPOILT = re.compile("Ã[¤¶¼„–œŸ©]|â(?:€[\x9d“”„™˜¦œž]|‚¬)|[AOUaou]Ìˆ")
RIGHT = re.compile("[äöüÄÖÜß]")
Place = tuple[int, int, str]


def name(workbook: Workbook) -> None:
    """Repairs a file in which every umlaut is spoilt, and names it. Where others are right, it is only named.

    What is stored may be spoilt already: an export that comes back has to change nothing.
    """
    texts = [text for sheet in workbook.sheets for row in sheet.rows for text in row.cells if not text.isascii()]
    if not any(map(SPOILT.search, texts)):
        return
    all_are = not any(RIGHT.search(text) for text in texts)
    for sheet in workbook.sheets:
        if places := list(_spoilt(sheet)):
            _remark(sheet, places, is_repaired=all_are)
        if all_are:
            repair(sheet)


def repair(sheet: Sheet) -> None:
    for row in sheet.rows:
        row.cells = [text if text.isascii() else clean(repaired(text)) for text in row.cells]


def _spoilt(sheet: Sheet) -> list[Place]:
    return [
        (row.number, index, text)
        for row in sheet.rows
        for index, text in enumerate(row.cells)
        if not text.isascii() and repaired(text) != text
    ]


def _remark(sheet: Sheet, places: list[Place], *, is_repaired: bool) -> None:
    row, column, text = places[0]
    words = _(
        "A program has spoilt the umlauts: “%(old)s” should be “%(new)s”. Correct it. Cells like this: %(cells)s."
    )
    if is_repaired:
        words = _("A program has spoilt the umlauts: “%(old)s” is read as “%(new)s”. Cells like this: %(cells)s.")
    old = next((word for word in text.split() if repaired(word) != word), text)
    sheet.remark(row, column, words, old=old[:100], new=repaired(old)[:100], cells=len(places))
