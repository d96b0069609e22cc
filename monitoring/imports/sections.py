"""Find the sections a file names, by their titles from the top down."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from catalog.models import Section, SectionKind
from monitoring.imports.offices import MOST_NEAR, NEAR, fold
from monitoring.resources import PATH_SEPARATOR

PAGES = re.compile(r"\s*\((?:[^()]*?,?\s*)(?P<pages>S\.\s*\d+(?:\s*[–-]\s*\d+)?)\)\s*$")
KINDS = {str(kind.label).casefold(): kind for kind in SectionKind if kind is not SectionKind.PART}


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
        if match := PAGES.search(heading):
            pages, heading = re.sub(r"\s*-\s*", "–", match["pages"]), heading[: match.start()]
        before, colon, after = heading.partition(":")
        kind = KINDS.get(before.strip().casefold()) if colon else None
        return cls(after.strip(), kind, pages) if kind else cls(heading.strip(), SectionKind.PART, pages)


def path_of(names: Iterable[str]) -> tuple[str, ...]:
    """The headings from the top down; a cell may hold several: "Kinder › Zielgruppe: Eltern"."""
    return tuple(part.strip() for name in names for part in name.split(PATH_SEPARATOR.strip()) if part.strip())


class SectionBook:
    """The sections of a report by their way from the top, or by their own title where only one has it."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self.sections = list(sections)
        by_id = {section.pk: section for section in self.sections}
        self._by_path: dict[tuple[str, ...], Section] = {}
        self._by_title: dict[str, list[Section]] = {}
        for section in self.sections:
            path: list[str] = []
            above: Section | None = section
            while above is not None:
                path.insert(0, fold(above.title))
                above = by_id.get(above.parent_id or 0)
            self._by_path[tuple(path)] = section
            self._by_title.setdefault(path[-1], []).append(section)

    def find(self, path: tuple[str, ...]) -> Section | None:
        titles = tuple(fold(SectionName.read(name).title) for name in path)
        if section := self._by_path.get(titles):
            return section
        same_title = self._by_title.get(titles[-1], []) if titles else []
        return same_title[0] if len(titles) == 1 and len(same_title) == 1 else None

    def near(self, path: tuple[str, ...]) -> list[Section]:
        """Sections whose own titles resemble the last of this way, the nearest first."""
        title = fold(SectionName.read(path[-1]).title) if path else ""
        close = get_close_matches(title, self._by_title, n=MOST_NEAR, cutoff=NEAR)
        return [section for key in close for section in self._by_title[key]][:MOST_NEAR]
