"""Writes a document as a tagged PDF (PDF/UA-1) by typst: bookmarks, heads of tables tied to cells, texts for pictures.

The file says when the document was written and nothing about when or where it was made: equal documents, equal bytes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.texts.plain_text import one_line
from reports.documents.document import DocHeading, DocParagraph, DocTable, Items, Orientation, Pairs, Picture
from reports.documents.links import is_link
from reports.documents.theme import PLAIN
from reports.documents.writers.glyphs import showable
from reports.documents.writers.long_rows import is_long, is_repeated, is_title_repeated
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
    return {
        "is_landscape": part.orientation == Orientation.LANDSCAPE,
        "blocks": [_block(block, outline) for block in part.blocks if not _is_empty_heading(block)],
    }


def _is_empty_heading(block: Block) -> bool:
    """Tells whether a heading is empty, which a tagged file forbids; it is left out."""
    return isinstance(block, DocHeading) and not _line(block.text).strip()


def _block(block: Block, outline: _Outline) -> Json:
    match block:
        case DocHeading():
            return {"kind": "heading", "level": outline.level(block.level), "text": _line(block.text)}
        case Pairs():
            return {"kind": "pairs", "pairs": [(_line(name), _texts(texts)) for name, texts in block.pairs]}
        case DocTable():
            return _table(block)
        case Picture():
            alternative, caption = showable(one_line(block.alternative)), _line(block.caption)
            return {"kind": "picture", "svg": block.svg, "alternative": alternative, "caption": caption}
        case _:
            return _text(block)


def _table(table: DocTable) -> Json:
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
                "rows": [_row(row, table) for row in group.rows],
            }
            for group in table.groups
        ],
    }


def _row(row: DocRow, table: DocTable) -> Json:
    cells = [{"is_header": cell.is_header, "blocks": _texts(cell.blocks)} for cell in row.cells]
    return {"is_breakable": is_long(row, table.columns), "cells": cells}


def _texts(blocks: Sequence[DocParagraph | Items]) -> list[Json]:
    return [_text(block) for block in blocks]


def _text(block: DocParagraph | Items) -> Json:
    if isinstance(block, Items):
        items = [_runs(item.runs) for item in block.items]
        return {"kind": "items", "is_numbered": block.is_numbered, "items": items}
    return {"kind": "paragraph", "runs": _runs(block.runs)}


def _runs(runs: Iterable[Run]) -> list[Json]:
    return [
        {"text": _breakable(run.text), "is_bold": run.is_bold, "url": run.url if is_link(run.url) else ""}
        for run in runs
    ]


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
