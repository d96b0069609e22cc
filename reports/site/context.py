"""The context that every page of the site needs."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.http import escape_leading_slashes

from monitoring.current.waiting import is_something_waiting
from reports.texts.languages import language_marks, page_language


def site(request: HttpRequest) -> dict[str, object]:
    """Returns the languages of the page, whether its numbers lag behind, and the operator of the installation.

    Where the page is not German, `content_lang` marks texts of cities, `page_lang` our words among them.
    """
    language = page_language()
    other = "en" if language == "de" else "de"
    marks = language_marks()
    return {
        "language": language,
        "other_language": other,
        "other_language_url": escape_leading_slashes(translate_url(request.get_full_path(), other)),
        "page_lang": marks.page,
        "content_lang": marks.content,
        "is_something_waiting": is_something_waiting(),
        "operator_name": settings.OPERATOR_NAME,
        "operator_address": settings.OPERATOR_ADDRESS,
        "operator_email": settings.OPERATOR_EMAIL,
    }
