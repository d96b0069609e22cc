"""The changes of a report in sections, page by page: news first, and last what was closed before already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.addresses.paging import NumberedPages

if TYPE_CHECKING:
    from reports.addresses.query_string import Address
    from reports.changes.between_days import Changes, MeasureChange

ON_A_PAGE = 50  # measures


@dataclass(frozen=True, slots=True)
class ChangeSection:
    """The changes of one kind: how many there are, those on the page, and where the section begins."""

    number: int
    shown: list[MeasureChange]
    address: str


class ChangesPage:
    """A page of the changes; `number` is its number as an address names it."""

    def __init__(self, changes: Changes, number: str, address: Address, *, hides_closed: bool) -> None:
        kinds = {
            "neues": changes.news,
            "bestaetigt": changes.confirmed,
            "verstrichen": changes.passed,
            "ohne-meldung": changes.silent,
            "abgeschlossen": changes.closed_before,
        }
        listed = [
            (anchor, change)
            for anchor, found in kinds.items()
            for change in found
            if not (hides_closed and found is changes.closed_before)
        ]
        self.pages = NumberedPages.of(listed, ON_A_PAGE, number, address)
        sections = []
        place = 1
        for anchor, found in kinds.items():
            page, _is_continued = self.pages.begins(min(place, len(listed) or 1))
            shown = [change for kind, change in self.pages.shown if kind == anchor]
            sections.append(ChangeSection(len(found), shown, f"{page}#{anchor}"))
            place += len(found)
        self.news, self.confirmed, self.passed, self.silent, self.closed = sections

    @property
    def is_last(self) -> bool:
        return not self.pages.page.has_next()
