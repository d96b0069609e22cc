"""The context that every page of the site needs."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

CONTENT_LANGUAGE = "de"


def site(request: HttpRequest) -> dict[str, object]:
    """Returns the languages of the page and the operator of the installation.

    Where the page is not German, `content_lang` marks texts of cities, `page_lang` our words among them.
    """
    language = get_language() or settings.LANGUAGE_CODE
    other = "en" if language == "de" else "de"
    is_foreign = language != CONTENT_LANGUAGE
    return {
        "language": language,
        "other_language": other,
        "other_language_url": escape_leading_slashes(translate_url(request.get_full_path(), other)),
        "page_lang": mark_safe(f' lang="{language}"') if is_foreign else SafeString(),  # noqa: S308 - one of two
        "content_lang": mark_safe(f' lang="{CONTENT_LANGUAGE}"') if is_foreign else SafeString(),  # noqa: S308 - constant
        "operator_name": settings.OPERATOR_NAME,
        "operator_address": settings.OPERATOR_ADDRESS,
        "operator_email": settings.OPERATOR_EMAIL,
    }
