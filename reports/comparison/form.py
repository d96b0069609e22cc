"""The form of a comparison: reads reports and theme from an address, offers choices, writes links."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.themes import theme_at
from reports.addresses.query_string import Address, word, words
from reports.measures.filters import ThemeFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from catalog.models import Municipality, Report, Theme
    from reports.measures.scope import Scope

REPORTS = "berichte"
FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """A report to choose; `word` is the report in the address: "heidelberg/soziale-lage-2018"."""

    report: Report
    word: str
    is_chosen: bool


@dataclass(slots=True)
class ComparisonForm:
    """The reports and the theme asked for; `problems` are a sentence for each unreadable part of the query string."""

    scope: Scope
    chosen: list[Report] = field(default_factory=list)
    theme: Theme | None = None
    problems: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, data: QueryDict, scope: Scope) -> ComparisonForm:
        form = cls(scope)
        known = {word_for(report): report for report in scope.reports}
        for name in words(data.getlist(REPORTS)):
            if name in known:
                form.chosen.append(known[name])
            else:
                form.problems.append(_("There is no report “%(word)s”.") % {"word": name})
        if len(form.chosen) > MOST:
            form.problems.append(
                ngettext(
                    "At most %(number)s report fits side by side; you see the first of those you chose.",
                    "At most %(number)s reports fit side by side; you see the first of those you chose.",
                    MOST,
                )
                % {"number": MOST}
            )
            del form.chosen[MOST:]
        if len(form.chosen) == 1:
            form.problems.append(_("Choose a second report to compare it with."))
        if theme := word(data.getlist(ThemeFilter.name)):
            form.theme = theme_at(theme)
            if form.theme is None:
                form.problems.append(_("There is no theme “%(word)s”.") % {"word": theme})
        return form

    @property
    def is_complete(self) -> bool:
        return len(self.chosen) >= FEWEST

    @property
    def cities(self) -> list[tuple[Municipality, list[ReportChoice]]]:
        choices = [ReportChoice(report, word_for(report), report in self.chosen) for report in self.scope.reports]
        return [
            (municipality, list(group))
            for municipality, group in groupby(choices, key=lambda choice: choice.report.municipality)
        ]

    def about(self, theme: Theme | None) -> Address:
        """Returns the address of the same reports compared by a theme, or by all."""
        return address_of(self.chosen, theme)


def word_for(report: Report) -> str:
    return f"{report.municipality.slug}/{report.slug}"


def address_of(reports: Sequence[Report], theme: Theme | None = None) -> Address:
    about = [(ThemeFilter.name, theme.slug)] if theme else []
    return Address(reverse("comparison"), (*((REPORTS, word_for(report)) for report in reports), *about))


def invitation(reports: Sequence[Report], theme: Theme) -> Address | None:
    """Returns the address that compares the first of these reports by a theme; None for a single report."""
    return address_of(reports[:MOST], theme) if len(reports) >= FEWEST else None
