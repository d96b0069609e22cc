from dataclasses import dataclass
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.addresses.get_or_404 import find_report
from reports.addresses.query_string import Address, word
from reports.changes.between_days import Changes
from reports.measures.days import read_day
from reports.measures.scope import Scope

SINCE, UNTIL, CLOSED = "von", "bis", "abgeschlossene"
HIDDEN = "aus"
MOST_YEARS = 10


@require_safe
def changes(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows what changed in a report between two days."""
    found = find_report(request, city, slug)
    scope = Scope(request.user, timezone.localdate(), report=found)
    days = scope.days()
    paper_days = scope.paper_days()
    span = DaySpan.read(request, days)
    hides_closed = word(request.GET.getlist(CLOSED)) == HIDDEN
    address = Address(request.path, ((SINCE, span.since.isoformat()), (UNTIL, span.until.isoformat())))
    context = {
        "municipality": found.municipality,
        "report": found,
        "span": span,
        "changes": Changes.between(found, request.user, span.since, span.until),
        "hides_closed": hides_closed,
        "shown": address,
        "hidden": address.having(CLOSED, HIDDEN),
        "paper_days": paper_days,
        "last_paper": (paper_days[0], address.having(SINCE, paper_days[0].isoformat())) if paper_days else None,
        "presets": [(day, address.having(SINCE, day.isoformat())) for day in first_days(days)],
    }
    return render(request, "changes/changes.html", context)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A first and a last day, with the days to choose from, the newest first; `problems` say what is unreadable."""

    since: date
    until: date
    days: list[date]
    problems: list[str]

    @classmethod
    def read(cls, request: HttpRequest, days: list[date]) -> Self:
        """Returns the days asked for.

        By default from the last day before the newest on which something is known, until today.
        """
        today = timezone.localdate()
        problems: list[str] = []

        def day(name: str, default: date) -> date:
            text = word(request.GET.getlist(name))
            try:
                return read_day(text) if text else default
            except ValidationError as error:
                problems.extend(error.messages)
                return default

        until = day(UNTIL, today)
        since = day(SINCE, days[1] if days[1:] else date((days[0] if days else today).year - 1, 1, 1))
        if until > today:
            problems.append(_("The %(day)s is still to come; nothing is known of it.") % {"day": f"{until:%d.%m.%Y}"})
            until = today
        if since > until:
            problems.append(_("The first day comes after the second; they have been exchanged."))
            since, until = until, since
        return cls(since, until, sorted({*days, since, until}, reverse=True), problems)


def first_days(known: list[date]) -> list[date]:
    """Returns 1 January of the years something is known of and of the year before, the newest first."""
    if not known:
        return []
    years = range(known[0].year, known[-1].year - 2, -1)
    return [date(year, 1, 1) for year in years][:MOST_YEARS]
