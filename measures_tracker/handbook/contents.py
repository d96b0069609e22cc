"""The contents of the handbook: who reads which chapters, in which order. docs/handbuch/README.md says it.

A heading of the second level is a kind of reader; the links in the list below it are the chapters. So the order of
the pages is the order that somebody sees who browses the files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Path = settings.BASE_DIR / "docs" / "handbuch"
CONTENTS = FOLDER / "README.md"
PICTURES = FOLDER / "bilder"
PREFIX = "handbuch"  # of the pictures among the static files
HEADING = re.compile(r"## (?P<title>.+)")
LINE = re.compile(r"- \[(?P<title>[^\]]+)\]\((?P<reader>[a-z-]+)/(?P<slug>[a-z-]+)\.md\)")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One task of one kind of reader."""

    reader: str  # the folder it lies in
    slug: str
    title: str

    @property
    def key(self) -> str:
        return f"{self.reader}/{self.slug}"

    @property
    def path(self) -> Path:
        return FOLDER / self.reader / f"{self.slug}.md"

    def get_absolute_url(self) -> str:
        return reverse("handbook-chapter", args=[self.reader, self.slug])


@dataclass(frozen=True, slots=True)
class Part:
    """The chapters for one kind of reader."""

    title: str
    chapters: list[Chapter] = field(default_factory=list)


@cache
def parts() -> tuple[Part, ...]:
    found: list[Part] = []
    for line in CONTENTS.read_text().splitlines():
        if heading := HEADING.fullmatch(line):
            found.append(Part(heading["title"]))
        elif chapter := LINE.match(line):
            found[-1].chapters.append(Chapter(**chapter.groupdict()))
    return tuple(found)


@cache
def chapters() -> dict[str, Chapter]:
    """Returns all chapters in the order of the book, by their keys."""
    return {chapter.key: chapter for part in parts() for chapter in part.chapters}


def part_of(chapter: Chapter) -> Part:
    return next(part for part in parts() if chapter in part.chapters)


def neighbours(chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
    """Returns the chapters before and behind one, for the same reader."""
    row = part_of(chapter).chapters
    place = row.index(chapter)
    before = row[place - 1] if place else None
    return before, row[place + 1] if place + 1 < len(row) else None
