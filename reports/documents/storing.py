"""Writes documents and their theme as JSON and reads them; the same document gives exactly the same text."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from reports.choices import Font
from reports.documents.document import (
    DocCell,
    DocColumn,
    DocGroup,
    DocHeading,
    DocParagraph,
    DocRow,
    DocTable,
    Document,
    Items,
    Orientation,
    Pairs,
    Part,
    Picture,
    Run,
)
from reports.documents.theme import PLAIN, DocumentTheme

VERSION = 1
KIND = "is"
# The names of parts in stored documents. Issued papers hold these names for ever.
KINDS: dict[str, type[Any]] = {
    "cell": DocCell,
    "column": DocColumn,
    "document": Document,
    "dress": DocumentTheme,
    "group": DocGroup,
    "heading": DocHeading,
    "items": Items,
    "pairs": Pairs,
    "paragraph": DocParagraph,
    "part": Part,
    "picture": Picture,
    "row": DocRow,
    "run": Run,
    "table": DocTable,
}
NAMES = {kind: name for name, kind in KINDS.items()}


class UnreadableDocumentError(Exception):
    """An error for a text that is no stored document, or one of a later version."""


def dump(document: Document, theme: DocumentTheme = PLAIN) -> str:
    stored = {"version": VERSION, "document": _plain(document), "dress": _plain(theme)}
    return json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(text: str) -> tuple[Document, DocumentTheme]:
    """Returns document and theme; all sequences come back as tuples. Raises UnreadableDocumentError."""
    try:
        stored = json.loads(text)
        if stored["version"] != VERSION:
            raise UnreadableDocumentError(f"version {stored['version']}")
        document: Document = _as_objects(stored["document"])
        theme: DocumentTheme = _as_objects(stored["dress"])
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableDocumentError(str(error)) from error
    return document, theme


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {KIND: NAMES[type(value)], **named}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _as_objects(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_as_objects(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = KINDS[value[KIND]]
    named = {name: _as_objects(one) for name, one in value.items() if name != KIND}
    if kind is Part:
        named["orientation"] = Orientation(named["orientation"])
    if kind is DocumentTheme:
        named["font"] = Font(named["font"])
    if kind is Document:
        named["written_at"] = datetime.fromisoformat(named["written_at"])
    return kind(**named)
