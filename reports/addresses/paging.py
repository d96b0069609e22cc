"""A long list in pages, each with an address of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.paginator import Page

    from reports.addresses.query_string import Address

PAGE = "seite"


@dataclass(frozen=True, slots=True)
class NumberedPages:
    """The pages of a list around the one that is shown; `address` is that of the list."""

    page: Page[Any]
    address: Address

    @classmethod
    def of(cls, rows: Sequence[Any], length: int, number: str, address: Address) -> NumberedPages:
        """Returns the pages of a list with the one that was asked for, else the first."""
        return cls(Paginator(rows, length).get_page(number), address)

    @property
    def shown(self) -> list[Any]:
        """Returns what stands on the page."""
        return [*self.page.object_list]

    @property
    def numbers(self) -> list[tuple[int | str, Address | None]]:
        """Returns the numbers of pages with their addresses, "…" for gaps; nothing for a single page."""
        if not self.page.has_other_pages():
            return []
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(number, self._address_of(number) if isinstance(number, int) else None) for number in numbers]

    @property
    def previous(self) -> Address:
        return self._address_of(self.page.previous_page_number())

    @property
    def next(self) -> Address:
        return self._address_of(self.page.next_page_number())

    def begins(self, place: int) -> tuple[Address | str, bool]:
        """Returns the address of the page of a place, from 1, "" for this one, and whether it comes before this one."""
        number = (place - 1) // self.page.paginator.per_page + 1
        return "" if number == self.page.number else self._address_of(number), number < self.page.number

    def _address_of(self, number: int) -> Address:
        return self.address.having(PAGE, str(number)) if number > 1 else self.address
