"""Counts the work that a text makes, so that tests can compare a text with one ten times as long without a clock.

Two things are counted: the lines of Python that run, and the steps of a regular expression, which run in C and are
walked here by a small matcher that tries what `re` tries, in the same order.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

# What stops pages: whatever a text consists of, it may come by the thousand. Each shape is repeated.
UNITS = [
    *(
        "\n",
        "\r\n",
        " ",
        "\t",
        "\u00a0",
        " \n",
        "\n ",
        "a\n\n\n\n",
        "a",
        "1",
        "ä",
        "-",
        ".",
        ",",
        ";",
        ":",
        "/",
        "&",
        "@",
    ),
    *("*", "**", "** ", "**a ", "a**", "_", "[", "]", "(", ")", "()", "{", "<", "<b", ">", "> ", "|", "'", '"', "\\"),
    *(
        "- ",
        "- \n",
        "- a\n",
        "  - a\n",
        "– ",
        "– a –",
        "• ",
        "•",
        "1. ",
        "1. a\n",
        " 1. a",
        "1.\n",
        "(1)",
        "1.000",
        "1,",
    ),
    *(
        "www.",
        "www.a.",
        "http://",
        "http://a",
        "http://a/(",
        "http://a/[",
        "https://xn--a.",
        "xn--a.",
        "mailto:",
        "a@",
        "a@b.",
    ),
    *(
        "a-\n",
        "- \n",
        "u\u0308",
        "\u0301",
        "\u0301\u0316",
        "\u202e",
        "\u200b",
        "\u00ad",
        "a b ",
        "a-",
        "-a ",
        "a/ ",
        "S. 1–",
        "Amt; ",
        "und ",
    ),
]


def nasty(length: int) -> Iterator[str]:
    """Texts of about a length: each unit repeated, alone and between a beginning and an end that does not fit."""
    for unit in UNITS:
        many = unit * (length // len(unit))
        yield from (many, f"- {many}x -", f"http://{many}_", f"a{many}!", f"a-{many}X")


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python a piece of work runs."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


class Matcher:
    """Finds a pattern in a text as `re` does, one counted step for each try."""

    def __init__(self, pattern: "re.Pattern[str]") -> None:
        self.pattern = pattern
        self.tree = parser.parse(pattern.pattern, pattern.flags)
        self.steps = 0

    def steps_in(self, text: str, *, most: int, only_at_start: bool = False) -> int:
        """The steps of finding all there is in a text, or what stands at its start; beyond `most` nobody counts on."""
        self.steps, self.text, place = 0, text, 0
        while place <= (0 if only_at_start else len(text)) and self.steps <= most:
            end = next(self._sequence(self.tree.data, 0, place), None)
            place = max(end, place + 1) if end is not None else place + 1
        return self.steps

    def _sequence(self, items: Any, index: int, place: int) -> Iterator[int]:
        if index == len(items):
            yield place
            return
        for end in self._one(items[index], place):
            yield from self._sequence(items, index + 1, end)

    def _one(self, item: Any, place: int) -> Iterator[int]:  # noqa: PLR0912 - as many as there are kinds of items
        self.steps += 1
        code, argument = item
        text = self.text
        if code in {names.LITERAL, names.NOT_LITERAL, names.ANY, names.IN}:
            if place < len(text) and self._fits(code, argument, text[place]):
                yield place + 1
        elif code is names.SUBPATTERN:
            yield from self._sequence(argument[3].data, 0, place)
        elif code is names.BRANCH:
            for branch in argument[1]:
                yield from self._sequence(branch.data, 0, place)
        elif code is names.ATOMIC_GROUP:
            yield from self._first(self._sequence(argument.data, 0, place))
        elif code is names.POSSESSIVE_REPEAT:
            yield from self._first(self._repeated(argument, place, 0, is_greedy=True))
        elif code in {names.MAX_REPEAT, names.MIN_REPEAT}:
            yield from self._repeated(argument, place, 0, is_greedy=code is names.MAX_REPEAT)
        elif code in {names.ASSERT, names.ASSERT_NOT}:
            direction, inside = argument
            start = place if direction > 0 else place - inside.getwidth()[0]
            found = start >= 0 and next(self._sequence(inside.data, 0, start), None) is not None
            if found is (code is names.ASSERT):
                yield place
        elif code is names.AT:
            if re.compile({names.AT_BEGINNING: "^", names.AT_END: "$"}.get(argument, r"\b")).match(text, place):
                yield place
        else:
            raise NotImplementedError(code)

    @staticmethod
    def _first(ends: Iterator[int]) -> Iterator[int]:
        for end in ends:
            yield end
            return

    def _repeated(self, argument: Any, place: int, done: int, *, is_greedy: bool) -> Iterator[int]:
        """Without recursion for what is one character long, as `re` does it."""
        least, most, inside = argument
        if inside.getwidth() == (1, 1) and len(inside.data) == 1:
            ends = [place]
            while len(ends) <= most and (end := next(self._one(inside.data[0], ends[-1]), None)) is not None:
                ends.append(end)
            ends = ends[least:]
            for end in reversed(ends) if is_greedy else ends:
                self.steps += 1
                yield end
            return
        if done >= least and not is_greedy:
            yield place
        if done < most:
            for end in self._sequence(inside.data, 0, place):
                if end > place:
                    yield from self._repeated(argument, end, done + 1, is_greedy=is_greedy)
        if done >= least and is_greedy:
            yield place

    def _fits(self, code: Any, argument: Any, sign: str) -> bool:
        if self.pattern.flags & re.IGNORECASE and code is not names.ANY:
            return any(self._fits_exactly(code, argument, one) for one in {sign, sign.lower(), sign.upper()[:1]})
        return self._fits_exactly(code, argument, sign)

    def _fits_exactly(self, code: Any, argument: Any, sign: str) -> bool:
        if code is names.ANY:
            return sign != "\n" or bool(self.pattern.flags & re.DOTALL)
        if code is names.IN:
            is_negated = argument[0][0] is names.NEGATE
            return any(self._is_in(one, sign) for one in argument[is_negated:]) is not is_negated
        return bool((ord(sign) == argument) is (code is names.LITERAL))

    @staticmethod
    def _is_in(item: Any, sign: str) -> bool:
        code, argument = item
        if code is names.LITERAL:
            return bool(ord(sign) == argument)
        if code is names.RANGE:
            return bool(argument[0] <= ord(sign) <= argument[1])
        kind = {
            names.CATEGORY_DIGIT: unicodedata.category(sign) == "Nd",
            names.CATEGORY_SPACE: sign.isspace(),
            names.CATEGORY_WORD: sign.isalnum() or sign == "_",
        }
        for positive, negative in (
            (names.CATEGORY_DIGIT, names.CATEGORY_NOT_DIGIT),
            (names.CATEGORY_SPACE, names.CATEGORY_NOT_SPACE),
            (names.CATEGORY_WORD, names.CATEGORY_NOT_WORD),
        ):
            if argument is positive:
                return kind[positive]
            if argument is negative:
                return not kind[positive]
        raise NotImplementedError(item)
