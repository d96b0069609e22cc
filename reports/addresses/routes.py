"""The words that the routes of the site take, so that no city and no report is called like a page."""

import re
from functools import cache

from django.urls import URLResolver, get_resolver

WORD = re.compile(r"[-a-z0-9]+")


@cache
def words_below(start: str) -> frozenset[str]:
    """Returns the fixed words that routes have right after `start`: "status" of "status/" after ""."""
    nouns = (noun for noun in get_resolver("reports.urls").url_patterns if isinstance(noun, URLResolver))
    routes = (str(route.pattern) for noun in nouns for route in noun.url_patterns)
    words = (route.removeprefix(start).partition("/")[0] for route in routes if route.startswith(start))
    return frozenset(word for word in words if WORD.fullmatch(word))
