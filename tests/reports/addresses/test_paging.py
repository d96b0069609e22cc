"""The pages of a long list: which one a place lies on, and the addresses of the others."""

import pytest

from reports.addresses.paging import NumberedPages
from reports.addresses.query_string import Address

ADDRESS = Address("/stadt/", (("status", "umgesetzt"),))


@pytest.mark.parametrize(
    ("place", "address", "comes_before"),
    [
        (1, "/stadt/?status=umgesetzt", True),
        (3, "/stadt/?status=umgesetzt", True),
        (4, "", False),
        (6, "", False),
        (7, "/stadt/?status=umgesetzt&seite=3", False),
    ],
)
def test_a_place_lies_on_a_page(place: int, address: str, *, comes_before: bool) -> None:
    second = NumberedPages.of(range(1, 8), 3, "2", ADDRESS)
    assert second.shown == [4, 5, 6]
    found, is_before = second.begins(place)
    assert (str(found), is_before) == (address, comes_before)


def test_one_page_needs_no_numbers() -> None:
    assert NumberedPages.of([1, 2], 3, "", ADDRESS).numbers == []
    assert [number for number, _address in NumberedPages.of([1, 2, 3, 4], 3, "", ADDRESS).numbers] == [1, 2]
