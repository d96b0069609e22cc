"""Requests whose text is UTF-8 or refused, whatever encoding the client names.

Django would decode the address while it makes a request, before any middleware could refuse it.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation, TooManyFilesSent
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.http import parse_header_parameters

UNKNOWN = {"charset": "unknown"}  # refused by `measures_tracker.middleware.refuse_other_encodings`
NO_ENCODING = (LookupError, ValueError)  # raised by Python for an unknown encoding
REFUSED = (BadRequest, MultiPartParserError, SuspiciousOperation, TooManyFilesSent)  # answered with 400 by Django


class Request(WSGIRequest):
    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        """Reads the content type as Django does, but ignores the encoding."""
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except NO_ENCODING:
            self.content_type, self.content_params = "", UNKNOWN

    def _load_post_and_files(self) -> None:
        """Refuses an unreadable form once; error pages ask for its token again and get none.

        Each part of a form has headers of its own, which may name an encoding. Before a view runs only error pages ask
        for the form.
        """
        try:
            super()._load_post_and_files()
        except (*REFUSED, *NO_ENCODING) as error:
            self._mark_post_parse_error()  # type: ignore[attr-defined]
            if self.resolver_match is None:
                return
            if isinstance(error, REFUSED):
                raise
            raise BadRequest("The form cannot be decoded.") from error


class Handler(WSGIHandler):
    request_class = Request
