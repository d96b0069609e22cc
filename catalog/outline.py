"""The order of a report: its sections as a tree, and measures in the order of that tree."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from catalog.models import Measure, Report, Section

M = TypeVar("M", bound=Measure)


def outline(sections: Iterable[Section]) -> Iterator[tuple[int, Section]]:
    """Yields the sections in the order of the report, each with its depth: 0, 1, 2 …

    Siblings keep their order; a section whose superior is not among them stands at the top.
    """
    rows = list(sections)
    known = {section.pk for section in rows}
    below: dict[int | None, list[Section]] = {}
    for section in rows:
        below.setdefault(section.parent_id if section.parent_id in known else None, []).append(section)

    def leaf_through(parent: int | None, depth: int) -> Iterator[tuple[int, Section]]:
        for section in below.get(parent, []):
            yield depth, section
            yield from leaf_through(section.pk, depth + 1)

    return leaf_through(None, 0)


class Outline:
    """The sections of a report in its order, each with its depth; needs one query, none if the sections are given."""

    def __init__(self, report: Report, sections: Iterable[Section] | None = None) -> None:
        self.entries = list(outline(report.sections.all() if sections is None else sections))
        self._sections = {section.pk: section for _depth, section in self.entries}
        self._positions = {key: number for number, key in enumerate(self._sections)}

    def chapters(self) -> list[list[tuple[int, Section]]]:
        """Returns the entries, cut before every top section."""
        chapters: list[list[tuple[int, Section]]] = []
        for depth, section in self.entries:
            if depth == 0:
                chapters.append([])
            chapters[-1].append((depth, section))
        return chapters

    def path_to(self, section_id: int | None) -> list[Section]:
        """Returns the sections from the top one down to this one."""
        path: list[Section] = []
        while section_id is not None:
            section = self._sections[section_id]
            path.insert(0, section)
            section_id = section.parent_id
        return path

    def lies_in(self, measure: Measure, sections: set[int]) -> bool:
        """Tells whether a measure, or the whole it is a part of, stands in one of these sections or below."""
        return any(section.pk in sections for section in self.path_to((measure.parent or measure).section_id))

    def below(self, section: Section) -> set[int]:
        """Returns the ids of a section and of all that lie below it."""
        found = {section.pk}
        for _depth, other in self.entries:  # superior sections come first
            if other.parent_id in found:
                found.add(other.pk)
        return found

    def sorted(self, measures: Iterable[M]) -> list[M]:
        """Returns the measures section by section, those without one first; inside a section their order stays."""
        return sorted(measures, key=lambda measure: self.position(measure.section_id))

    def position(self, section_id: int | None) -> int:
        """Returns the index of a section in the report; -1 without one."""
        return self._positions.get(section_id or 0, -1)
