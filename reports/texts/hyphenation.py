"""Soft hyphens for long German words, since not every browser and office suite knows where to divide them."""

import re
from functools import cache, lru_cache
from itertools import pairwise

import pyphen
from django.utils.safestring import SafeString

SOFT_HYPHEN = "\u00ad"
SHORTEST_DIVIDED = 13  # letters; shorter words fit into the narrowest column
SHORTEST_PIECE = 4  # at the ends of a word
SHORTEST_BETWEEN = 6  # letters between two hyphens: each is two bytes that few lines need
LONG_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST_DIVIDED},}}")
TAG_OR_LONG_WORD = re.compile(rf"<[^>]*>|{LONG_WORD.pattern}")


@cache
def _patterns() -> pyphen.Pyphen:
    """Returns the German patterns; reading them takes part of a second, once in each process."""
    return pyphen.Pyphen(lang="de_DE", left=SHORTEST_PIECE, right=SHORTEST_PIECE)


@lru_cache(maxsize=20_000)
def divided(word: str) -> str:
    """Returns a word with soft hyphens; not beside a single letter, where the patterns are at a loss."""
    places = [int(place) for place in _patterns().positions(word)]
    doubtful = {place for one, other in pairwise(places) if other - one == 1 for place in (one, other)}
    kept: list[int] = []
    for place in places:
        if place not in doubtful and place - (kept[-1] if kept else 0) >= (SHORTEST_BETWEEN if kept else 0):
            kept.append(place)
    return SOFT_HYPHEN.join(word[start:end] for start, end in pairwise([0, *kept, len(word)]))


def hyphenated(text: str) -> str:
    """Returns a text with soft hyphens in its long words."""
    return LONG_WORD.sub(lambda found: divided(found[0]), text) if len(text) >= SHORTEST_DIVIDED else text


@lru_cache(maxsize=4096)
def hyphenated_html(html: SafeString) -> SafeString:
    """Returns HTML with soft hyphens in the long words between its tags.

    Of the cells of a table few change from one rendering to the next.
    """
    return SafeString(TAG_OR_LONG_WORD.sub(_divided_unless_tag, html)) if len(html) >= SHORTEST_DIVIDED else html


def _divided_unless_tag(found: re.Match[str]) -> str:
    piece = found[0]
    return piece if piece[0] == "<" else divided(piece)
