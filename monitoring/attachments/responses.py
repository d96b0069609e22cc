"""Sends a file so that nothing in it can act: with its own type, never as a page, private ones into no cache."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from monitoring.attachments.contents import MissingContentError, find
from monitoring.attachments.names import safe_name
from monitoring.models import AttachedFile

logger = logging.getLogger(__name__)

# No script, no form, no frame, nothing from elsewhere, and no rights of this site.
DISARMED = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PUBLIC = "no-cache"  # kept, but asked for again each time: it may be withdrawn
PRIVATE = "private, no-store"


def send(request: HttpRequest, row: AttachedFile, *, is_public: bool, preview: bool = False) -> HttpResponse:
    """Returns the file of a row: pictures to be looked at, documents to be saved. Raises Http404.

    `is_public` tells whether strangers get it, too; `preview` asks for the small version of a picture.
    """
    etag = f'"{row.digest}{"-preview" if preview else ""}"'
    known = get_conditional_response(request, etag) if is_public else None
    response = known or HttpResponse(content_of(row, preview=preview), content_type=row.type.content_type)
    response["Cache-Control"] = PUBLIC if is_public else PRIVATE
    response["Content-Security-Policy"] = DISARMED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if is_public:
        response["ETag"] = etag
    name = safe_name(row.file_name, row.type)  # once more: names of people may have been taken out of it
    response["Content-Disposition"] = content_disposition_header(not row.is_picture, name) or "attachment"
    return response


def content_of(row: AttachedFile, *, preview: bool) -> bytes:
    try:
        kept = find(row.digest)
    except MissingContentError as error:
        logger.exception("The content of an attached file is missing")
        raise Http404 from error
    if preview and not kept.preview:
        raise Http404
    return kept.preview if preview else kept.content
