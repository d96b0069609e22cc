"""Rows of rounds that a constraint refuses, each with how the refusal begins in German."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import timezone

from monitoring.models import AnsweredMilestone, AnsweredValue, ReportingRound, RoundAnswer, RoundRequest, Snapshot
from tests.factories import (
    make_indicator,
    make_milestone,
    make_office,
    make_report,
    make_request,
    make_round,
    make_snapshot,
)

DAY = date(2022, 6, 30)


def second_round(**fields: Any) -> ReportingRound:
    first = make_round(title="Halbjahr 1", slug="halbjahr-1")
    facts = {"title": "Halbjahr 2", "slug": "halbjahr-2", "as_of": DAY, "open_until": DAY, **fields}
    return ReportingRound(municipality=first.municipality, **facts)


def asked() -> RoundAnswer:
    """Return what an office is asked about a measure with a milestone and an indicator."""
    measure = make_milestone().measure
    make_indicator(measure)
    request = make_request(make_round(measure.report), make_office(measure.report.municipality), measure)
    return request.answers.get()


def second_request() -> RoundRequest:
    request = asked().request
    return RoundRequest(round=request.round, office=request.office, digest="x")


def second_answer() -> RoundAnswer:
    answer = asked()
    return RoundAnswer(request=answer.request, measure=answer.measure)


def second_about_milestone() -> AnsweredMilestone:
    answer = asked()
    told = {"answer": answer, "milestone": answer.measure.milestones.get()}
    AnsweredMilestone.objects.create(**told)
    return AnsweredMilestone(**told)


def second_about_indicator() -> AnsweredValue:
    answer = asked()
    told: dict[str, Any] = {"answer": answer, "indicator": answer.measure.indicators.get(), "value": 1, "as_of": DAY}
    AnsweredValue.objects.create(**told)
    return AnsweredValue(**told)


def unchanged_and_new() -> RoundAnswer:
    answer = asked()
    answer.is_unchanged, answer.text = True, "Neues."
    return answer


def second_snapshot() -> Snapshot:
    report = make_report()
    first = make_snapshot(make_round(report), report)
    facts = {name: getattr(first, name) for name in ("round", "report", "text", "digest", "as_of", "frozen_at")}
    return Snapshot(**facts)


REFUSED: dict[str, tuple[Callable[[], Model], str]] = {
    "round_slug_unique_per_municipality": (
        lambda: second_round(slug="halbjahr-1"),
        "Eine andere Berichtsrunde dieser Kommune hat diese Webadresse.",
    ),
    "round_title_unique_per_municipality": (
        lambda: second_round(title="Halbjahr 1"),
        "Diese Kommune hat schon eine Berichtsrunde dieses Namens.",
    ),
    "round_is_opened_before_it_is_closed": (
        lambda: second_round(closed_at=timezone.now()),
        "Eine Berichtsrunde wird erst eröffnet, dann abgeschlossen.",
    ),
    "round_request_once_per_office": (second_request, "Dieses Amt wird in dieser Berichtsrunde schon gefragt."),
    "round_answer_once_per_measure": (second_answer, "Das Amt wird nach dieser Maßnahme schon gefragt."),
    "round_answer_once_per_milestone": (second_about_milestone, "Die Antwort nennt diese Etappe schon."),
    "round_answer_once_per_indicator": (second_about_indicator, "Die Antwort nennt für diesen Indikator schon einen"),
    "round_answer_unchanged_says_nothing_else": (unchanged_and_new, "„Unverändert“ passt nicht zu etwas Neuem."),
    "snapshot_once_per_report": (second_snapshot, "Die Berichtsrunde hat diesen Bericht schon festgehalten."),
}
