"""Reads days in an address: 2018-09-21 as the site writes them, 21.09.2018 as people do; or closed rounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db.models import IntegerField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Municipality, Report
from catalog.prepared_queries import Bound, Prepared
from monitoring.models import ReportingRound
from reports.addresses.query_string import word
from reports.measures.frozen import FrozenReport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from catalog.permissions.roles import Visitor
    from monitoring.models import Snapshot

AS_OF = "stand"
MOST_DAYS = 200  # to choose from; of more, one is typed
ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
ROUND = re.compile(r"[-\w]+", re.ASCII)
OF_ONE_CITY = gettext_lazy(
    "“%(text)s” is not a day. If it is a round, it belongs to one municipality: choose that first. "
    "A day is written, for example, 21.09.2018."
)
LOOKS_LIKE_ROUND = re.compile(r"[a-z][a-z\d]*(?:-[a-z\d]+)+", re.ASCII)  # "halbjahr-2-2026"
SHOWN_OF_DIGEST = 16  # digits of a checksum that a page names
GERMAN = re.compile(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})", re.ASCII)


def read_day(text: str) -> date:
    """Returns the day a text names; raises ValidationError with an example of a valid one."""
    found = ISO.fullmatch(text.strip()) or GERMAN.fullmatch(text.strip())
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass  # such as the 31st of February
    raise ValidationError(
        _("“%(text)s” is not a day. Write, for example, 21.09.2018."), code="invalid", params={"text": text}
    )


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day whose state is shown; `error` says why it is not the one asked for.

    A closed round may stand for its day. What it has frozen of the report of the page is the `snapshot`.
    """

    day: date
    is_past: bool = False
    error: str = ""
    round: ReportingRound | None = None
    snapshot: Snapshot | None = None

    @property
    def word(self) -> str:
        """Returns the day or the round as an address names it."""
        return self.round.slug if self.round else self.day.isoformat()

    @property
    def typed(self) -> str:
        """Returns the day or the round as a form shows it; "" as of today."""
        if self.round:
            return self.round.slug
        return f"{self.day:%d.%m.%Y}" if self.is_past else ""

    @property
    def query(self) -> str:
        """Returns the query string for the same day on another page, with the question mark; "" as of today."""
        return f"?{AS_OF}={self.word}" if self.is_past else ""

    @property
    def further(self) -> str:
        """Returns the same as a further parameter of a query string; "" as of today."""
        return f"&{AS_OF}={self.word}" if self.is_past else ""

    @property
    def frozen_words(self) -> str:
        """Returns “Halbjahr 2/2026 (31.12.2026), frozen on 15.01.2027, checksum …”; "" of what is not frozen."""
        if self.snapshot is None:
            return ""
        facts = {
            "round": self.round,
            "day": f"{self.snapshot.as_of:%d.%m.%Y}",
            "at": f"{timezone.localtime(self.snapshot.frozen_at):%d.%m.%Y}",
            "digest": self.snapshot.digest[:SHOWN_OF_DIGEST],
        }
        return _("%(round)s (%(day)s), frozen on %(at)s, checksum %(digest)s") % facts

    def frozen(self, report: Report, user: Visitor) -> FrozenReport | None:
        """Returns the report as its round has frozen it, for a visitor; None of other days."""
        return FrozenReport(self.snapshot, report, user) if self.snapshot else None

    def frozen_among(self, reports: Iterable[Report], user: Visitor) -> dict[int, FrozenReport]:
        """Returns those of the reports that the round has frozen, by their ids; none of other days."""
        if self.round is None:
            return {}
        by_id = {report.pk: report for report in reports}
        snapshots = self.round.snapshots.filter(report__in=by_id)
        return {one.report_id: FrozenReport(one, by_id[one.report_id], user) for one in snapshots}

    @classmethod
    def read(cls, data: QueryDict, place: Municipality | Report | None = None) -> Self:
        """Returns what an address asks for; `place` is the report or city of the page, whose rounds have names."""
        today = timezone.localdate()
        text = word(data.getlist(AS_OF))
        if not text:
            return cls(today)
        if place is not None and (found := closed_round(text, place)):
            return cls.of_round(found, place)
        try:
            day = read_day(text)
        except ValidationError as error:
            is_round = place is None and LOOKS_LIKE_ROUND.fullmatch(text)
            words = OF_ONE_CITY % {"text": text} if is_round else " ".join(error.messages)
            return cls(today, error=words)
        if day > today:
            return cls(
                today, error=_("The %(day)s is still to come; nothing is known of it.") % {"day": f"{day:%d.%m.%Y}"}
            )
        return cls(day, is_past=day < today)

    @classmethod
    def of_round(cls, found: ReportingRound, place: Municipality | Report) -> Self:
        """Returns the frozen state of a report; of what the round has not frozen, that of its day."""
        if isinstance(place, Report) and (snapshot := found.snapshots.filter(report=place).first()):
            snapshot.round = found
            return cls(snapshot.as_of, is_past=True, round=found, snapshot=snapshot)
        day = found.day_of_report
        return cls(day, is_past=day < timezone.localdate(), round=found)


def closed_rounds_of(report: Report) -> list[ReportingRound]:
    """Returns the closed rounds that have frozen a report, the newest first."""
    return rounds_with().rows(report=report.pk)


@cache
def rounds_with() -> Prepared[ReportingRound]:
    rounds = ReportingRound.objects.closed().filter(snapshots__report=Bound("report", IntegerField()))
    return Prepared(rounds.order_by("-as_of", "-pk"))


def names_round(data: QueryDict) -> bool:
    """Tells whether an address may name a closed round, and no day."""
    return may_be_round(word(data.getlist(AS_OF)))


def may_be_round(text: str) -> bool:
    return ROUND.fullmatch(text) is not None and ISO.fullmatch(text) is None


def closed_round(slug: str, place: Municipality | Report) -> ReportingRound | None:
    """Returns the closed round with this address in the city of a page; None for a day, without a query."""
    if not may_be_round(slug):
        return None
    municipality = place.municipality_id if isinstance(place, Report) else place.pk
    return ReportingRound.objects.closed().filter(municipality=municipality, slug=slug).first()
