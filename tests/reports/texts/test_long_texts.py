"""A text ten times as long makes ten times the work, whatever it consists of: nobody stops a page by pasting one."""

import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Literal

import pytest

from catalog.history.word_diff import WORD
from catalog.texts.normalising import searchable
from catalog.texts.plain_text import FORBIDDEN, MOST_ACCENTS, one_line, printable, shortened, unicode_form
from monitoring.search.search import Search
from monitoring.tables.text import HYPHENATED
from reports.documents.texts import blocks
from reports.measures.snippets import around
from reports.texts.formatted import BOLD, BULLET, formatted
from reports.texts.links import ADDRESS
from tests.steps import Matcher, lines_run, nasty

SHORT, TIMES = 60, 10
PLACES = 12  # characters that a pattern is tried on: enough to tell a square from a line
PATTERNS = {
    "addresses": ADDRESS,
    "bold": BOLD,
    "bullets": BULLET,
    "control characters": FORBIDDEN,
    "hyphens": HYPHENATED,
    "words": WORD,
}
# Linear work grows tenfold, square work a hundredfold; what is done once, whatever the length, only lowers the ratio.
MOST = 2 * TIMES
FEW = 600  # lines; what stays below is nobody's trouble

WORKS: dict[str, Callable[[str], object]] = {
    "formatted": formatted,
    "documents": blocks,
    "feeds": lambda text: one_line(printable(text)),
    "shortened": lambda text: shortened(text, 50),
    "searchable": searchable,
    "search": lambda text: Search("a -").hits(text) and Search("M 1").finds(text),
    "snippet": lambda text: around(text, 0, 1),
}


@pytest.mark.parametrize("name", WORKS)
def test_a_text_ten_times_as_long_makes_ten_times_the_work(name: str) -> None:
    work = WORKS[name]
    for short, long in zip(nasty(SHORT), nasty(SHORT * TIMES), strict=True):
        before, after = lines_run(partial(work, short)), lines_run(partial(work, long))
        assert after <= max(before * MOST, FEW), long[:20]


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_tries_each_character_a_few_times(name: str) -> None:
    """Many ways of reading the same characters, one inside the other, would make work that grows with their square."""
    matcher, is_bullet = Matcher(PATTERNS[name]), name == "bullets"  # which are only looked for where a line begins
    for short, long in zip(nasty(PLACES), nasty(PLACES * TIMES), strict=True):
        before = matcher.steps_in(short, most=5000, only_at_start=is_bullet)
        most = max(before * MOST, 40 * PLACES * TIMES)
        assert matcher.steps_in(long, most=most, only_at_start=is_bullet) <= most, long[:20]


@pytest.mark.parametrize("form", ["NFC", "NFKC", "NFKD"])
def test_a_letter_has_only_so_many_accents(form: Literal["NFC", "NFKC", "NFKD"]) -> None:
    """Sorting them, which C does, takes time that grows with the square of their number."""
    for accents in ("\u0301\u0316", "\u0301\uff9e\u0316", "\u0345\u0334"):
        kept = unicode_form(form, f"a{accents * 10_000}b")
        assert len(kept) <= 2 + MOST_ACCENTS
    assert unicode_form(form, "u\u0308" * 100) == unicodedata.normalize(form, "u\u0308" * 100)


def test_a_hundred_thousand_line_breaks_are_at_most_two_blank_lines() -> None:
    assert formatted("Anfang\n" + "\n" * 100_000 + "Ende") == "<p>Anfang</p><p>Ende</p>"
    assert printable("Anfang" + "\r\n" * 100_000 + "Ende") == "Anfang\n\n\nEnde"


def test_an_address_of_many_parts_is_read_at_once() -> None:
    """Two ways of reading each part would be 2^30 ways of reading all."""
    typed = f"http://{'xn--a.' * 30}xn--a_"
    assert formatted(typed) == f"<p>{typed}</p>"
