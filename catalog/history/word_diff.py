"""Two versions of a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LONG = 60  # characters, from which on a text is not read at a glance
MOST_WORDS = 3_000  # longer texts are shown whole: comparing takes time that grows with the square
CONTEXT = 12  # words that stay around a difference
WORD = re.compile(r"\s*\w+|\s*[^\w\s]|\s+$")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    differs: bool = False
    left_out: bool = False  # stands for words that both have


def is_long(*texts: str) -> bool:
    return any(len(text) > LONG or "\n" in text for text in texts)


def compare(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of both, with what differs marked; long stretches without a difference are left out."""
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
    """Keep some words beside the differences; nothing is left out where that would save little."""
    head, tail = (0 if is_first else CONTEXT), (0 if is_last else CONTEXT)
    if len(words) <= head + tail + CONTEXT:
        yield Piece("".join(words))
        return
    if head:
        yield Piece("".join(words[:head]))
    yield Piece(" … ", left_out=True)
    if tail:
        yield Piece("".join(words[-tail:]))
