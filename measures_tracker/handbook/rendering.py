"""Markdown of the handbook as HTML: HTML within it is shown as text, and links lead to other chapters of the site."""

from __future__ import annotations

import itertools
import posixpath
import struct
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.token import Token

from measures_tracker.handbook.contents import CONTENTS, FOLDER, PICTURES, PREFIX, chapters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SIZE_IN_PNG = slice(16, 24)


def as_html(path: Path) -> SafeString:
    """Returns a file of the handbook as HTML, with the addresses of the language that the page is read in."""
    return _as_html(path, get_language() or "")


@cache
def _as_html(path: Path, _language: str) -> SafeString:
    tokens = parsed(path)
    with_addresses(tokens, path)
    html: str = _parser().renderer.render(tokens, _parser().options, {})
    return mark_safe(html)  # noqa: S308 - the parser escapes HTML and refuses links that run scripts; the files are ours


def parsed(path: Path) -> list[Token]:
    return _parser().parse(path.read_text())


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("js-default")  # tables, and no HTML of the author's


def inline(tokens: Sequence[Token]) -> Iterator[Token]:
    """Returns the pieces that lines of text consist of."""
    for token in tokens:
        yield from token.children or ()


def with_addresses(tokens: list[Token], path: Path) -> None:
    """Names headings, so that links find them, and leads links and pictures to where they lie on the site."""
    for heading, text in itertools.pairwise(tokens):
        if heading.type == "heading_open" and heading.tag != "h1":
            heading.attrSet("id", slugify(text.content, allow_unicode=True))
    for token in tokens:
        if token.children:
            token.children = [piece for child in token.children for piece in led(child, path)]


def led(token: Token, path: Path) -> list[Token]:
    """Returns a piece with its address on the site; a picture becomes a link to itself in full size."""
    if token.type == "link_open":
        token.attrSet("href", address(str(token.attrs["href"]), path))
    if token.type != "image":
        return [token]
    picture = PICTURES / PurePosixPath(str(token.attrs["src"])).name
    url = static(f"{PREFIX}/{picture.name}")
    width, height = size_of(picture)
    token.attrs |= {"src": url, "width": width, "height": height, "loading": "lazy"}
    return [Token("link_open", "a", 1, attrs={"href": url, "class": "picture"}), token, Token("link_close", "a", -1)]


def address(link: str, path: Path) -> str:
    """Returns where a link of a file leads to on the site; what leads out of the handbook stays as it is."""
    if ":" in link or link.startswith(("#", "/")):
        return link
    target, mark, anchor = link.partition("#")
    key = posixpath.normpath(path.parent.relative_to(FOLDER) / target).removesuffix(".md")
    page = reverse("handbook") if key == CONTENTS.stem else chapters()[key].get_absolute_url()
    return f"{page}{mark}{anchor}"


def size_of(picture: Path) -> tuple[int, int]:
    """Returns width and height of a PNG file in pixels, so that the text does not jump when it arrives."""
    with picture.open("rb") as file:
        width, height = struct.unpack(">II", file.read(SIZE_IN_PNG.stop)[SIZE_IN_PNG])
    return width, height
