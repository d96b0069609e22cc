"""Columns are as wide as what they say."""

from reports.documents.document import Block, DocColumn, DocParagraph, DocTable, Orientation
from reports.documents.writers.widths import SIGNS_ACROSS, fitted
from tests.reports.documents import examples

LONG = "Sehr ausführlich. " * 40


def shares(*tables: DocTable, orientation: Orientation = Orientation.LANDSCAPE) -> list[list[float]]:
    blocks: list[Block] = [DocParagraph.of("Vorweg"), *tables]
    return [
        [column.share for column in block.columns]
        for block in fitted(blocks, orientation)
        if isinstance(block, DocTable)
    ]


def test_what_says_much_is_wide() -> None:
    ((number, text, nothing),) = shares(examples.table(["A1", LONG, ""], ["A2", LONG, ""]))
    assert text > 5 * number
    assert text > 5 * nothing
    assert round(number + text + nothing) == SIGNS_ACROSS[Orientation.LANDSCAPE]


def test_there_is_room_for_words_and_heads() -> None:
    ((code, _text, nothing),) = shares(examples.table(["Jobcenter-10", LONG, ""]))
    assert code > len("Jobcenter")
    assert nothing > len("Spalte 3")


def test_alike_tables_are_alike() -> None:
    first, second = shares(examples.table(["A1", LONG, ""]), examples.table(["A2", "kurz", "kurz"]))
    assert first == second


def test_tables_with_other_heads_are_not() -> None:
    first, second = shares(examples.table(["A1", LONG, ""]), examples.table(["A2", "kurz"], columns=2))
    assert (len(first), len(second)) == (3, 2)
    assert first[:2] != second


def test_more_columns_than_fit_still_have_a_width() -> None:
    heads = tuple(DocColumn("Grundstücksverkehr") for _number in range(20))
    ((*found,),) = shares(DocTable("Viele", heads, examples.table().groups))
    assert all(share > 0 for share in found)


def test_no_column_is_wider_than_its_longest_line() -> None:
    ((day, text, other),) = shares(examples.table(*[["20.09.2018", LONG, LONG]] * 12))
    assert day < 2 * len("20.09.2018")
    assert text == other


def test_where_the_page_is_too_narrow_long_words_are_broken_and_short_ones_are_not() -> None:
    heads = tuple(map(DocColumn, ["Nr.", "TOP", *["Protokollführung"] * 6]))
    ((number, item, *others),) = shares(DocTable("", heads, ()), orientation=Orientation.PORTRAIT)
    assert number == item > len("TOP") * 1.5
    assert number + item + sum(others) <= SIGNS_ACROSS[Orientation.PORTRAIT]
