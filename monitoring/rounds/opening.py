"""Opens a round: works out which office is asked about which measures, and writes the requests down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.choices import Publication, Role
from catalog.locking.row_locks import lock_roots
from catalog.models import Office, Responsibility
from catalog.row_values import fingerprint
from monitoring.choices import AnswerState
from monitoring.models import MonitoredMeasure, ReportingRound, RoundAnswer, RoundRequest
from monitoring.querysets import by_place
from monitoring.rounds.mails.staff_mails import tell_soon

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from catalog.models import User
    from monitoring.models.measure import MonitoredMeasureQuerySet


class RoundStateError(Exception):
    """A round that is not in the state an act needs; nothing has been changed. Its text says why."""


class ChangedMeanwhileError(RoundStateError):
    """An answer that somebody else has saved, taken back or decided on since it was read; nothing is overwritten."""


@dataclass(slots=True)
class Asked:
    """Which office would be asked about which measures; `nobody` are those for which no office could be asked."""

    by_office: dict[Office, list[MonitoredMeasure]] = field(default_factory=dict)
    nobody: list[MonitoredMeasure] = field(default_factory=list)

    @property
    def without_address(self) -> list[Office]:
        return [office for office in self.by_office if not office.email]


def measures_to_ask(reporting_round: ReportingRound, day: date) -> MonitoredMeasureQuerySet:
    """Returns the published measures of its reports that a round may ask about, with their status on a day.

    Measures that speak through their parts are not asked about: their parts are. Closed reports have none.
    """
    of_reports = MonitoredMeasure.objects.filter(
        report__in=reporting_round.reports.all(), report__is_closed=False, publication=Publication.PUBLISHED
    )
    published = of_reports.exclude(parent__isnull=False, parent__publication=Publication.DRAFT)
    return published.with_status(day).speaking().select_related("report", "parent").order_by(*by_place())


def chosen_measures(reporting_round: ReportingRound, day: date) -> MonitoredMeasureQuerySet:
    """Returns the measures that a draft asks about, as far as they still can be asked about."""
    return measures_to_ask(reporting_round, day).filter(pk__in=reporting_round.measures.values("pk"))


def choose_usual_measures(reporting_round: ReportingRound, day: date) -> None:
    """Has a draft ask about all of its measures that are neither done nor given up."""
    reporting_round.measures.set(measures_to_ask(reporting_round, day).not_closed())


def who_is_asked(measures: Sequence[MonitoredMeasure], *, asks_participants: bool) -> Asked:
    """Returns the offices by name, each with its measures; one query.

    The offices that lead a measure are asked, for a part without a lead those of the whole. A dissolved office is not.
    """
    named = _responsible(measures, asks_participants=asks_participants)
    asked = Asked()
    for measure in measures:
        offices = named.get(measure.pk) or (named.get(measure.parent_id) if measure.parent_id else None)
        if not offices:
            asked.nobody.append(measure)
        for office in offices or ():
            asked.by_office.setdefault(office, []).append(measure)
    asked.by_office = dict(sorted(asked.by_office.items(), key=lambda pair: (pair[0].name, pair[0].pk)))
    return asked


def _responsible(measures: Iterable[MonitoredMeasure], *, asks_participants: bool) -> dict[int, list[Office]]:
    ids = {key for measure in measures for key in (measure.pk, measure.parent_id) if key}
    rows = Responsibility.objects.filter(measure__in=ids, office__dissolved_on__isnull=True)
    if not asks_participants:
        rows = rows.filter(role=Role.LEAD)
    named: dict[int, list[Office]] = {}
    for row in rows.select_related("office").order_by("role", "order", "pk"):
        named.setdefault(row.measure_id, []).append(row.office)
    return named


@transaction.atomic
def open_round(reporting_round: ReportingRound, measures: Collection[MonitoredMeasure], by: User | None) -> None:
    """Opens a draft: one request for each office, one answer still to come for each of its measures.

    Sends nothing. Raises RoundStateError where the round is open already, or there is nobody to ask.
    """
    stored = ReportingRound.objects.select_for_update(no_key=True).get(pk=reporting_round.pk)
    if not stored.is_draft:
        raise RoundStateError(_("This round has been opened already."))
    asked = who_is_asked(list(measures), asks_participants=stored.asks_participants)
    if not asked.by_office:
        raise RoundStateError(_("There is no office to ask. Name the lead offices of the measures first."))
    for office, theirs in asked.by_office.items():
        request = RoundRequest.objects.create(round=stored, office=office)
        RoundAnswer.objects.bulk_create(RoundAnswer(request=request, measure=measure) for measure in theirs)
    reporting_round.opened_at, reporting_round.opened_by = timezone.now(), by
    reporting_round.save(update_fields=["opened_at", "opened_by"])
    tell_soon(reporting_round)


@transaction.atomic
def hand_over(answers: Iterable[RoundAnswer], office: Office, note: str) -> RoundRequest:
    """Asks another office of the same municipality instead; returns its request, which is new where it had none.

    What is typed already goes along. Raises RoundStateError where the round is closed, an answer is published, or the
    other office is already asked about the measure, dissolved, or of another municipality.
    """
    keys = [answer.pk for answer in answers]
    lock_roots(ReportingRound, RoundRequest.objects.filter(answers__in=keys).values_list("round", flat=True))
    moved = list(
        RoundAnswer.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=keys)
        .select_related("request__round", "request__office", "measure")
        .order_by("pk")
    )
    if not moved:
        raise RoundStateError(_("Choose at least one measure."))
    before = moved[0].request
    if not before.round.is_running:
        raise RoundStateError(_("This round is not open."))
    if any(answer.state == AnswerState.PUBLISHED for answer in moved):
        raise RoundStateError(_("What is published cannot be handed over any more."))
    if office.dissolved_on or office.municipality_id != before.round.municipality_id:
        raise RoundStateError(_("%(office)s cannot be asked.") % {"office": office})
    request = _request_to(office, before, note)
    known = set(
        request.answers.filter(measure__in=[answer.measure_id for answer in moved]).values_list("measure", flat=True)
    )
    for answer in moved:
        if answer.measure_id in known:
            words = _("%(office)s is already asked about %(measure)s.")
            raise RoundStateError(words % {"office": office, "measure": answer.measure})
        answer.request, answer.not_ours = request, ""
        answer.save(update_fields=["request", "not_ours"])
    return request


def about_handing_over(request: RoundRequest, answers: Iterable[RoundAnswer]) -> str:
    """Returns what the mail after handing over is about, so that it is sent once; "" for the first of a request."""
    return "" if request.sent_at is None else fingerprint(sorted(answer.pk for answer in answers))[:12]


def _request_to(office: Office, before: RoundRequest, note: str) -> RoundRequest:
    """Returns the request to an office that takes over from another; one there was before gets the note and a link."""
    told = {"handed_over_by": before.office, "note": note}
    request, is_new = RoundRequest.objects.get_or_create(
        round=before.round, office=office, defaults={**told, "open_until": before.open_until}
    )
    if is_new:
        return request
    if request.revoked_at:
        request.renew_token()
    if note:
        request.note, request.handed_over_by = note, before.office
        request.save(update_fields=list(told))
    return request
