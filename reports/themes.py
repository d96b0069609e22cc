"""How many measures there are on each theme, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from catalog.models import Theme
from reports.status_bar import StatusBar

if TYPE_CHECKING:
    from reports.scope import Scope

COUNTED = ("pk", "parent", "section", "parent__section", "report__municipality", "status", "has_parts")


@dataclass(slots=True)
class ThemeEntry:
    """The ids of the measures and cities that have to do with a theme, and the status words to be counted."""

    theme: Theme
    measures: set[int] = field(default_factory=set)
    cities: set[int] = field(default_factory=set)
    statuses: list[str] = field(default_factory=list)

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_words(self.statuses)


def count_by_theme(scope: Scope) -> list[ThemeEntry]:
    """All themes in their order, those without a measure as well; needs three queries."""
    entries = {theme.value: ThemeEntry(theme) for theme in Theme}
    for pk, parent, section, section_of_parent, city, status, has_parts in scope.measures().values_list(*COUNTED):
        for theme in scope.themes.get(section_of_parent if parent else section, ()):
            entry = entries[theme]
            entry.measures.add(parent or pk)
            entry.cities.add(city)
            if not has_parts:
                entry.statuses.append(status)
    return list(entries.values())


def themes_with_measures(scope: Scope) -> list[ThemeEntry]:
    return [entry for entry in count_by_theme(scope) if entry.measures]
