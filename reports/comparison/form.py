"""The form of a comparison: reads reports and theme from an address, offers choices, writes links.

Where there are more reports than a page can offer, it searches for those of a municipality.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Municipality, Report
from catalog.permissions.registry import NO_ROWS
from catalog.themes import theme_at
from monitoring.models import ReportingRound
from monitoring.search.search import Search
from reports.addresses.query_string import Address, word, words
from reports.measures.days import AS_OF, AsOf, names_round
from reports.measures.filters import ThemeFilter
from reports.measures.filters.places import MunicipalityFilter
from reports.measures.filters.words import LONGEST_SEARCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from catalog.models import Theme
    from catalog.permissions.roles import Visitor
    from reports.measures.scope import Scope

REPORTS = "berichte"
FEWEST, MOST = 2, 4
MOST_OFFERED = 40  # reports that a search offers
MOST_NAMES = 20  # reports in an address that are looked for


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """A report to choose; `word` is the report in the address: "heidelberg/soziale-lage-2018"."""

    report: Report
    word: str
    is_chosen: bool


@dataclass
class ComparisonForm:
    """The reports and the theme asked for; `problems` are a sentence for each unreadable part of the query string."""

    scope: Scope
    chosen: list[Report] = field(default_factory=list)
    theme: Theme | None = None
    problems: list[str] = field(default_factory=list)
    is_searched: bool = False  # for the reports of a municipality, because there are too many to offer
    typed: str = ""  # the name of a municipality, or a part of it
    state: AsOf | None = None  # an earlier day, or a round if all chosen reports are of its municipality

    @classmethod
    def read(cls, data: QueryDict, scope: Scope) -> ComparisonForm:
        form = cls(scope)
        names = words(data.getlist(REPORTS))
        if scope.is_wide:
            form.typed = word(data.getlist(MunicipalityFilter.name))[:LONGEST_SEARCH]
            form.is_searched, form.scope = True, scope.of_reports(reports_called(names, scope.user))
            if form.typed and not form.offered:
                form.problems.append(_("No municipality with a report is called “%(word)s”.") % {"word": form.typed})
        known = {word_for(report): report for report in form.scope.reports}
        for name in names:
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
        if len(form.chosen) == 1 and not form.typed:
            form.problems.append(_("Choose a second report to compare it with."))
        if theme := word(data.getlist(ThemeFilter.name)):
            form.theme = theme_at(theme)
            if form.theme is None:
                form.problems.append(_("There is no theme “%(word)s”.") % {"word": theme})
        form.read_state(data)
        return form

    def read_state(self, data: QueryDict) -> None:
        state = AsOf.read(data, self.city)
        self.state = state if state.is_past else None
        if state.error and names_round(data) and self.city is None and self.is_complete:
            words = _("A round belongs to one municipality. Choose reports of that one alone, or a day: %(day)s.")
            self.problems.append(words % {"day": "21.09.2018"})
        elif state.error:
            self.problems.append(state.error)

    @property
    def city(self) -> Municipality | None:
        """Returns the municipality of all chosen reports; None where they have several, or none is chosen."""
        cities = {report.municipality_id: report.municipality for report in self.chosen}
        return next(iter(cities.values())) if len(cities) == 1 else None

    @cached_property
    def rounds(self) -> list[ReportingRound]:
        """Returns the closed rounds that have frozen one of the chosen reports, the newest first."""
        if self.city is None:
            return []
        frozen = ReportingRound.objects.closed().filter(snapshots__report__in=self.chosen).distinct()
        return list(frozen.order_by("-as_of", "-pk"))

    def scope_then(self) -> Scope:
        """Returns the scope of the chosen reports as of the day or round that was asked for."""
        if self.state is None:
            return self.scope
        scope = replace(self.scope, as_of=self.state.day).of_reports(self.chosen)
        frozen = self.state.frozen_among(self.chosen, self.scope.user)
        return scope.with_frozen(frozen) if frozen else scope

    @property
    def is_complete(self) -> bool:
        return len(self.chosen) >= FEWEST

    @cached_property
    def offered(self) -> list[Report]:
        """Returns the reports of the municipalities that were typed; names that begin with it come first."""
        if not self.typed:
            return []
        municipalities = Municipality.objects.order_by().filter(Search(self.typed).in_names())
        begins = Case(When(municipality__name__istartswith=self.typed, then=0), default=1)
        found = Report.objects.visible_to(self.scope.user).filter(municipality__in=municipalities)
        in_order = found.select_related("municipality").order_by(begins, "municipality__name", "-published_on", "title")
        return list(in_order[: MOST_OFFERED + 1])

    @property
    def has_more(self) -> bool:
        """Tells whether there are more reports of that name than are offered."""
        return len(self.offered) > MOST_OFFERED

    @property
    def cities(self) -> list[tuple[Municipality, list[ReportChoice]]]:
        """Returns the reports to tick by municipality; after a search the chosen ones and those that were found."""
        found = [*self.chosen, *self.offered[:MOST_OFFERED]] if self.is_searched else self.scope.reports
        reports: dict[Municipality, dict[Report, ReportChoice]] = defaultdict(dict)
        for report in found:
            reports[report.municipality][report] = ReportChoice(report, word_for(report), report in self.chosen)
        return [(municipality, list(choices.values())) for municipality, choices in reports.items()]

    def about(self, theme: Theme | None) -> Address:
        """Returns the address of the same reports compared by a theme, or by all."""
        address = address_of(self.chosen, theme)
        return address.having(AS_OF, self.state.word) if self.state else address

    @property
    def today(self) -> Address:
        """Returns the address of the same comparison as of today."""
        return address_of(self.chosen, self.theme)


def reports_called(names: list[str], user: Visitor) -> list[Report]:
    """Returns the reports with these words in the address that a visitor may see; looks for few only."""
    called = NO_ROWS
    for name in names[:MOST_NAMES]:
        city, _slash, slug = name.partition("/")
        called |= Q(municipality__slug=city, slug=slug)
    return list(Report.objects.visible_to(user).filter(called).select_related("municipality"))


def word_for(report: Report) -> str:
    return f"{report.municipality.slug}/{report.slug}"


def address_of(reports: Sequence[Report], theme: Theme | None = None) -> Address:
    about = [(ThemeFilter.name, theme.slug)] if theme else []
    return Address(reverse("comparison"), (*((REPORTS, word_for(report)) for report in reports), *about))


def invitation(reports: Sequence[Report], theme: Theme) -> Address | None:
    """Returns the address that compares the first of these reports by a theme; None for a single report."""
    return address_of(reports[:MOST], theme) if len(reports) >= FEWEST else None
