"""What a planner has to look at: each submitted answer beside what is published, and what stands in its way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.fields import understood
from catalog.history.word_diff import Piece, compare, whole
from catalog.row_values import without_zeros
from monitoring.choices import NEEDS_REASON, SETTLED, SHOWN_WORDS, STATUS_WORDS, RoundQuestion, Status, look_key
from monitoring.comments.threads import threads_on
from monitoring.models import IndicatorValue, MonitoredMeasure, RoundAnswer, StatusUpdate
from monitoring.models.loaded_status import load_measures
from monitoring.querysets import by_place
from monitoring.rounds.review.publishing import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from django.utils.functional import Promise

    from monitoring.comments.threads import Thread
    from monitoring.models import ReportingRound
    from monitoring.models.round_answers import RoundAnswerQuerySet

TEXTS: dict[str, str | Promise] = {
    "text": gettext_lazy("What has happened"),
    "next_steps": gettext_lazy("Next steps"),
    "reason": gettext_lazy("Reason"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """What decides whether an answer can be published without a second look; words of status as values, days as dates.

    `others` are further offices that are asked about the same measure; `same_day` tells of a published update.
    """

    is_unchanged: bool = False
    says_anything: bool = True
    has_report: bool = True
    others: Sequence[str] = ()
    same_day: bool = False
    in_closed_report: bool = False
    other_values: Sequence[str] = ()
    status_before: str = ""
    status: str = ""
    reason: str = ""
    asks_reason: bool = True
    day: date | None = None
    due_before: date | None = None
    due: date | None = None
    due_reason: str = ""
    postponed: Sequence[str] = ()  # milestones that get a later day


def problems_of(facts: AnswerFacts) -> list[str]:
    """Returns why an answer needs a second look, a sentence each; none for one that can be published unread.

    “Unchanged” needs none, unless there is nothing it could confirm or somebody else has reported.
    """
    found = [*_outside(facts)]
    if facts.is_unchanged:
        return found if facts.has_report else [*found, _("There is no report yet that could be confirmed.")]
    if not facts.says_anything:
        return [*found, _("The answer says nothing.")]
    return [*found, *_of_status(facts), *_of_deadlines(facts)]


def _outside(facts: AnswerFacts) -> Iterator[str]:
    if facts.in_closed_report:
        yield _("The report is closed. Open it again first.")
    if facts.others:
        yield _("Others are asked about it, too: %(offices)s.") % {"offices": "; ".join(facts.others)}
    if facts.same_day:
        yield _("An update as of the same day is published already.")
    for name in facts.other_values:
        yield _("%(indicator)s: another value is known of this day.") % {"indicator": name}


def _of_status(facts: AnswerFacts) -> Iterator[str]:
    before, now = facts.status_before, facts.status or facts.status_before
    if facts.status and before in Status.values and _progress(now) < _progress(before):
        words = {"before": SHOWN_WORDS[before], "now": SHOWN_WORDS[now]}
        yield _("A step back: from “%(before)s” to “%(now)s”.") % words
    if facts.reason or not facts.asks_reason:
        return
    if facts.status in NEEDS_REASON:
        yield _("No reason is given for “%(status)s”.") % {"status": SHOWN_WORDS[facts.status]}
    elif _has_passed(facts) and now not in SETTLED:
        yield _("The deadline has passed, and no reason is given.")


def _has_passed(facts: AnswerFacts) -> bool:
    due = facts.due or facts.due_before
    return due is not None and facts.day is not None and due < facts.day


def _of_deadlines(facts: AnswerFacts) -> Iterator[str]:
    if facts.due and facts.due_before and facts.due > facts.due_before:
        yield _("The deadline is put off.") if facts.due_reason else _("The deadline is put off without a reason.")
    for title in facts.postponed:
        yield _("A milestone is put off: %(title)s.") % {"title": title}


def _progress(status: str) -> int:
    return STATUS_WORDS[Status(status)].progress


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text as it is published beside what the answer says, word by word."""

    label: str | Promise
    old_pieces: list[Piece]
    new_pieces: list[Piece]

    @classmethod
    def of(cls, label: str | Promise, before: str, now: str) -> ComparedText:
        return cls(label, *compare(before, now))

    @classmethod
    def of_line(cls, label: str | Promise, before: str, now: str, reason: str = "") -> ComparedText:
        """Returns short facts, such as deadlines, whole."""
        return cls(label, whole(before), whole(f"{now} ({reason})" if reason else now))


