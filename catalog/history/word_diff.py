"""Compares two versions of a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LONG = 60  # characters; longer texts are not read at a glance
MOST_WORDS = 3_000  # characters; longer texts are shown whole, as comparing takes quadratic time
CONTEXT = 12  # equal words that are kept around a difference
WORD = re.compile(r"\s*\w+|\s*[^\w\s]|\s+$")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    differs: bool = False
    left_out: bool = False  # stands for equal words that are left out


def is_long(*texts: str) -> bool:
    return any(len(text) > LONG or "\n" in text for text in texts)


def compare(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Returns the pieces of both texts, with what differs marked; long stretches without a difference are left out."""
    before, after = WORD.findall(old), WORD.findall(new)
    if not before or not after or max(len(before), len(after)) > MOST_WORDS:
        return whole(old), whole(new)
    left: list[Piece] = []
    right: list[Piece] = []
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for place, (step, a, b, c, d) in enumerate(steps):
        if step == "equal":
            same = list(shorten(before[a:b], is_first=place == 0, is_last=place == len(steps) - 1))
            left += same
            right += same
            continue
        left += [Piece("".join(before[a:b]), differs=True)] if b > a else []
        right += [Piece("".join(after[c:d]), differs=True)] if d > c else []
    return left, right


def whole(text: str) -> list[Piece]:
    return [Piece(text, differs=True)] if text else []


def shorten(words: list[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    """Yields the pieces with some equal words beside the differences; nothing is cut where that saves little."""
    head, tail = (0 if is_first else CONTEXT), (0 if is_last else CONTEXT)
    if len(words) <= head + tail + CONTEXT:
        yield Piece("".join(words))
        return
    if head:
        yield Piece("".join(words[:head]))
    yield Piece(" … ", left_out=True)
    if tail:
        yield Piece("".join(words[-tail:]))
