"""Find the sections a file names, by their titles from the top down."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from catalog.choices import SectionKind
from catalog.models import Section
from monitoring.exports.resources import PATH_SEPARATOR
from monitoring.imports.planning.offices import MOST_NEAR, NEAR, fold
from monitoring.imports.reading.choice_labels import words_of

PAGES = re.compile(r" ?\((?:[^()]*?,? ?)(?P<pages>S\. ?\d{1,5}(?: ?[–-] ?\d{1,5})?)\)$")
LONGEST_TITLE, DEEPEST = 500, 10

Key = tuple[tuple[str, SectionKind], ...]


@dataclass(frozen=True, slots=True)
class SectionName:
    """A heading taken apart: "Zielgruppe: Kinder (siehe Bericht, S. 234-237)"."""

    title: str
    kind: SectionKind
    pages: str

    @classmethod
    def read(cls, heading: str) -> "SectionName":
        heading = " ".join(heading.split())
        pages = ""
        if (match := PAGES.search(heading)) and match.start():
            pages, heading = re.sub(r" ?- ?", "–", match["pages"]), heading[: match.start()]
        before, _colon, after = heading.partition(":")
        kind = words_of(SectionKind).get(before.strip().casefold(), SectionKind.PART)
        if kind == SectionKind.PART or not after.strip():
            return cls(heading, SectionKind.PART, pages)
        return cls(after.strip(), SectionKind(kind), pages)


def path_of(names: Iterable[str]) -> tuple[str, ...]:
    """Returns the headings from the top down; a cell may hold several: "Kinder › Zielgruppe: Eltern"."""
    lines = (" ".join(name.split()) for name in names)
    return tuple(part.strip() for line in lines for part in line.split(PATH_SEPARATOR) if part.strip())


def key_of(path: Iterable[str]) -> Key:
    """Returns what two spellings of one way have in common."""
    return tuple((fold(name.title), name.kind) for name in map(SectionName.read, path))


class SectionBook:
    """The sections of a report by their way from the top, or by their own title where only one has it.

    `paths` are the ways as a table names them.
    """

    def __init__(self, sections: Iterable[Section], paths: Mapping[int, str]) -> None:
        self.sections = list(sections)
        by_id = {section.pk: section for section in self.sections}
        self._written: dict[str, Section] = {}
        self._by_key: dict[Key, Section] = {}
        self._by_titles: dict[tuple[str, ...], list[Section]] = {}
        self._by_title: dict[str, list[Section]] = {}
        for section in self.sections:
            key: list[tuple[str, SectionKind]] = []
            above: Section | None = section
            while above is not None:
                key.insert(0, (fold(above.title), SectionKind(above.kind)))
                above = by_id.get(above.parent_id or 0)
            self._written.setdefault(paths.get(section.pk, ""), section)
            self._by_key.setdefault(tuple(key), section)
            self._by_titles.setdefault(tuple(title for title, _kind in key), []).append(section)
            self._by_title.setdefault(key[-1][0], []).append(section)

    def find(self, path: tuple[str, ...]) -> Section | None:
        """Returns the section of this way. A kind may be missing on either side, but two kinds are two sections."""
        key = key_of(path)
        section = self._written.get(PATH_SEPARATOR.join(path)) or self._by_key.get(key)
        if section or not key:
            return section
        title, kind = key[-1]
        alike = self._by_titles.get(tuple(title for title, _kind in key), [])
        if not alike and len(path) == 1:
            alike = self._by_title.get(title, [])
        alike = [one for one in alike if SectionKind.PART in {one.kind, kind} or one.kind == kind]
        return alike[0] if len(alike) == 1 else None

    def near(self, path: tuple[str, ...]) -> list[Section]:
        """Returns sections whose own titles resemble the last of this way, the nearest first."""
        title = fold(SectionName.read(path[-1]).title) if path else ""
        close = get_close_matches(title, self._by_title, n=MOST_NEAR, cutoff=NEAR)
        return [section for key in close for section in self._by_title[key]][:MOST_NEAR]
