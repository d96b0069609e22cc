"""The changes of a report in sections, page by page: news first, and last what was closed before already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator

from reports.addresses.paging import NumberedPages
from reports.changes.between_days import ChangeKind
from reports.changes.report_timeline import grouped

if TYPE_CHECKING:
    from reports.addresses.query_string import Address
    from reports.changes.between_days import Changes, MeasureChange
    from reports.changes.long_changes import LongChanges

ON_A_PAGE = 50  # measures


@dataclass(frozen=True, slots=True)
class ChangeSection:
    """The changes of one kind: how many there are, those on the page, and where the section begins."""

    number: int
    shown: list[MeasureChange]
    address: str


class ChangesPage:
    """A page of the changes; `number` is its number as an address names it."""

    def __init__(self, changes: Changes | LongChanges, number: str, address: Address, *, hides_closed: bool) -> None:
        listed = [kind for kind in ChangeKind if not (hides_closed and kind is ChangeKind.CLOSED)]
        numbers = changes.numbers.kinds
        self.number_of_all = numbers.total()
        paginator = Paginator(changes.of_kinds(listed), ON_A_PAGE)
        paginator.count = sum(numbers[kind] for kind in listed)
        self.pages = NumberedPages(paginator.get_page(number), address)
        shown = grouped((change.kind, change) for change in changes.load(self.pages.shown))
        sections = []
        place = 1
        for kind in ChangeKind:
            page, _is_continued = self.pages.begins(min(place, paginator.count or 1))
            sections.append(ChangeSection(numbers[kind], shown[kind], f"{page}#{kind.value}"))
            place += numbers[kind]
        self.news, self.confirmed, self.passed, self.silent, self.closed = sections

    @property
    def is_last(self) -> bool:
        return not self.pages.page.has_next()
