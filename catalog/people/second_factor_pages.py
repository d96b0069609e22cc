"""What the pages around the second factor share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from catalog.people import second_factor

LONGEST_ANSWER = 50_000  # characters
View = Callable[..., HttpResponseBase]


def with_second_factor(view: View) -> View:
    @wraps(view)
    def offered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not second_factor.is_on():
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(sensitive_post_parameters()(offered))


class AdminPage:
    """A mixin that shows a page in the layout of the admin."""

    page_title: str | Promise

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # of the view
        request: HttpRequest = self.request  # type: ignore[attr-defined]  # of the view
        return {**admin.site.each_context(request), "title": self.page_title, **context}


class AnswerField(forms.JSONField):
    """A field for the answer of a passkey; refuses what is longer than any."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)
        self.max_length = LONGEST_ANSWER

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_ANSWER:
            raise get_adapter().validation_error("incorrect_code")
        return super().to_python(value)


class Readable(forms.Form):
    """A mixin for forms with the answer of a passkey that refuses an answer of another shape than browsers send."""

    credential = AnswerField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
