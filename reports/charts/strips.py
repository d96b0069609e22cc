"""The schedule of a report: one strip for every measure, all on the same scale of dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.charts.scales import DateScale, Tick

LEFT, RIGHT = 3.0, 97.0
NARROWEST = 0.8  # percent; a single day stays visible
MARGIN = timedelta(days=31)
TOO_NEAR = 0.5  # percent
ASIDE = 11  # pixels


@dataclass(frozen=True, slots=True)
class Stage:
    """A milestone: where it stands now, and its first deadline if that was moved."""

    day: date
    state: str
    title: str
    original_day: date | None = None


@dataclass(frozen=True, slots=True)
class StripPlan:
    """What is known of a measure: begin, end, the day that has passed first, whether it is late, its milestones."""

    start: date | None = None
    end: date | None = None
    passed_on: date | None = None
    is_late: bool = False
    stages: Sequence[Stage] = ()

    @property
    def days(self) -> list[date]:
        own = [self.start, self.end, self.passed_on]
        of_stages = [day for stage in self.stages for day in (stage.day, stage.original_day)]
        return [day for day in [*own, *of_stages] if day]


@dataclass(frozen=True, slots=True)
class StripSpan:
    x: float
    width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True, slots=True)
class StageMark:
    """`aside` is how many pixels it makes way for others of its days, `moved_from` where the deadline was first."""

    x: float
    stage: Stage
    moved_from: float | None
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Strip:
    """`bar` is what was planned, `begin` and `rest` the sides on which no day is named, `passed` the time
    since the deadline, in which it `is_late` or nobody has reported."""

    bar: StripSpan | None
    begin: StripSpan | None
    rest: StripSpan | None
    passed: StripSpan | None
    is_late: bool
    marks: list[StageMark]


class Schedule:
    """The scale that all strips share. `today` lies on it unless it is long past everything or long before."""

    def __init__(self, plans: Sequence[StripPlan], today: date, period: tuple[date | None, date | None]) -> None:
        days = [day for plan in plans for day in plan.days]
        days += [day for day in period if day and days]
        first, last = min(days, default=today), max(days, default=today)
        reach = max(last - first, timedelta(days=365))
        if last < today and today - last <= reach:
            last = today
        elif today < first and first - today <= reach:
            first = today
        self.scale = DateScale.around([earlier(first), later(last)], LEFT, RIGHT)
        self.now = self.scale.at(today) if self.scale.has(today) else None
        self.today = today
        self.period = period

    @property
    def dates(self) -> list[Tick]:
        return self.scale.ticks()

    def strip(self, plan: StripPlan) -> Strip:
        start, end = plan.start, plan.end
        begin, rest = self.scale.first, self.scale.last
        if self.period[0] and end and self.period[0] < end:
            begin = self.period[0]
        if self.period[1] and start and self.period[1] > start:
            rest = self.period[1]
        return Strip(
            bar=self._span(start, end) if start and end else None,
            begin=self._span(begin, end) if end and not start else None,
            rest=self._span(start, rest) if start and not end else None,
            passed=self._span(plan.passed_on, min(self.today, self.scale.last)) if plan.passed_on else None,
            is_late=plan.is_late,
            marks=self._marks(plan.stages),
        )

    def _marks(self, stages: Sequence[Stage]) -> list[StageMark]:
        marks: list[StageMark] = []
        for stage in sorted(stages, key=lambda stage: stage.day):
            x = self.scale.at(stage.day)
            beside = marks and x - marks[-1].x < TOO_NEAR
            moved_from = self.scale.at(stage.original_day) if stage.original_day else None
            marks.append(StageMark(x, stage, moved_from, marks[-1].aside + ASIDE if beside else 0))
        return marks

    def _span(self, start: date, end: date) -> StripSpan:
        x = self.scale.at(start)
        return StripSpan(x, max(round(self.scale.at(end) - x, 2), NARROWEST))


def earlier(day: date) -> date:
    return day - MARGIN if day - date.min > MARGIN else day


def later(day: date) -> date:
    return day + MARGIN if date.max - day > MARGIN else day
