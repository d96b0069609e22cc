"""The languages on a page: texts of cities are German, our own words in the language of the page."""

from typing import NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

CONTENT_LANGUAGE = "de"


class LanguageMarks(NamedTuple):
    """Attributes of elements: `content` marks texts of cities, `page` our words among them; both "" in German."""

    content: SafeString = SafeString()
    page: SafeString = SafeString()


def page_language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def language_marks() -> LanguageMarks:
    language = page_language()
    if language == CONTENT_LANGUAGE:
        return LanguageMarks()
    content, page = (mark_safe(f' lang="{code}"') for code in (CONTENT_LANGUAGE, language))  # noqa: S308 - constants
    return LanguageMarks(content, page)
