"""The two views of a status table: in full, or as an overview with a line for each measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from catalog.choices import TableView
from reports.addresses.query_string import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from catalog.models import Report
    from reports.addresses.query_string import Address

VIEW, DETAILS = "ansicht", "details"
ALL = "alle"
MOST_ROWS_IN_FULL = 20


@dataclass(frozen=True, slots=True)
class ChosenView:
    """The view a visitor asks for; `word` is "" where the report decides. `shows_all` unfolds every row."""

    word: str = ""
    shows_all: bool = False
    error: str = ""

    words: ClassVar[dict[str, TableView]] = {"uebersicht": TableView.OVERVIEW, "tabelle": TableView.FULL}

    @classmethod
    def read(cls, data: QueryDict) -> ChosenView:
        text = word(data.getlist(VIEW))
        shows_all = word(data.getlist(DETAILS)) == ALL
        if text and text not in cls.words:
            return cls("", shows_all, _("“%(text)s” is no view of the table.") % {"text": text})
        return cls(text, shows_all)

    @property
    def parameters(self) -> Iterator[tuple[str, str]]:
        """Yields the parameters of an address that asks for the same view."""
        if self.word:
            yield VIEW, self.word
        if self.shows_all:
            yield DETAILS, ALL

    def of(self, report: Report, rows: int) -> TableView:
        """Returns the view of a report whose table has so many rows without filters."""
        if self.word:
            return self.words[self.word]
        if report.table_view != TableView.AUTOMATIC:
            return TableView(report.table_view)
        return TableView.FULL if rows <= MOST_ROWS_IN_FULL else TableView.OVERVIEW

    @classmethod
    def of_kind(cls, view: TableView) -> ChosenView:
        """Returns a view as if a visitor had asked for it."""
        return cls(cls._word_for(view))

    @classmethod
    def _word_for(cls, view: TableView) -> str:
        return next(text for text, shown in cls.words.items() if shown is view)

    @classmethod
    def address_of(cls, address: Address, view: TableView) -> Address:
        """Returns the address of the same rows in a view; details belong to the overview only."""
        kept = address.without(DETAILS) if view is TableView.FULL else address
        return kept.having(VIEW, cls._word_for(view))
