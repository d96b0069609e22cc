"""What a clerk is told about a file: that it cannot be read at all, or what was noticed while reading."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class UnreadableFile(Exception):  # noqa: N818 - a statement about the file, shown as it is
    """Says in the reader's language what is wrong with the file and what to do about it."""

    def __init__(self, text: Text, **values: Any) -> None:
        super().__init__(text, values)
        self.text, self.values = text, values

    @property
    def message(self) -> str:
        return str(self.text) % self.values if self.values else str(self.text)

    def __str__(self) -> str:
        return self.message


def damaged() -> UnreadableFile:
    return UnreadableFile(_("The file is damaged. Open it in its program, save it under a new name and try again."))


def no_table() -> UnreadableFile:
    return UnreadableFile(_("This Office file holds no table. Save the table as .xlsx, .docx or CSV and try again."))


def protected() -> UnreadableFile:
    return UnreadableFile(_("The file is protected by a password. Save it without one and try again."))


def too_much_text() -> UnreadableFile:
    return UnreadableFile(_("The file holds too much text. Divide it into several files."))


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd that did not stop the reading. `column` is the index of the cell, None for the whole row."""

    row: int
    column: int | None
    text: Text
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def message(self) -> str:
        return str(self.text) % dict(self.values) if self.values else str(self.text)

    def __str__(self) -> str:
        return self.message
