"""What is known of each measure today, kept beside it, because lists of the whole country choose, count and sort by it.

`monitoring.current.judging` writes these rows from the rules that judge a single measure, and nothing else does. The
database notes by triggers which reports have changed since. The rows refer to others without a constraint: they never
keep anything from being deleted, and go when their report is judged next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from catalog.choices import CostKind, Horizon, MemberRole
from catalog.models import Measure, Municipality, Report
from catalog.permissions.registry import ALL_ROWS
from catalog.permissions.roles import roles_of
from monitoring.choices import DeadlineState, Visibility
from monitoring.models.status import StatusUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.permissions.roles import Visitor

LONGEST_TITLE_KEY = 100


def beside(to: Any, name: str = "+", **more: Any) -> Any:
    """Returns a reference to a row that may go without asking."""
    return models.ForeignKey(to, on_delete=models.DO_NOTHING, db_constraint=False, related_name=name, **more)


def current_to(user: Visitor, path: str = "") -> Q:
    """Returns a condition: current statuses of measures that a visitor sees on the site; as `Measure.visible_to`."""
    roles = roles_of(user)
    if roles.is_superuser:
        return ALL_ROWS
    found = Q(**{f"{path}visibility": Visibility.PUBLIC})
    if planned := roles.municipalities(MemberRole.PLANNER):
        found |= Q(**{f"{path}municipality__in": planned})
    if read := roles.municipalities(MemberRole.READER):
        found |= Q(**{f"{path}municipality__in": read, f"{path}visibility__lte": Visibility.RELEASED})
    return found


def in_commas(numbers: Iterable[int]) -> str:
    """Returns ",3,17,": each number stands between commas, so that a condition can ask for one of them."""
    words = sorted(numbers)
    return f",{','.join(map(str, words))}," if words else ""


def between_commas(text: str) -> list[int]:
    """Returns the numbers of what `in_commas` wrote."""
    return [int(word) for word in text.split(",") if word]


class Traits(models.Model):
    """What numbers of the whole country are chosen and counted by."""

    has_parts = models.BooleanField()
    word = models.CharField(max_length=20, blank=True)  # what pages show for its status
    deadline_state = models.CharField(max_length=20, choices=DeadlineState, blank=True)
    horizon = models.CharField(max_length=10, choices=Horizon, blank=True)
    costs_kind = models.CharField(max_length=10, choices=CostKind, blank=True)
    has_costs = models.BooleanField()  # itself or its whole, as `has_indicator`
    has_indicator = models.BooleanField()
    years = models.CharField(max_length=200, blank=True)  # each between commas: ",2023,2025,"

    class Meta:
        abstract = True


class CurrentStatus(Traits):
    """The state of a measure that belongs to its report by now, whoever may see it."""

    measure = models.OneToOneField(
        Measure, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="current"
    )
    whole = beside("self", "parts", null=True, db_index=False)
    report = beside(Report)
    municipality = beside(Municipality)
    newest_update = beside(StatusUpdate, null=True)

    visibility = models.PositiveSmallIntegerField(choices=Visibility)
    status = models.CharField(max_length=20, blank=True)
    reported_on = models.DateField(null=True)
    passed_on = models.DateField(null=True)
    awaited_on = models.DateField(null=True)
    costs_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    is_silent = models.BooleanField()
    themes = models.CharField(max_length=200, blank=True)  # the id of each between commas: ",3,17,"

    place = models.PositiveIntegerField()  # in the order of the report, by its sections
    number = models.PositiveIntegerField()  # in the order of the numbers
    code_sort = models.CharField(max_length=400, blank=True)
    title_key = models.CharField(max_length=LONGEST_TITLE_KEY)

    class Meta:
        indexes = [
            models.Index(fields=["report", "place"], name="current_of_report"),
            models.Index(fields=["municipality", "visibility"], name="current_of_municipality"),
            models.Index(
                fields=["-reported_on", "measure"], name="current_newest", condition=Q(reported_on__isnull=False)
            ),
            models.Index(
                fields=["-passed_on", "measure"],
                name="current_passed",
                condition=Q(passed_on__isnull=False, has_parts=False),
            ),
            models.Index(
                fields=["deadline_state", "passed_on", "measure"],
                name="current_passed_by_state",
                condition=Q(deadline_state__in=[DeadlineState.LATE, DeadlineState.GAP, DeadlineState.UNSTATED]),
            ),
            # With all that counting and paging by a column asks for, so that nothing else is read.
            models.Index(
                fields=["awaited_on", "visibility", "report"],
                name="current_by_awaited",
                condition=Q(whole__isnull=True),
            ),
            models.Index(
                fields=["reported_on", "visibility", "report"],
                name="current_by_reported",
                condition=Q(whole__isnull=True),
            ),
            models.Index(fields=["title_key", "visibility"], name="current_by_title", condition=Q(whole__isnull=True)),
            models.Index(
                fields=["costs_amount", "visibility", "report"],
                name="current_by_costs",
                condition=Q(whole__isnull=True),
            ),
            models.Index(
                fields=["measure", "awaited_on", "costs_amount", "visibility", "report"],
                name="current_with_parts",
                condition=Q(has_parts=True, whole__isnull=True),
            ),
            models.Index(
                fields=["whole", "awaited_on", "costs_amount", "visibility"],
                name="current_of_whole",
                condition=Q(whole__isnull=False),
            ),
            models.Index(
                fields=["awaited_on", "visibility", "whole"],
                name="parts_by_awaited",
                condition=Q(whole__isnull=False),
            ),
            models.Index(
                fields=["costs_amount", "visibility", "whole"],
                name="parts_by_costs",
                condition=Q(whole__isnull=False),
            ),
            models.Index(
                fields=["word", "visibility", "has_parts", "reported_on", "report"],
                name="current_by_word",
                condition=Q(whole__isnull=True),
            ),
            models.Index(
                fields=["code_sort", "visibility", "report"], name="current_by_number", condition=Q(whole__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.measure)

    @property
    def is_part(self) -> bool:
        return self.whole_id is not None

    @property
    def is_awaited(self) -> bool:
        return self.awaited_on is not None

    @property
    def is_priced(self) -> bool:
        return self.costs_amount is not None


class JudgedReport(models.Model):
    """A report whose measures were judged: what is kept of them holds from one day until another."""

    report = models.OneToOneField(
        Report, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="+"
    )
    valid_from = models.DateField()
    valid_until = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.report_id}: {self.valid_from} – {self.valid_until}"


class OutdatedReport(models.Model):
    """A report that has changed since its measures were judged; triggers write it, once for each change."""

    report = beside(Report)

    def __str__(self) -> str:
        return str(self.report_id)
