"""Answers strangers with the page that was made for the stranger before them, as long as nothing has changed.

Whoever has a session gets the live page. A kept page is held against the stamp of its place at every request (see
catalog/revisions/stamps.py), so it is never older than the last change, on any worker of any host.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.utils import timezone
from django.utils.cache import patch_cache_control

from catalog.revisions.stamps import EVERYWHERE, Stamps, read_stamps, stamp_of
from measures_tracker.kept_pages.parameters import KNOWN
from measures_tracker.kept_pages.replica import read_from_replica
from measures_tracker.kept_pages.store import KeptPage, Shelf
from monitoring.current.waiting import is_something_waiting, one_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from measures_tracker.middleware import GetResponse

LIVE = re.compile(
    r"/(?:en/)?[-\w]+/(?:anhaenge|vorlagen/[-\w]+/anlagen)/"  # files, which are large and live in browsers
    r"|/(?:en/)?(?:admin|sso|static|einladung|rueckmeldung|\.well-known)/|/(?:healthz|robots\.txt|favicon\.ico)$"
)
FIRST_SEGMENT = re.compile(r"/(?:en/)?([-\w]+)/")
GZIP = re.compile(r"\bgzip\b")  # as Django's own middleware asks
DATABASE = DEFAULT_DB_ALIAS
MOST_PARAMETERS = 50


class Key(NamedTuple):
    """What a page depends on beside the rows it shows; `query` is sorted by name."""

    scheme: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    day: str
    is_compressed: bool


class KeepPages:
    """The first middleware: what it answers passes no other.

    Pages without parameters have most of the room, so that a search for many words drives none of them out.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.room = settings.KEPT_PAGES_BYTES
        self.plain = Shelf(self.room * 3 // 4)
        self.asked = Shelf(self.room // 4)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_page():
            return self.answer(request)

    def answer(self, request: HttpRequest) -> HttpResponse:
        key = self.key(request)
        if key is None:
            return self.get_response(request)
        shelf = self.asked if key.query else self.plain
        try:
            page = shelf.get(key)
            if page and page.stamp == current_stamp(page.place):
                return page.response(request.META.get("HTTP_IF_NONE_MATCH", ""))
            slug = first_segment(key.path)
            before = read_stamps(slug, DATABASE)
        except DatabaseError:  # lost: the live page takes a new connection or says what is wrong
            connections[DATABASE].close()
            return self.get_response(request)
        if before is None:
            return self.get_response(request)
        with read_from_replica(slug, before):
            return self.made_anew(request, before, shelf, key)

    def made_anew(self, request: HttpRequest, before: Stamps, shelf: Shelf, key: Key) -> HttpResponse:
        """Makes the whole page, even for a browser that has it already: the next stranger may not."""
        known = request.META.pop("HTTP_IF_NONE_MATCH", "")
        response = self.get_response(request)
        if not may_be_kept(response):
            return response
        patch_cache_control(response, no_cache=True)
        page = kept(request, response, before)
        shelf.put(key, page)
        return page.response(known)

    def key(self, request: HttpRequest) -> Key | None:
        """Returns the key of a page that may be kept; None where the request wants a live one."""
        meta = request.META
        if not self.room or request.method != "GET" or LIVE.match(request.path_info) or is_known_person(request):
            return None
        query = known_parameters(meta.get("QUERY_STRING", ""))
        if query is None or connections[DATABASE].in_atomic_block:
            return None
        try:
            host = request.get_host()
        except DisallowedHost:
            return None
        compressed = bool(GZIP.search(meta.get("HTTP_ACCEPT_ENCODING", "")))
        return Key(str(request.scheme), host, request.path, query, timezone.localdate().isoformat(), compressed)


def is_known_person(request: HttpRequest) -> bool:
    cookies = request.META.get("HTTP_COOKIE", "")
    return bool(cookies) and (settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies)


def known_parameters(query: str) -> tuple[tuple[str, str], ...] | None:
    """Returns the parameters by name, those of one name in their order; None if a page does not read one of them."""
    if not query:
        return ()
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return None
    return tuple(sorted(pairs, key=lambda pair: pair[0])) if all(name in KNOWN for name, _ in pairs) else None


def current_stamp(place: int) -> int | None:
    connection: Any = connections[DATABASE]
    if connection.vendor == "postgresql":
        connection.health_check_done = True  # this question is the check
    return stamp_of(place, DATABASE)


def first_segment(path: str) -> str:
    """Returns what may be the slug of a municipality."""
    segment = FIRST_SEGMENT.match(path)
    return segment[1] if segment else ""


def may_be_kept(response: Any) -> bool:
    """Tells whether a page is whole, public and the same for all."""
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and not is_something_waiting()
    )


def kept(request: HttpRequest, response: HttpResponse, before: Stamps) -> KeptPage:
    """Returns the page with the stamp of the municipality in its address, else that of everything."""
    place, stamp = EVERYWHERE, before.everywhere
    if before.municipality is not None and request.resolver_match and "city" in request.resolver_match.kwargs:
        place, stamp = before.municipality, before.of_municipality
    return KeptPage(
        place=place,
        stamp=stamp,
        content=response.content,
        headers=tuple(response.items()),
        tag=response.get("ETag", ""),
    )
