"""The themes of measures: those of their own, else those of the nearest section above that has any.

A part has the themes of its measure. Nothing else computes them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from catalog.choices import AddressKind
from catalog.models import FormerAddress, MeasureTheme, Section, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import Measure, Report

NONE: frozenset[int] = frozenset()


class EffectiveThemes:
    """The ids of the themes of sections and measures.

    Needs all sections of a report, loaded `once_for_each_theme()`, and the own themes of measures as ids of measure and
    theme, which are not looked at before a measure is asked for.
    """

    def __init__(self, sections: Iterable[Section], of_measures: Iterable[tuple[int, int]] = ()) -> None:
        self._above: dict[int, int | None] = {}
        self._of_sections: dict[int, set[int]] = defaultdict(set)
        self._own = of_measures
        for section in sections:
            self._above[section.pk] = section.parent_id
            self._of_sections[section.pk].update([section.own_theme] if section.own_theme else [])

    @cached_property
    def _of_measures(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for measure, theme in self._own:
            found[measure].add(theme)
        return found

    def of_section(self, section: int | None) -> frozenset[int]:
        while section in self._above and not self._of_sections[section]:
            section = self._above[section]
        return frozenset(self._of_sections[section]) if section in self._above else NONE

    def of_measure(self, whole: int, section: int | None) -> frozenset[int]:
        """Returns the themes of a measure without a whole above it, by its id and that of its section."""
        return frozenset(self._of_measures[whole]) if whole in self._of_measures else self.of_section(section)

    def sections_about(self, theme: Theme) -> list[int]:
        return [section for section in self._above if theme.pk in self.of_section(section)]

    def measures_about(self, theme: Theme, prefix: str = "") -> Q:
        """Returns a condition: measures about a theme, and parts of such measures, below a lookup prefix."""
        sections = self.sections_about(theme)

        def about(whole: str, section: str) -> Q:
            own = MeasureTheme.objects.filter(measure=OuterRef(whole))
            return Q(Exists(own.filter(theme=theme))) | Q(**{f"{section}__in": sections}) & ~Q(Exists(own))

        of_whole = Q(**{f"{prefix}parent": None}) & about(f"{prefix}pk", f"{prefix}section")
        return of_whole | about(f"{prefix}parent", f"{prefix}parent__section")


class ReportThemes:
    """The themes of all measures of some reports, as rows; needs three queries."""

    def __init__(self, reports: Iterable[Report]) -> None:
        found = list(reports)
        sections = Section.objects.filter(report__in=found).once_for_each_theme()
        own = MeasureTheme.objects.filter(measure__report__in=found).order_by()
        self.all = list(Theme.objects.all())
        self.effective = EffectiveThemes(sections, own.values_list("measure", "theme"))

    def of(self, measure: Measure) -> list[Theme]:
        whole = measure.parent or measure
        themes = self.effective.of_measure(whole.pk, whole.section_id)
        return [theme for theme in self.all if theme.pk in themes]


def theme_at(slug: str) -> Theme | None:
    """Returns the theme with this word in addresses, today or formerly."""
    if found := Theme.objects.filter(slug=slug).first():
        return found
    former = FormerAddress.objects.at(AddressKind.THEME, 0, slug).values("object_id")[:1]
    return Theme.objects.filter(pk__in=former).first()