@dataclass
class AnswerReview:
    """A submitted answer with what it would change. `values` are the last published ones of its indicators."""

    answer: RoundAnswer
    measure: MonitoredMeasure
    day: date
    others: list[RoundAnswer] = field(default_factory=list)
    same_day: StatusUpdate | None = None
    values: dict[int, list[IndicatorValue]] = field(default_factory=dict)
    threads: list[Thread] = field(default_factory=list)

    @property
    def wording(self) -> Wording:
        return Wording.of(self.answer)

    @property
    def status_before(self) -> str:
        return self.measure.shown_status

    @property
    def status_now(self) -> str:
        return self.answer.status or self.measure.shown_status

    @property
    def words(self) -> list[tuple[str, str | Promise]]:
        """Returns the status before and the one to come, or the one that stays: how it is drawn, and its label."""
        shown = dict.fromkeys((self.status_before, self.status_now))
        return [(look_key(word), SHOWN_WORDS[word]) for word in shown]

    @property
    def told_before(self) -> StatusUpdate | None:
        return self.measure.newest_update.told if self.measure.newest_update else None

    @cached_property
    def texts(self) -> list[ComparedText]:
        """Returns the texts that the answer names or leaves out, old beside new; none of an unchanged one."""
        if self.answer.is_unchanged or self.wording.says_nothing:
            return []
        before = self.told_before
        compared = [(label, getattr(before, name, ""), getattr(self.answer, name)) for name, label in TEXTS.items()]
        return [ComparedText.of(label, old, new) for label, old, new in compared if old or new]

    @cached_property
    def other_changes(self) -> list[ComparedText]:
        """Returns deadline, costs, milestones and values, old beside new."""
        answer = self.answer
        found = []
        if answer.due and answer.due != self.measure.due:
            found.append(ComparedText.of_line(_("Deadline"), self.measure.due, answer.due, answer.due_reason))
        if answer.costs and answer.costs != self.measure.costs:
            found.append(ComparedText.of_line(_("Costs"), self.measure.costs, answer.costs))
        for told in answer.milestones.all():
            old = told.milestone
            if told.done_as:
                before = old.done_words or _("open")
                found.append(ComparedText.of_line(_("%(title)s: reached") % {"title": old.title}, before, told.done_as))
            if told.due:
                found.append(ComparedText.of_line(str(old.title), old.due, told.due, told.due_reason))
        for value in answer.values.all():
            unit = value.indicator.unit
            known = self.values.get(value.indicator_id, [])
            before = f"{number_format(without_zeros(known[-1].value))} {unit}".strip() if known else ""
            now = f"{number_format(without_zeros(value.value))} {unit} ({value.as_of:%d.%m.%Y})"
            found.append(ComparedText.of_line(str(value.indicator), before, now, value.note))
        return found

    @property
    def changes(self) -> list[ComparedText]:
        return [*self.texts, *self.other_changes]

    @property
    def facts(self) -> AnswerFacts:
        answer, measure = self.answer, self.measure
        wording = understood(answer.due) if answer.due else None
        has_rows = bool(answer.milestones.all() or answer.values.all())
        return AnswerFacts(
            is_unchanged=answer.is_unchanged,
            says_anything=answer.says_something or has_rows,
            has_report=measure.newest_update is not None,
            others=[str(other.request.office) for other in self.others],
            same_day=self.same_day is not None,
            in_closed_report=measure.report.is_closed,
            other_values=[*self._other_values()],
            status_before=measure.status,
            status=answer.status,
            reason=answer.reason or (self._reason_before if self.wording.says_nothing else ""),
            asks_reason=answer.request.round.asks(RoundQuestion.REASON),
            day=self.day,
            due_before=measure.due_on,
            due=wording.deadline if wording else None,
            due_reason=answer.due_reason,
            postponed=[*self._postponed()],
        )

    @property
    def _reason_before(self) -> str:
        return str(self.told_before.reason) if self.told_before else ""

    def _other_values(self) -> Iterator[str]:
        for told in self.answer.values.all():
            known = {one.as_of: one.value for one in self.values.get(told.indicator_id, [])}
            if told.as_of in known and known[told.as_of] != told.value:
                yield str(told.indicator)

    def _postponed(self) -> Iterator[str]:
        for told in self.answer.milestones.all():
            wording = understood(told.due) if told.due else None
            due, before = wording.deadline if wording else None, told.milestone.due_on
            if due and before and due > before:
                yield str(told.milestone.title)

    @property
    def is_beside_others(self) -> bool:
        """Tells whether something published would be changed: an update of the same day, or values."""
        return self.same_day is not None or any(self._other_values())

    @cached_property
    def problems(self) -> list[str]:
        return problems_of(self.facts)


