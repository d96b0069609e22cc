"""Finds addresses in texts as people type them: https://…, www.… and name@…

Each character is looked at a fixed number of times: every repetition is possessive (`++`), and whatever begins like an
address is taken whole before it is checked.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from django.utils.encoding import iri_to_uri

LONGEST = 2000  # characters; browsers and Word take no more
LONGEST_HOST = 253
LONGEST_LABEL = 63  # characters of the parts between its dots
LONGEST_PORT = len(":65535")
TOP_LEVEL = re.compile(r"\.(?:[a-z]{2,}|xn--[a-z0-9-]+)$", re.IGNORECASE)
LETTER = r"(?:[^\W_]|[\u0300-\u036f])"  # an umlaut may be two characters
HOST = rf"{LETTER}++(?:-++{LETTER}++)*+(?:\.{LETTER}++(?:-++{LETTER}++)*+)*+"
# Neither blanks nor invisible characters belong to an address.
END = r"\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff<>|\uff5c\""
PLAIN = rf"[^{END}()\[\]{{}}]"
PATH = rf"[/?#](?:{PLAIN}|\({PLAIN}*+\)|\[{PLAIN}*+\]|{{{PLAIN}*+}})*+"
ADDRESS = re.compile(
    rf"(?<!\w)(?P<start>https?://|www\.)(?P<host>{HOST})?+(?::(?P<port>\d++))?+"
    rf"(?P<odd>[-_@]|:[^{END}/@]{{0,99}}+@)?+(?P<path>{PATH})?+"
    rf"|(?<![\w.+/-])(?:mailto:)?+(?P<name>[\w.+-]++)(?:@(?P<domain>{HOST})(?![-_@]))?+",
    re.IGNORECASE,
)
SIGN_OF_ADDRESS = re.compile(r"@|https?://|www\.", re.IGNORECASE)  # most texts have none, and are not looked at again
NAME = re.compile(r"[a-z0-9_+-][a-z0-9_.+-]{0,63}", re.IGNORECASE)
LAST_SIGNS = ".,;:!?'*“”„‘’‚»«›‹"  # end the sentence rather than the address


class LinkedAddress(NamedTuple):
    """An address with its place in a text, and the target of the link."""

    start: int
    end: int
    url: str


def linked(text: str) -> str:
    """Returns the text as HTML, its addresses as links marked as not ours."""
    parts: list[str] = []
    place = 0
    for address in addresses(text):
        words = escape(text[address.start : address.end])
        parts += [
            escape(text[place : address.start]),
            f'<a href="{escape(address.url)}" rel="nofollow noopener">{words}</a>',
        ]
        place = address.end
    return "".join([*parts, escape(text[place:])])


def addresses(text: str) -> Iterator[LinkedAddress]:
    """Yields the addresses that become links, without too long ones."""
    if not SIGN_OF_ADDRESS.search(text):
        return
    for found in ADDRESS.finditer(text):
        if found["name"] and not found["domain"]:
            continue  # a word
        address = _mail_address(found) if found["name"] else _web_address(found)
        if address and address.end - address.start <= LONGEST:
            yield address


def _web_address(found: re.Match[str]) -> LinkedAddress | None:
    scheme, prefix = ("https://", found["start"]) if found["start"].lower() == "www." else (found["start"], "")
    host = _in_ascii(prefix + (found["host"] or ""))
    port = f":{found['port']}" if found["port"] else ""
    # "odd" is text that makes it no address, such as a name and a password before a host.
    if not found["host"] or found["odd"] or not host or len(port) > LONGEST_PORT:
        return None
    path = (found["path"] or "").rstrip(LAST_SIGNS)
    end = found.end("port" if port else "host") + len(path)
    return LinkedAddress(
        found.start(), end, f"{scheme}{host}{port}{iri_to_uri(path.encode(errors='replace').decode())}"
    )


def _mail_address(found: re.Match[str]) -> LinkedAddress | None:
    domain = _in_ascii(found["domain"])
    if not NAME.fullmatch(found["name"]) or not TOP_LEVEL.search(domain):
        return None
    return LinkedAddress(found.start(), found.end(), f"mailto:{found['name']}@{domain}")


def _in_ascii(host: str) -> str:
    """Returns the host as browsers ask for it; "" where it is too long for one."""
    if len(host) > LONGEST_HOST:
        return ""
    labels = [label if label.isascii() else _punycode(label) for label in host.split(".")]
    return "" if any(len(label) > LONGEST_LABEL for label in labels) else ".".join(labels)


def _punycode(label: str) -> str:
    return f"xn--{unicodedata.normalize('NFC', label).lower().encode('punycode').decode()}"
