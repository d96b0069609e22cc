"""The kinds of files in which an office may take its measures along; apps that know more kinds add them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_lazy as _

from monitoring.exports.tables import ODS, XLSX, write_xlsx
from monitoring.tables.opendocument.writing import write_ods

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE_WORDS = {"xlsx": _("Excel (XLSX)"), "ods": _("LibreOffice (ODS)"), "docx": _("Word (DOCX)")}


@dataclass(frozen=True, slots=True)
class FurtherTable:
    """A table of its own beside that of the measures, such as one of milestones; its name is that of its sheet."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


class Write(Protocol):
    """Makes the bytes of a file from a title, headings and rows of texts, and further tables."""

    def __call__(
        self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], further: Sequence[FurtherTable] = ()
    ) -> bytes: ...


def as_xlsx(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], further: Sequence[FurtherTable] = ()
) -> bytes:
    others = [(one.name, one.headings, one.rows) for one in further]
    return write_xlsx(headings, rows, title, repeated=2, others=others)


def as_ods(
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    further: Sequence[FurtherTable] = (),
) -> bytes:
    return write_ods(headings, rows, others=[(one.name, one.headings, one.rows) for one in further])


FORMATS: dict[str, tuple[str, Write]] = {"xlsx": (XLSX, as_xlsx), "ods": (ODS, as_ods)}


def add_format(ending: str, content_type: str, write: Write) -> None:
    FORMATS[ending] = (content_type, write)
