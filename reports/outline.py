"""The order of a report: its sections as a tree, and measures in the order of that tree."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from catalog.models import Measure, Report, Section

M = TypeVar("M", bound=Measure)


class Outline:
    """The sections of a report as they follow each other; needs one query."""

    def __init__(self, report: Report) -> None:
        self.sections = {section.pk: section for section in report.sections.all()}
        self._children: dict[int | None, list[Section]] = {}
        for section in self.sections.values():
            self._children.setdefault(section.parent_id, []).append(section)

    @property
    def top(self) -> list[Section]:
        return self._children.get(None, [])

    def below(self, section: Section, level: int = 0) -> Iterator[tuple[Section, int]]:
        """The section itself and everything below it, depth first, with the level of each."""
        yield section, level
        for child in self._children.get(section.pk, []):
            yield from self.below(child, level + 1)

    def path_to(self, section_id: int | None) -> list[Section]:
        """From the top section down to this one."""
        path: list[Section] = []
        while section_id is not None:
            section = self.sections[section_id]
            path.insert(0, section)
            section_id = section.parent_id
        return path

    def sorted(self, measures: Iterable[M]) -> list[M]:
        """Measures section by section; within one they keep the order they come in, those without one first."""
        position = {
            section.pk: number
            for number, section in enumerate(section for top in self.top for section, _ in self.below(top))
        }
        return sorted(measures, key=lambda measure: position.get(measure.section_id or 0, -1))
