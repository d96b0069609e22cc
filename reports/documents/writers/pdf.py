"""Writes a document as a tagged PDF (PDF/UA-1) by typst: bookmarks, heads of tables tied to cells, texts for pictures.

The file says when the document was written and nothing about when or where it was made: equal documents, equal bytes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import typst

from catalog.texts.plain_text import one_line
from reports.choices import Font
from reports.documents.document import DocHeading, DocParagraph, DocTable, Items, Orientation, Pairs, Picture
from reports.documents.links import is_link
from reports.documents.theme import PLAIN
from reports.documents.writers import typesetting
from reports.documents.writers.glyphs import showable
from reports.documents.writers.long_rows import is_long, is_repeated, is_title_repeated
from reports.documents.writers.phrases import contents_title, footer_words, page_words, untitled
from reports.documents.writers.typesetting import typeset
from reports.texts.hyphenation import SOFT_HYPHEN, divided

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reports.documents.document import Block, DocRow, Document, Part, Run
    from reports.documents.theme import DocumentTheme

PDF = "application/pdf"
LONGEST = 600  # seconds; ten times what the largest documents take
MOST_IN_PROCESS = 50_000  # signs; what typst takes for them, some thirty megabytes, a worker keeps for good
# Words that are broken anywhere because no hyphenation knows them: addresses, keys, slips of the keyboard. At BREAK the
# typesetting puts a place without a width, so that the text of the file has no sign there and a search finds the word.
LONG_WORD = re.compile(r"[^\s\u200b]{31,}")
LONGEST_HYPHENATED = 60  # letters
LONGEST_SYLLABLES = 20  # letters between two places to hyphenate
PIECE = 6
BREAK = "\u200b"

Json = dict[str, Any]


def write_pdf(document: Document, theme: DocumentTheme = PLAIN) -> bytes:
    source = json.dumps(_document(document, theme), ensure_ascii=False)
    return _typeset_apart(source) if len(source) > MOST_IN_PROCESS else typeset(source)


def _typeset_apart(source: str) -> bytes:
    """Returns the PDF from a process of its own, which gives its memory back and may be killed for want of it.

    Raises SubprocessError for what cannot be typeset, or not in time.
    """
    command = [sys.executable, "-I", typesetting.__file__]
    written = subprocess.run(  # noqa: S603 - ours
        command, input=source.encode(), capture_output=True, check=True, timeout=LONGEST
    )
    return written.stdout


def picture_as_png(svg: str) -> bytes:
    """Returns the picture for formats without SVG; 200 dots per inch."""
    source = (
        '#set page(width: 160mm, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
    )
    return typst.compile(
        source.encode(), format="png", ppi=200, ignore_system_fonts=True, sys_inputs={"svg": svg}, timestamp=0
    )


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
        "fonts": list(dict.fromkeys([theme.font.value, Font.LIBERTINUS.value])),
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


def _pieces(word: str) -> str:
    syllables = divided(word).split(SOFT_HYPHEN) if word.isalpha() and len(word) <= LONGEST_HYPHENATED else []
    if syllables and max(map(len, syllables)) <= LONGEST_SYLLABLES:
        return word
    return BREAK.join(word[start : start + PIECE] for start in range(0, len(word), PIECE))
