from dataclasses import dataclass
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Report
from reports.addresses.get_or_404 import find_report
from reports.addresses.paging import PAGE
from reports.addresses.query_string import Address, word
from reports.changes.between_reports import between_reports
from reports.changes.long_changes import changes_between
from reports.changes.page import ChangesPage
from reports.comparison.form import address_of
from reports.measures.days import MOST_DAYS, AsOf, closed_round, closed_rounds_of, read_day
from reports.measures.scope import Scope

SINCE, UNTIL, CLOSED = "von", "bis", "abgeschlossene"
HIDDEN = "aus"
MOST_YEARS = 10


@require_safe
def changes(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows what changed in a report between two days."""
    found = find_report(request, city, slug)
    scope = Scope(request.user, timezone.localdate(), report=found)
    known = KnownDays.of(scope)
    span = DaySpan.read(request, found, known)
    hides_closed = word(request.GET.getlist(CLOSED)) == HIDDEN
    address = Address(request.path, ((SINCE, span.first.word), (UNTIL, span.last.word)))
    states = (span.first.frozen(found, request.user), span.last.frozen(found, request.user))
    listed = address.having(CLOSED, HIDDEN) if hides_closed else address
    with changes_between(found, request.user, span.since, span.until, states) as told:
        page = ChangesPage(told, word(request.GET.getlist(PAGE)), listed, hides_closed=hides_closed)

    def preset(day: date) -> tuple[date, Address]:
        return day, address.having(SINCE, day.isoformat())

    context = {
        "municipality": found.municipality,
        "report": found,
        "span": span,
        "sentence": told.numbers.sentence,
        "listed": page,
        "hides_closed": hides_closed,
        "shown": address,
        "hidden": address.having(CLOSED, HIDDEN),
        "paper_days": known.of_papers,
        "rounds": closed_rounds_of(found),
        "between": between_reports(found, request.user) if page.is_last else None,
        "compared": address_of([found.predecessor, found]) if found.predecessor else None,
        "last_paper": preset(known.last_paper) if known.last_paper else None,
        "presets": [preset(day) for day in known.new_years()],
    }
    return render(request, "changes/changes.html", context)


@dataclass(frozen=True, slots=True)
class KnownDays:
    """The days on which something is known: the newest, each with whether a paper bears it, and the first of all."""

    newest: dict[date, bool]
    first: date | None
    last_paper: date | None

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """Returns all days, or of more than can be chosen from the newest; needs one query, else three."""
        newest = scope.newest_days(MOST_DAYS + 1)
        if len(newest) > MOST_DAYS:
            return cls(newest, scope.first_day(), scope.last_paper_day())
        last_paper = next((day for day, is_of_paper in newest.items() if is_of_paper), None)
        return cls(newest, min(newest, default=None), last_paper)

    @property
    def of_papers(self) -> list[date]:
        return [day for day, is_of_paper in self.newest.items() if is_of_paper]

    def default_since(self) -> date:
        """Returns the day of the last council paper; without one the last day before the newest."""
        if self.last_paper:
            return self.last_paper
        newest, *before = [*self.newest][:2] or [timezone.localdate()]
        return before[0] if before else date(newest.year - 1, 1, 1)

    def new_years(self) -> list[date]:
        """Returns 1 January of the years something is known of and of the year before, the newest first."""
        if self.first is None:
            return []
        years = range(max(self.newest).year, self.first.year - 2, -1)
        return [date(year, 1, 1) for year in years][:MOST_YEARS]


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A first and a last state, with the days to choose from, the newest first; `problems` say what is unreadable."""

    first: AsOf
    last: AsOf
    days: list[date]
    problems: list[str]

    @property
    def asks_for_days(self) -> bool:
        """Tells whether there are too many days to choose from, so that they are typed."""
        return len(self.days) > MOST_DAYS

    @property
    def since(self) -> date:
        return self.first.day

    @property
    def until(self) -> date:
        return self.last.day

    @classmethod
    def read(cls, request: HttpRequest, report: Report, known: KnownDays) -> Self:
        """Returns the states asked for, or those from the default day until today."""
        today = timezone.localdate()
        problems: list[str] = []

        def state(name: str, default: date) -> AsOf:
            text = word(request.GET.getlist(name))
            if found := closed_round(text, report):
                return AsOf.of_round(found, report)
            try:
                return AsOf(read_day(text) if text else default)
            except ValidationError as error:
                problems.extend(error.messages)
                return AsOf(default)

        last = state(UNTIL, today)
        first = state(SINCE, known.default_since())
        if last.day > today:
            problems.append(
                _("The %(day)s is still to come; nothing is known of it.") % {"day": f"{last.day:%d.%m.%Y}"}
            )
            last = AsOf(today)
        if first.day > last.day:
            problems.append(_("The first day comes after the second; they have been exchanged."))
            first, last = last, first
        return cls(first, last, sorted({*known.newest, first.day, last.day}, reverse=True), problems)
