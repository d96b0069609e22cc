"""The measures of an office at a glance, for people who report on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils.http import urlencode

from catalog.models import Measure
from catalog.permissions.large_lists import CountOf
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from monitoring.badges import deadline_badge
from monitoring.models import StatusUpdate

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST = 30


@dataclass(frozen=True, slots=True)
class OwnMeasure:
    measure: Any
    status: str  # as a badge
    text: str  # the last one that was published
    deadline: str  # as a badge, once it has passed
    url: str
    report_on_it: str


@dataclass(frozen=True, slots=True)
class OwnMeasures:
    """The first of `number` measures."""

    rows: list[OwnMeasure]
    number: int

    @property
    def are_all(self) -> bool:
        return self.number <= len(self.rows)


def own_measures(request: HttpRequest) -> OwnMeasures | None:
    """Returns the measures that somebody's offices report on, those longest without a report first.

    None for people who do not report for an office.
    """
    user: Any = request.user
    if not (user.roles.contributes and can(user, Action.ADD, StatusUpdate)):
        return None
    page: Any = admin.site.get_model_admin(Measure)
    asked = page.get_queryset(request).filter(pk__in=user.roles.measures_asked, report__is_closed=False)
    first = asked.annotate(in_all=CountOf(asked)).order_by("current__reported_on", "report", "code_sort", "pk")
    numbers = dict(first.values_list("pk", "in_all")[:MOST])
    rows = page.loaded(request, list(numbers))
    found = [
        OwnMeasure(
            measure=row,
            status=page.status(row),
            text=page.last_text(row) if hasattr(row, "told_text") else "",
            deadline=deadline_badge(row.deadline_state),
            url=reverse("admin:catalog_measure_change", args=[row.pk]),
            report_on_it=f"{reverse('admin:monitoring_statusupdate_add')}?{urlencode({'measure': row.pk})}",
        )
        for row in rows
    ]
    return OwnMeasures(found, next(iter(numbers.values()), 0))
