"""An office hands its measures over to another one, which succeeds it where it is dissolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from catalog.choices import AuditKind, MemberRole, Role
from catalog.locking.row_locks import lock_report, lock_roots, writing
from catalog.models import AuditEntry, Membership, Municipality, Office, Responsibility
from monitoring.choices import AnswerState
from monitoring.models import RoundAnswer, RoundRequest
from monitoring.querysets import by_place
from monitoring.rounds.opening import about_handing_over, hand_over

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from catalog.models import User


@dataclass(frozen=True, kw_only=True)
class Handover:
    """What passes from one office to another: the measures with these ids, and whether the first one is dissolved.

    With `takes_people`, contributors of the office report for its successor. What running rounds still ask about the
    measures passes in any case.
    """

    successor: Office
    measures: Collection[int]
    dissolved_on: date | None = None
    takes_people: bool = False


@dataclass(slots=True)
class HandedOver:
    """How many rows have passed to the successor."""

    measures: int = 0
    people: int = 0
    questions: int = 0  # of running rounds
    requests: list[tuple[RoundRequest, str]] = field(default_factory=list)  # to be mailed, each with what it is about


def responsibilities_to_hand_over(office: Office) -> list[Responsibility]:
    """Returns the roles of an office in the measures of open reports; those of closed reports stay as they are."""
    found = office.responsibilities.filter(measure__report__is_closed=False)
    rows = found.select_related("measure__report", "measure__parent")
    return list(rows.order_by("measure__report__title", *by_place("measure__")))


def hand_office_over(office: Office, wish: Handover, by: User | None) -> HandedOver:
    """Hands the chosen measures over, in one transaction; raises BusyError."""
    with writing():
        return _OfficeHandover(office, wish, by).carry_out()


class _OfficeHandover:
    def __init__(self, office: Office, wish: Handover, by: User | None) -> None:
        self.office, self.wish, self.by = office, wish, by
        self.done = HandedOver()
        with translation.override(settings.LANGUAGE_CODE):
            words = _("handed over from “%(office)s” to “%(successor)s”")
            self.reason = (words % {"office": office.name[:30], "successor": wish.successor.name[:30]})[:100]

    def carry_out(self) -> HandedOver:
        lock_roots(Municipality, [self.office.municipality_id])
        moved = [row for row in responsibilities_to_hand_over(self.office) if row.measure_id in set(self.wish.measures)]
        for report in sorted({row.measure.report_id for row in moved}):
            lock_report(report)
        self._responsibilities(moved)
        self._questions()
        if self.wish.takes_people:
            self._people()
        if self.wish.dissolved_on:
            self._dissolve(self.wish.dissolved_on)
        subject = f"{self.office} → {self.wish.successor}"
        AuditEntry.record(AuditKind.HANDED_OVER, person=self.by, subject=subject, municipality=self.office.municipality)
        return self.done

    def _responsibilities(self, moved: list[Responsibility]) -> None:
        """Gives the successor each role; where it has one already, it keeps the higher one."""
        theirs = Responsibility.objects.filter(
            office=self.wish.successor, measure__in=[row.measure_id for row in moved]
        )
        known = {row.measure_id: row for row in theirs}
        for row in moved:
            own = known.get(row.measure_id)
            if own is None:
                row.office = self.wish.successor
                self._save(row)
            else:
                if row.role == Role.LEAD and own.role != Role.LEAD:
                    own.role = Role.LEAD
                    self._save(own)
                row._change_reason, row._history_user = self.reason, self.by  # type: ignore[attr-defined]
                row.delete()
        self.done.measures = len(moved)

    def _questions(self) -> None:
        """Hands over what running rounds still ask about these measures, unless the successor is asked already."""
        for request in RoundRequest.objects.running().filter(office=self.office).order_by("round"):
            asked = request.answers.filter(measure__in=self.wish.measures).exclude(state=AnswerState.PUBLISHED)
            theirs = RoundAnswer.objects.filter(request__round=request.round_id, request__office=self.wish.successor)
            answers = list(asked.exclude(measure__in=theirs.values("measure")))
            if not answers:
                continue
            given = hand_over(answers, self.wish.successor, self.reason)
            self.done.requests.append((given, about_handing_over(given, answers)))
            self.done.questions += len(answers)

    def _people(self) -> None:
        """Lets the contributors of the office report for its successor."""
        at_successor = set(self.wish.successor.memberships.values_list("user", flat=True))
        for membership in Membership.objects.filter(office=self.office, role=MemberRole.CONTRIBUTOR):
            if membership.user_id in at_successor:
                membership.delete()
            else:
                membership.office = self.wish.successor
                self._save(membership)
                self.done.people += 1

    def _dissolve(self, day: date) -> None:
        for part in self.office.children.exclude(pk=self.wish.successor.pk):
            part.parent = self.wish.successor
            self._save(part)
        self.office.dissolved_on, self.office.successor = day, self.wish.successor
        self._save(self.office)

    def _save(self, row: Any) -> None:
        row._change_reason, row._history_user = self.reason, self.by
        row.save()
