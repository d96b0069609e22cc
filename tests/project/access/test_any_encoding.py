"""Whatever a request claims about its own text: 400 for what is not UTF-8, and never an error 500.

Requests go to the handler that gunicorn calls, since some fail while Django makes a request of them.
"""

import encodings.aliases
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from measures_tracker.requests import Handler
from tests.effort import tries
from tests.project.access.matrix import World

pytestmark = pytest.mark.django_db

KNOWN = sorted({*encodings.aliases.aliases.values(), "idna", "punycode", "undefined", "unicode_escape", "utf_8_sig"})
FOREIGN = st.sampled_from([name for name in KNOWN if name != "utf_8"]) | st.sampled_from(["x", "", "utf-8\x00", "é"])
MULTIPART = "multipart/form-data; boundary=b"
FORM = "application/x-www-form-urlencoded"
TYPES = ["text/plain", FORM, MULTIPART]
# As it stands, in quotes, twice, and as RFC 2231 has it, where a word is decoded before anybody asks for it.
SPELLINGS = ["charset={}", 'CHARSET="{}"', "charset=utf-8; charset={}", "charset*=utf-8''{}", "charset*={}''utf-8"]
WORDS = st.sampled_from(["", "\x00", "%00", "+AAA-", "\udcff".encode("utf-8", "replace").decode(), "ä\U0001f600"])
BYTES = st.binary(max_size=12) | WORDS.map(str.encode) | st.sampled_from([b"\x00", b"\xff\xfe\x00", b"%00", b"%ff"])
URLS = [
    "/",
    "/hier/",
    "/hier/abonnieren/",
    "/massnahmen/",
    "/admin/",
    "/admin/login/",
    "/nicht/da/",
    "/.well-known/nicht",
]
HEADERS = ["COOKIE", "USER_AGENT", "REFERER", "ACCEPT_LANGUAGE", "IF_NONE_MATCH", "X_CSRFTOKEN", "X_FORWARDED_FOR"]
TOKEN = f"csrftoken={'x' * 32}"  # without it nobody reads a form
COOKIES = ["sessionid", "csrftoken", "django_language", "messages"]
PARTS = [
    'name="{}"',
    'name="email"; filename="{}"',
    "name*={}''email",
    "name*=utf-8''{}",
    "name=\"email\"; filename*={}''x",
]
PART_HEADERS = ["Content-Type: text/plain; charset={}", "Content-Type: text/plain; charset*={}''x", "X-Odd: {}"]

BOUNDED = settings(
    max_examples=tries(200),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def status(environ: dict[str, Any]) -> int:
    """What the site answers; an exception that nobody expected is raised."""
    said: list[str] = []

    def start_response(line: str, _headers: Any, _error: Any = None, /) -> Callable[[bytes], object]:
        said.append(line)
        return lambda _body: None

    Handler()(RequestFactory().generic("GET", "/").environ | environ, start_response)
    return int(said[0][:3])


@pytest.fixture(autouse=True)
def _open_connection() -> Iterator[None]:
    """Keeps the connection of the test, which the beginning of a request would close."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def sent(url: str, content: bytes, content_type: str, **more: str) -> dict[str, Any]:
    """A form as WSGI hands it over."""
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": url,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(content)),
        "wsgi.input": BytesIO(content),
        **more,
    }


def multipart(disposition: str, header: str, content: bytes) -> bytes:
    lines = ["--b", f"Content-Disposition: form-data; {disposition}", *([header] if header else []), "", ""]
    return "\r\n".join(lines).encode("utf-8", "replace") + content + b"\r\n--b--\r\n"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_utf_8_is_refused(world: World, method: str) -> None:
    @BOUNDED
    @given(FOREIGN, st.sampled_from(URLS), st.sampled_from(TYPES), st.sampled_from(SPELLINGS))
    @example("zlib", "/hier/", "text/plain", "charset={}")
    @example("utf-7", "/hier/", "text/plain", "charset={}")
    @example("idna", "/massnahmen/", MULTIPART, "charset={}")
    @example("zlib", "/", FORM, "charset*={}''utf-8")
    @example("%00", "/", FORM, "charset*=utf-8''{}")
    def check(name: str, url: str, kind: str, spelling: str) -> None:
        environ = sent(
            url, b"a=%2BAAA-", f"{kind}; {spelling.format(name)}", QUERY_STRING="suche=%2BAAA-", HTTP_COOKIE=TOKEN
        )
        expected = {200, 302, 400, 403, 404, 405} if spelling.startswith("charset*={}") else {400}
        assert status(environ | {"REQUEST_METHOD": method}) in expected

    check()


def test_utf_8_is_taken(world: World) -> None:
    for said in ("utf-8", "UTF-8", '"utf-8"', "utf8"):
        assert status(sent("/hier/", b"", f"text/plain; charset={said}", REQUEST_METHOD="GET")) == 200


def test_too_much_is_refused(world: World) -> None:
    many = "a&" * 10_001
    environ = {"CONTENT_TYPE": "text/plain; charset=utf-8", "QUERY_STRING": many, "PATH_INFO": "/massnahmen/"}
    assert status(environ) == 400
    for content in (many.encode(), b"a" * 3_000_000):
        assert status(sent("/hier/abonnieren/", content, FORM, HTTP_COOKIE=TOKEN)) == 400
        assert status(sent("/.well-known/nicht", content, FORM, HTTP_COOKIE=TOKEN)) == 404


def test_a_zero_byte_gets_nowhere(world: World) -> None:
    for environ in (
        {"QUERY_STRING": "suche=%00"},
        {"QUERY_STRING": "suche=\x00"},
        {"PATH_INFO": "/hier/\x00/"},
        {"HTTP_COOKIE": 'sessionid="abcdefgh\\000"'},
        {"HTTP_USER_AGENT": "a\x00b"},
    ):
        assert status({"PATH_INFO": "/hier/", **environ}) == 404


def test_whatever_is_sent_is_answered(world: World) -> None:
    """In parameters, bodies, parts of forms, headers and cookies."""

    @BOUNDED
    @given(
        url=st.sampled_from(URLS),
        query=BYTES,
        body=st.one_of(
            st.tuples(st.just(FORM), BYTES.map(lambda text: b"email=" + text + b"&" + text)),
            st.tuples(st.sampled_from([FORM, f"{MULTIPART}; charset=utf-8", "multipart/form-data", "a"]), BYTES),
            st.tuples(
                st.just(MULTIPART),
                st.builds(
                    lambda part, header, word, content: multipart(part.format(word), header.format(word), content),
                    st.sampled_from(PARTS),
                    st.sampled_from(["", *PART_HEADERS]),
                    FOREIGN | WORDS,
                    BYTES,
                ),
            ),
        ),
        header=st.sampled_from(HEADERS),
        said=BYTES,
    )
    @example("/hier/abonnieren/", b"", (MULTIPART, multipart("name*=zlib''email", "", b"")), "REFERER", b"")
    def check(url: str, query: bytes, body: tuple[str, bytes], header: str, said: bytes) -> None:
        kind, content = body
        value = said.decode("latin-1")
        more = {"HTTP_COOKIE": TOKEN}
        more["QUERY_STRING"] = f"suche={quote(query)}&{query.decode('latin-1')}"
        more[f"HTTP_{header}"] = "; ".join(f'{name}="{value}"' for name in COOKIES) if header == "COOKIE" else value
        assert status(sent(url, content, kind, **more)) < 500

    check()
