"""Texts of the database as blocks of a document: paragraphs and lists, bold words and links."""

from __future__ import annotations

import re
from html import unescape
from typing import TypeAlias

from catalog.texts.plain_text import printable
from reports.documents.document import DocParagraph, Items, Run
from reports.texts.formatted import formatted

TextBlock: TypeAlias = DocParagraph | Items
TAG_OR_WORDS = re.compile(r'([^<]+)|<(/?)(\w+)(?: href="([^"]*)")?[^>]*>')


def blocks(text: str) -> tuple[TextBlock, ...]:
    """Returns what `formatted` makes of a text; lists inside lists become items of the outer one."""
    reader = _Reader()
    reader.read(formatted(printable(text)))
    return tuple(reader.blocks)


def line(text: str) -> tuple[TextBlock, ...]:
    """Returns a text without any format as one paragraph; nothing for an empty one."""
    return (DocParagraph((Run(printable(text)),)),) if text else ()


class _Reader:
    """A reader of the few tags that `formatted` writes, faster than a parser of any HTML."""

    def __init__(self) -> None:
        self.blocks: list[TextBlock] = []
        self._runs: list[Run] = []
        self._items: list[DocParagraph] = []
        self._lists: list[str] = []
        self._is_bold = False
        self._url = ""

    def read(self, html: str) -> None:
        for words, end, tag, url in TAG_OR_WORDS.findall(html):
            if words:
                self._add(unescape(words))
            elif end:
                self._end(tag)
            else:
                self._start(tag, unescape(url))
        self._end_paragraph()

    def _add(self, data: str) -> None:
        words = data.replace("\n", "")  # <br> has no end tag
        if words:
            self._runs.append(Run(words, self._is_bold, self._url))

    def _start(self, tag: str, url: str) -> None:
        match tag:
            case "strong":
                self._is_bold = True
            case "a":
                self._url = url
            case "br":
                self._runs.append(Run("\n"))
            case "ul" | "ol":
                self._end_paragraph()
                self._lists.append(tag)
            case "li" | "p":
                self._end_paragraph()

    def _end(self, tag: str) -> None:
        match tag:
            case "strong":
                self._is_bold = False
            case "a":
                self._url = ""
            case "li" | "p":
                self._end_paragraph()
            case "ul" | "ol":
                self._end_paragraph()
                kind = self._lists.pop()
                if not self._lists and self._items:
                    self.blocks.append(Items(tuple(self._items), is_numbered=kind == "ol"))
                    self._items = []

    def _end_paragraph(self) -> None:
        runs = tuple(self._runs)
        self._runs = []
        if any(run.text.strip() for run in runs):
            paragraph = DocParagraph(runs)
            if self._lists:
                self._items.append(paragraph)
            else:
                self.blocks.append(paragraph)
