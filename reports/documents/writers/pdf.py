"""Writes a document as a tagged PDF (PDF/UA-1) by typst: bookmarks, heads of tables tied to cells, texts for pictures.

The file says when the document was written and nothing about when or where it was made: equal documents, equal bytes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64decode
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.texts.plain_text import one_line
from reports.documents.document import DocHeading, DocParagraph, DocTable, Items, Orientation, Pairs, Picture
from reports.documents.links import is_link
from reports.documents.theme import PLAIN
from reports.documents.writers.glyphs import showable
from reports.documents.writers.long_rows import (
    SIGNS_ACROSS,
    SIGNS_OF_FACTS,
    SIGNS_OF_TEXT,
    SIGNS_UPRIGHT,
    is_long,
    is_never_broken,
    is_repeated,
    is_title_repeated,
    signs_of_columns,
)
from reports.documents.writers.phrases import contents_title, footer_words, page_words, untitled
from reports.texts.hyphenation import SOFT_HYPHEN, divided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reports.documents.document import Block, DocRow, Document, Part, Run
    from reports.documents.theme import DocumentTheme

TYPESETTING, DRAWING = map(Path(__file__).with_name, ("typesetting.py", "drawing.py"))  # run, and not imported
LONGEST = 600  # seconds; ten times what the largest documents take
# Words that are broken anywhere because no hyphenation knows them: addresses, keys, slips of the keyboard. At BREAK the
# typesetting puts a place without a width, so that the text of the file has no sign there and a search finds the word.
LONG_WORD = re.compile(r"[^\s\u200b]{31,}")
LONGEST_HYPHENATED = 60  # letters
LONGEST_SYLLABLES = 20  # letters between two places to hyphenate
PIECE = 6
BREAK = "\u200b"

Json = dict[str, Any]


def write_pdf(document: Document, theme: DocumentTheme = PLAIN) -> bytes:
    return _made_apart(TYPESETTING, lambda: json.dumps(_document(document, theme), ensure_ascii=False))


def pictures_as_png(svgs: Iterable[str]) -> dict[str, bytes]:
    """Returns pictures for formats without SVG; 200 dots per inch."""
    different = list(dict.fromkeys(svgs))
    if not different:
        return {}
    drawn = json.loads(_made_apart(DRAWING, lambda: json.dumps(different)))
    return {svg: b64decode(png) for svg, png in zip(different, drawn, strict=True)}


def _made_apart(script: Path, source: Callable[[], str]) -> bytes:
    """Returns what typst makes in a process of its own, which gives its memory back and may be killed for want of it.

    It takes some hundredths of a second more than here, where a few small documents would lie in 140 MB for good; it
    looks for fonts while this process writes the source. Raises SubprocessError for what cannot be typeset, or not in
    time.
    """
    command = [sys.executable, "-I", str(script)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:  # noqa: S603 - ours
        try:
            written, complaints = process.communicate(source().encode(), timeout=LONGEST)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, written, complaints)
    return written


def _document(document: Document, theme: DocumentTheme) -> Json:
    written = document.written_at
    language, _dash, region = document.language.partition("-")
    outline = _Outline()
    return {
        "title": showable(one_line(document.title)) or untitled(),
        "opening": _line(document.title),
        "author": _line(document.author),
        "subject": _line(document.subject),
        "date": {name: getattr(written, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "language": language,
        "region": region or None,
        "sender": [_line(line) for line in (*theme.letterhead, *document.sender)],
        "footer": _line(footer_words(document.footer)),
        "has_contents": document.has_contents and _has_headings(document),
        "contents_title": contents_title(),
        "page_words": page_words(),
        "accent": theme.accent,
        "crest": list(b64decode(theme.crest)),
        "crest_shows": one_line(theme.crest_shows),
        "fonts": theme.font.families,
        "parts": [_part(part, outline) for part in document.parts],
    }


def _has_headings(document: Document) -> bool:
    blocks = [block for part in document.parts for block in part.blocks]
    return any(isinstance(block, DocHeading) and not _is_empty_heading(block) for block in blocks)


class _Outline:
    """The headings without gaps between their levels, as a tagged file demands."""

    def __init__(self) -> None:
        self._last = 0

    def level(self, level: int) -> int:
        self._last = min(level, self._last + 1)
        return self._last


def _part(part: Part, outline: _Outline) -> Json:
    is_landscape = part.orientation == Orientation.LANDSCAPE
    signs = SIGNS_ACROSS if is_landscape else SIGNS_UPRIGHT
    blocks = [_block(block, outline, signs) for block in part.blocks if not _is_empty_heading(block)]
    return {"is_landscape": is_landscape, "blocks": blocks}


def _is_empty_heading(block: Block) -> bool:
    """Tells whether a heading is empty, which a tagged file forbids; it is left out."""
    return isinstance(block, DocHeading) and not _line(block.text).strip()


def _block(block: Block, outline: _Outline, signs: int) -> Json:
    """Returns a block; `signs` are those that surely fit across the page in the letters of a table."""
    match block:
        case DocHeading():
            return {"kind": "heading", "level": outline.level(block.level), "text": _line(block.text)}
        case Pairs():
            return {
                "kind": "pairs",
                "pairs": [(_line(name), _texts(texts, SIGNS_OF_FACTS)) for name, texts in block.pairs],
            }
        case DocTable():
            return _table(block, signs)
        case Picture():
            alternative, caption = showable(one_line(block.alternative)), _line(block.caption)
            return {"kind": "picture", "svg": block.svg, "alternative": alternative, "caption": caption}
        case _:
            return _text(block, SIGNS_OF_TEXT)


def _table(table: DocTable, signs: int) -> Json:
    widths = signs_of_columns(table.columns, signs)
    return {
        "kind": "table",
        "caption": _line(table.caption),
        "is_repeated": is_repeated(table.columns),
        "columns": [
            {"title": _line(column.title), "share": column.share, "is_number": column.is_number}
            for column in table.columns
        ],
        "groups": [
            {
                "title": _line(group.title),
                "is_repeated": is_title_repeated(group.title),
                "rows": [_row(row, table, widths) for row in group.rows],
            }
            for group in table.groups
        ],
    }


def _row(row: DocRow, table: DocTable, widths: Sequence[float]) -> Json:
    is_breakable = is_long(row, table.columns)
    signs = widths if is_breakable else [inf] * len(widths)  # items of a row in one piece stay in one piece
    cells = [
        {"is_header": cell.is_header, "blocks": _texts(cell.blocks, most)}
        for cell, most in zip(row.cells, signs, strict=True)
    ]
    return {"is_breakable": is_breakable, "cells": cells}


def _texts(blocks: Sequence[DocParagraph | Items], signs: float) -> list[Json]:
    return [_text(block, signs) for block in blocks]


def _text(block: DocParagraph | Items, signs: float) -> Json:
    """Returns a paragraph or a list; `signs` are those that a line surely holds."""
    if isinstance(block, Items):
        items = [{"is_whole": is_never_broken(item, signs), "runs": _runs(item.runs)} for item in block.items]
        return {"kind": "items", "is_numbered": block.is_numbered, "items": items}
    return {"kind": "paragraph", "runs": _runs(block.runs)}


def _runs(runs: Iterable[Run]) -> list[Json | str]:
    """Returns pieces of a text; one without bold letters and a link is its words alone."""
    return [_run(run) if run.is_bold or run.url else _breakable(run.text) for run in runs]


def _run(run: Run) -> Json:
    return {"text": _breakable(run.text), "is_bold": run.is_bold, "url": run.url if is_link(run.url) else ""}


def _line(text: str) -> str:
    return _breakable(one_line(text))


def _breakable(text: str) -> str:
    return LONG_WORD.sub(lambda word: _pieces(word[0]), showable(text))


def _can_be_hyphenated(word: str) -> bool:
    return word.isalpha() and max(map(len, divided(word).split(SOFT_HYPHEN))) <= LONGEST_SYLLABLES


def _pieces(word: str) -> str:
    if len(word) <= LONGEST_HYPHENATED and all(map(_can_be_hyphenated, word.split("-"))):
        return word
    return BREAK.join(word[start : start + PIECE] for start in range(0, len(word), PIECE))
