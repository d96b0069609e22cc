"""What an office is asked in a round, with all that its page, its files and the checks of its answers need to know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalog.deadlines import understand
from catalog.fields import understood
from catalog.row_values import without_zeros
from catalog.texts.plain_text import clean
from monitoring.choices import AnswerState
from monitoring.exports.resources import figure
from monitoring.models import (
    AnsweredMilestone,
    AnsweredValue,
    Indicator,
    IndicatorValue,
    Milestone,
    MonitoredMeasure,
    StatusUpdate,
)
from monitoring.models.loaded_status import ids_with_wholes, load_status, load_updates
from monitoring.models.progress import Progress
from monitoring.models.round_answers import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from monitoring.models import ReportingRound, RoundAnswer, RoundRequest

MILESTONE_PARTS = ("done_as", "due", "due_reason")
VALUE_PARTS = ("value", "as_of", "note")


@dataclass(slots=True)
class AskedMeasure:
    """A measure that an office is asked about, with its answer; `milestones` are the open ones.

    `today` is the day of the page.
    """

    round: ReportingRound
    answer: RoundAnswer
    measure: MonitoredMeasure
    today: date
    milestones: Sequence[Milestone] = ()
    indicators: Sequence[Indicator] = ()
    told_milestones: dict[int, AnsweredMilestone] = field(default_factory=dict)
    told_values: dict[int, AnsweredValue] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        return f"a{self.answer.pk}"

    @property
    def last_update(self) -> StatusUpdate | None:
        """Returns the newest published report."""
        return self.measure.newest_update

    @property
    def last_text(self) -> StatusUpdate | None:
        """Returns the report whose text still holds: the newest one, or the one that it confirms."""
        return self.last_update.told if self.last_update else None

    @property
    def is_awaited(self) -> bool:
        return self.answer.is_awaited

    @property
    def is_answered(self) -> bool:
        return not self.is_awaited

    @property
    def is_submitted(self) -> bool:
        return self.answer.state == AnswerState.SUBMITTED

    @property
    def is_published(self) -> bool:
        return self.answer.state == AnswerState.PUBLISHED

    @property
    def is_begun(self) -> bool:
        """Tells whether something is typed that is still to be submitted."""
        return self.is_awaited and (bool(self.answer.unread) or self.says_something)

    @property
    def says_something(self) -> bool:
        return self.answer.says_something or bool(self.told_milestones) or bool(self.told_values)

    @property
    def is_silent(self) -> bool:
        return self.measure.is_silent

    @property
    def is_passed(self) -> bool:
        """Tells whether its deadline has passed, reported as late or not."""
        return self.measure.is_late or self.measure.has_passed

    def lines_told(self) -> list[tuple[str, str]]:
        """Returns what the answer says beside its texts, each with a label: deadline, milestones, values, costs."""
        answer = self.answer
        lines = [(_("New deadline"), with_reason(answer.due, answer.due_reason))]
        for one in self.milestones:
            if told := self.told_milestones.get(one.pk):
                moved = with_reason(told.due, told.due_reason)
                lines.append((one.title, _("reached: %(day)s") % {"day": told.done_as} if told.done_as else moved))
        for indicator in self.indicators:
            if value := self.told_values.get(indicator.pk):
                figures = f"{number_format(without_zeros(value.value))} {indicator.unit}".strip()
                lines.append((indicator.name, with_reason(f"{figures} ({written(value.as_of)})", value.note)))
        return [(label, text) for label, text in [*lines, (_("Costs"), answer.costs)] if text]

    def stored(self) -> dict[str, str]:
        """Returns what is typed so far, by the names of the fields of its form, and only what is filled."""
        answer = self.answer
        found = {name: str(getattr(answer, name)) for name in FIELDS}
        for pk, told in self.told_milestones.items():
            found |= {f"m{pk}-{part}": getattr(told, part) for part in MILESTONE_PARTS}
        for pk, value in self.told_values.items():
            found |= {f"v{pk}-value": figure(value.value), f"v{pk}-as_of": written(value.as_of)}
            found[f"v{pk}-note"] = value.note
        return {name: text for name, text in {**found, **answer.unread}.items() if text}

    def initial(self) -> dict[str, str]:
        """Returns what the form shows: what is typed, beside it the last word and the days that values are due on."""
        shown = {"status": self.measure.status} if self.measure.status else {}
        shown |= {f"v{one.pk}-as_of": written(self.value_day(one)) for one in self.indicators}
        return {**shown, **self.stored()}

    def value_day(self, indicator: Indicator) -> date:
        """Returns the day for which a value is due, or the day of the round; never one that is still to come."""
        due = Progress(indicator, self.today).next_value_due
        day = due if due and due <= self.round.as_of else self.round.as_of
        return min(day, self.today)


def with_reason(text: str, reason: str) -> str:
    return f"{text} – {reason}" if text and reason else text


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def tidied(text: object) -> str:
    """Returns a text as it is compared: browsers send line breaks in their own way."""
    return clean(str(text)).strip()


def is_moved(measure: MonitoredMeasure | Milestone, due: str) -> bool:
    """Tells whether a wording means another day than the deadline that stands."""
    if not due or tidied(due) == tidied(measure.due):
        return False
    found = understood(due)
    return found is None or found.deadline is None or found.deadline != measure.due_on


def is_clear(due: str) -> bool:
    """Tells whether a new deadline names a day or one of the usual words without one, such as “laufend”."""
    return understand(due).is_usual


def load_asked(request: RoundRequest, pks: Iterable[int] | None = None) -> list[AskedMeasure]:
    """Returns what an office is asked about, in the order of its reports; eleven queries at most, however much it is.

    `pks` are the answers that are wanted, all by default; those of another office are not found.
    """
    today = timezone.localdate()
    answers = request.answers.select_related("noted_by")
    if pks is not None:
        answers = answers.filter(pk__in=list(pks))
    by_measure = {answer.measure_id: answer for answer in answers}
    measures = sorted(load_updates(by_measure, today), key=_place)
    indicators = _load_indicators(measures, today)
    load_status(measures, today, indicators)
    asked = {measure.pk: AskedMeasure(request.round, by_measure[measure.pk], measure, today) for measure in measures}
    _add_milestones(asked, today)
    _add_indicators(asked, indicators)
    by_answer = {one.answer.pk: one for one in asked.values()}
    for milestone in AnsweredMilestone.objects.filter(answer__in=by_answer):
        by_answer[milestone.answer_id].told_milestones[milestone.milestone_id] = milestone
    for value in AnsweredValue.objects.filter(answer__in=by_answer):
        by_answer[value.answer_id].told_values[value.indicator_id] = value
    return list(asked.values())


def _place(measure: MonitoredMeasure) -> tuple[object, ...]:
    """Returns where a measure stands among others: parts follow their whole."""
    whole = measure.parent or measure
    of_whole = (measure.report.title, measure.report_id, whole.order, whole.code_sort, whole.pk)
    return (*of_whole, measure.parent_id is not None, measure.order, measure.code_sort, measure.pk)


def _add_milestones(asked: dict[int, AskedMeasure], today: date) -> None:
    found: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.open(today).filter(measure__in=asked):
        milestone.measure = asked[milestone.measure_id].measure
        found[milestone.measure_id].append(milestone)
    for pk, milestones in found.items():
        asked[pk].milestones = milestones


def _load_indicators(measures: Iterable[MonitoredMeasure], today: date) -> list[Indicator]:
    """Returns the indicators of measures and their wholes, with targets and published values, the oldest first."""
    values = IndicatorValue.objects.published().filter(as_of__lte=today).order_by("as_of")
    of_measures = Indicator.objects.filter(measure__in=ids_with_wholes(measures))
    return list(of_measures.prefetch_related(Prefetch("values", values), "targets"))


def _add_indicators(asked: dict[int, AskedMeasure], indicators: Iterable[Indicator]) -> None:
    found: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        if one := asked.get(indicator.measure_id):
            indicator.measure = one.measure
            found[indicator.measure_id].append(indicator)
    for pk, own in found.items():
        asked[pk].indicators = own
