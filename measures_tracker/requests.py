"""Requests whose text nobody decodes as the client says: all of it is UTF-8 or refused.

Django would decode the address while it makes a request, before any middleware could refuse it.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation, TooManyFilesSent
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.http import parse_header_parameters

UNKNOWN = {"charset": "unknown"}  # refused by `measures_tracker.middleware.refuse_other_encodings`
NO_ENCODING = (LookupError, ValueError)  # what Python raises for the name of one that it has not
REFUSED = (BadRequest, MultiPartParserError, SuspiciousOperation, TooManyFilesSent)  # answered with 400 by Django


class Request(WSGIRequest):
    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        """Reads what Django's method reads, and leaves the encoding alone."""
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except NO_ENCODING:
            self.content_type, self.content_params = "", UNKNOWN

    def _load_post_and_files(self) -> None:
        """Refuses a form that cannot be read, once: error pages ask for its token, too, and do without.

        Each part of a form has headers of its own, which may name an encoding. Until there is a view only error
        pages ask for the form.
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
