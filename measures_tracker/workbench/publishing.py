"""Publishes a report with all that waits in it as a draft of the planners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalog.choices import Publication
from catalog.models import Measure
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from monitoring.choices import ReviewState
from monitoring.models import StatusUpdate

if TYPE_CHECKING:
    from catalog.models import Report
    from catalog.permissions.roles import Visitor


def waiting_in(user: Visitor, report: Report) -> list[Any]:
    """Returns the drafts of measures, and the updates that this person has drafted.

    What an office has drafted and not submitted stays with the office.
    """
    measures = Measure.objects.filter(
        permitted(user, Action.PUBLISH, Measure), report=report, publication=Publication.DRAFT
    )
    updates = StatusUpdate.objects.filter(
        permitted(user, Action.PUBLISH, StatusUpdate),
        measure__report=report,
        publication=ReviewState.DRAFT,
        author=user.pk,
    )
    return [*measures, *updates]


def publish_everything(user: Visitor, report: Report) -> int:
    """Publishes a report with what waits in it, and returns how many rows; the report has to be locked.

    Each row is saved by itself, so that each has an entry in its history.
    """
    waiting = waiting_in(user, report)
    for row in waiting:
        row.publication = Publication.PUBLISHED
        row.save(update_fields=["publication"])
    if not report.is_public:
        report.is_public = True
        report.save(update_fields=["is_public"])
    return len(waiting)