def submitted(reporting_round: ReportingRound) -> list[int]:
    """Returns the ids of the answers to review, report by report in the order of numbers; one query."""
    answers = RoundAnswer.objects.submitted().filter(request__round=reporting_round)
    in_order = answers.order_by("measure__report__title", *by_place("measure__"), "pk")
    return list(in_order.values_list("pk", flat=True))


def not_ours(reporting_round: ReportingRound) -> RoundAnswerQuerySet:
    """Returns the answers still to come of which an office says that the measure is another's; one query."""
    said = RoundAnswer.objects.awaited().filter(request__round=reporting_round).exclude(not_ours="")
    return said.select_related("request__office", "measure__parent").order_by("request__office__name", "pk")


def load_reviews(reporting_round: ReportingRound, keys: Iterable[int]) -> list[AnswerReview]:
    """Returns these answers with all that is shown beside them, in the order given; the number of queries is fixed."""
    wanted = list(keys)
    day = reporting_round.day_of_report
    answers = _load_answers(reporting_round, wanted)
    asked = {answer.measure_id for answer in answers.values()}
    measures = {measure.pk: measure for measure in load_measures(asked, day)}
    others = _load_others(reporting_round, measures)
    same_day = {one.measure_id: one for one in StatusUpdate.objects.published().filter(measure__in=measures, as_of=day)}
    indicators = {value.indicator_id for answer in answers.values() for value in answer.values.all()}
    values = _load_values(indicators)
    threads = threads_on(asked)
    return [
        AnswerReview(
            answer,
            measures[answer.measure_id],
            day,
            [other for other in others[answer.measure_id] if other.pk != answer.pk],
            same_day.get(answer.measure_id),
            values,
            threads.get(answer.measure_id, []),
        )
        for answer in (answers[pk] for pk in wanted if pk in answers)
    ]


def _load_answers(reporting_round: ReportingRound, keys: list[int]) -> dict[int, RoundAnswer]:
    found = (
        RoundAnswer.objects.filter(pk__in=keys, request__round=reporting_round)
        .select_related("request__office", "noted_by")
        .prefetch_related("milestones__milestone", "values__indicator")
    )
    answers = {answer.pk: answer for answer in found}
    for answer in answers.values():
        answer.request.round = reporting_round
    return answers


def _load_others(reporting_round: ReportingRound, measures: Iterable[int]) -> dict[int, list[RoundAnswer]]:
    """Returns all answers of the round about these measures, by measure."""
    found: dict[int, list[RoundAnswer]] = defaultdict(list)
    asked = RoundAnswer.objects.filter(request__round=reporting_round, measure__in=list(measures))
    for answer in asked.select_related("request__office"):
        found[answer.measure_id].append(answer)
    return found


def _load_values(indicators: Iterable[int]) -> dict[int, list[IndicatorValue]]:
    """Returns the published values of indicators, the oldest first."""
    found: dict[int, list[IndicatorValue]] = defaultdict(list)
    for value in IndicatorValue.objects.published().filter(indicator__in=list(indicators)).order_by("as_of"):
        found[value.indicator_id].append(value)
    return found
