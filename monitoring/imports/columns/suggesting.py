"""Which column holds what: suggested by its heading and by what stands below it, with the reason and how sure it is."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.choices import MeasureColumn
from monitoring.imports.columns import percentages
from monitoring.imports.columns.column_content import HORIZONS, ColumnContent, look_at
from monitoring.imports.columns.days import heading_day
from monitoring.imports.columns.fitting import FEW, HALF, LONGEST_STATUS, MOST, MOSTLY, fits
from monitoring.imports.columns.heading_words import EXACT, FAIR, JOINT, STRONG, HeadingMeaning, meanings
from monitoring.imports.words.status_words import Certainty, suggestion

C = MeasureColumn
REPEATABLE = frozenset({C.STATUS_MARK, C.HORIZON_MARK, C.YEAR_MARK, C.REPORT_ON, C.NOTED, C.COSTS})
# What a heading may say above a column of status words.
HIDE_STATUS = frozenset({C.STATUS, C.TEXT, C.NOTED, C.STEPS, C.INTERNAL_NOTE, C.NEXT_STEPS})
# Where two columns hold them, the text of the other one is not lost.
KEPT_TWICE = frozenset({C.TITLE, C.SECTION, C.OBJECTIVE, C.DESCRIPTION, C.START, C.DUE, C.REASON, C.NEXT_STEPS})
LEAST_OF_EXACT = 0.35
ALIKE = 0.1
LONGEST_MARK = 12  # "x (2024)" is a cross, too
ENOUGH = 0.3  # points below which nothing is suggested
LONGEST_TITLE = 200
MOST_WORDS_OF_STATUS = 12
LEAST_DAYS = 2  # a single column of reports is simply the report
SHORTEST_TITLE = 6  # characters on average
NEARLY_ALL = 0.9  # of the cells say something different

BY_HEADING = _("The heading says so.")
BY_BOTH = _("The heading says so, and what stands below fits.")
BY_CONTENT: dict[MeasureColumn, str | Promise] = {
    C.STATUS: _("The cells say how far the measures are."),
    C.TEXT: _("The cells hold texts beside the status."),
    C.DUE: _("The cells say when."),
    C.LEAD: _("The cells name offices."),
    C.CODE: _("The cells are numbers that occur once each."),
    C.TITLE: _("The first column of short texts that occur once each."),
    C.SECTION: _("The same few texts head several measures."),
    C.HORIZON: _("The cells say short, medium or long term."),
    C.COSTS: _("The cells are amounts of money."),
    C.STATUS_MARK: _("The heading is a status word, and crosses stand below."),
    C.HORIZON_MARK: _("The heading says short, medium or long term, and crosses stand below."),
    C.YEAR_MARK: _("The heading is a year, and crosses stand below."),
    C.REPORT_ON: _("The heading names a day or a period, and reports stand below."),
}

ISO = "ISO-"
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class ColumnSuggestion:
    """What a column probably holds; `others` could hold the same, `rivals` are what it could be as well."""

    index: int
    column: Any  # of the kind of import
    why: str | Promise
    certainty: Certainty
    rivals: tuple[MeasureColumn, ...] = ()
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SampledColumn:
    """A heading with all that stands below it."""

    index: int
    heading: str
    cells: Sequence[str]


@dataclass(slots=True)
class _Candidate:
    index: int
    column: MeasureColumn
    points: float
    heading: float  # how much of it the heading says
    by_content: bool


@dataclass(slots=True)
class ColumnJudge:
    """Weighs all columns of a table against each other."""

    columns: Sequence[SampledColumn]
    offices: Collection[str] = ()
    legend: Mapping[str, str] = field(default_factory=dict)
    contents: dict[int, ColumnContent] = field(default_factory=dict)
    means: dict[int, tuple[HeadingMeaning, ...]] = field(default_factory=dict)
    filled: dict[int, list[bool]] = field(default_factory=dict)
    has_marks: bool = False

    def __post_init__(self) -> None:
        headings = {one.heading for one in self.columns}
        self.columns = [one for one in self.columns if not _is_copy(one.heading, headings)]
        for one in self.columns:
            shares = percentages.are_meant(one.heading, one.cells)
            cells = percentages.spelled_out(one.cells) if shares else one.cells
            self.contents[one.index] = look_at(cells, self.offices, self.legend)
            self.means[one.index] = meanings(one.heading)
            self.filled[one.index] = [bool(cell.strip()) for cell in one.cells]

    def suggestions(self) -> list[ColumnSuggestion]:
        """Returns the best column for each field, in the order of the table."""
        marks = {one.index: one for one in (*self._horizon_marks(), *self._year_marks(), *self._marks())}.values()
        reports = self._reports()
        tells_status = [one for one in reports if self.contents[one.index].statuses >= HALF]
        self.has_marks = bool(tells_status) or any(one.column is C.STATUS_MARK for one in marks)
        taken = {one.index: one for one in [*marks, *reports]}
        candidates = self._candidates(exclude=taken.keys())
        for chosen in self._chosen(candidates, taken):
            taken[chosen.index] = self._explained(chosen, candidates)
        for leftover in self._leftovers(taken):
            taken[leftover.index] = leftover
        return [taken[index] for index in sorted(taken)]

    # Columns that come in groups

    def _marks(self) -> list[ColumnSuggestion]:
        """Returns columns of crosses below status words."""
        marked = [
            one
            for one in self.columns
            if self.contents[one.index].marks >= MOSTLY or self.contents[one.index].length <= LONGEST_MARK
            if suggestion(one.heading.rpartition(" – ")[2])
        ]
        if not any(self.contents[one.index].marks >= MOSTLY for one in marked):
            return []
        if len(marked) == 1 and any(
            meaning.column is C.STATUS and one is not marked[0]
            for one in self.columns
            for meaning in self.means[one.index]
        ):
            return []
        marked = [one for one in self.columns if one in marked or self._is_beside(one, marked)]
        return [
            ColumnSuggestion(one.index, C.STATUS_MARK, BY_CONTENT[C.STATUS_MARK], Certainty.LIKELY) for one in marked
        ]

    def _horizon_marks(self) -> list[ColumnSuggestion]:
        """Returns columns of crosses below "kurzfristig", "mittelfristig" and "langfristig"."""
        return [
            ColumnSuggestion(one.index, C.HORIZON_MARK, BY_CONTENT[C.HORIZON_MARK], Certainty.LIKELY)
            for one in self.columns
            if self.contents[one.index].marks >= MOSTLY and HORIZONS.match(one.heading.rpartition(JOINT)[2])
        ]

    def _year_marks(self) -> list[ColumnSuggestion]:
        """Returns columns of crosses below years, of which at least two stand beside each other."""
        years = [
            one for one in self.columns if YEAR.fullmatch(one.heading.rpartition(JOINT)[2]) and self._is_crossed(one)
        ]
        if not any(not self.contents[one.index].is_empty for one in years) or len(years) < LEAST_DAYS:
            return []
        why = BY_CONTENT[C.YEAR_MARK]
        return [ColumnSuggestion(one.index, C.YEAR_MARK, why, Certainty.LIKELY) for one in years]

    def _is_crossed(self, one: SampledColumn) -> bool:
        content = self.contents[one.index]
        return content.is_empty or content.marks >= MOSTLY

    def _is_beside(self, one: SampledColumn, marked: Sequence[SampledColumn]) -> bool:
        """Tells whether crosses stand in a column beside others of a status, and never in a row that has one there."""
        content, others = self.contents[one.index], [other.index for other in marked]
        is_near = min(others) - 1 <= one.index <= max(others) + 1 and len(others) > 1
        crossed_twice = any(
            here and any(self.filled[other][row] for other in others) for row, here in enumerate(self.filled[one.index])
        )
        return is_near and content.marks == 1 and not content.is_empty and not crossed_twice

    def _reports(self) -> list[ColumnSuggestion]:
        """Returns one column for each half-year: at least two with a day in their headings and reports below."""
        dated = [one for one in self.columns if heading_day(one.heading) and self._may_report(one)]
        dated = [one for one in dated if self.contents[one.index].marks < MOSTLY]
        days = {heading_day(one.heading) for one in dated}
        if len(days) < LEAST_DAYS:
            return []
        return [ColumnSuggestion(one.index, C.REPORT_ON, BY_CONTENT[C.REPORT_ON], Certainty.LIKELY) for one in dated]

    def _may_report(self, one: SampledColumn) -> bool:
        content, means = self.contents[one.index], self.means[one.index]
        if means and means[0].column not in {C.STATUS, C.TEXT, C.STEPS, C.AS_OF, C.PERIOD, C.DUE}:
            return False
        if content.is_empty:
            return bool(means) and means[0].column in {C.STATUS, C.TEXT}
        return content.numbers < HALF or content.statuses >= HALF

    # One column for each field

    def _candidates(self, exclude: Iterable[int]) -> list[_Candidate]:
        left_out = set(exclude)
        return [
            candidate
            for one in self.columns
            if one.index not in left_out
            for named in [self._by_heading(one)]
            for candidate in [*named, *self._by_content(one, is_named=bool(named))]
        ]

    def _by_heading(self, one: SampledColumn) -> list[_Candidate]:
        content = self.contents[one.index]
        found = []
        for meaning in self.means[one.index]:
            points = meaning.weight + self._fits(meaning.column, content) + self._beside_number(one, meaning.column)
            if len(self.means[one.index]) == 1 and self._is_plain(meaning, content):
                points = max(points, LEAST_OF_EXACT)  # whatever stands below a plain "Nr." is meant as one
            if points >= ENOUGH:
                found.append(_Candidate(one.index, meaning.column, points, meaning.weight, by_content=False))
        return found

    def _is_plain(self, meaning: HeadingMeaning, content: ColumnContent) -> bool:
        """Tells whether a heading means one thing only, whatever its cells say: words for a status may be anything."""
        is_word = content.texts < FEW and content.days < MOSTLY and content.length <= LONGEST_STATUS
        return meaning.weight == EXACT or (meaning.column is C.STATUS and meaning.weight >= STRONG - ALIKE and is_word)

    def _fits(self, column: MeasureColumn, content: ColumnContent) -> float:
        """Returns how well a column fits; beside a plain status, status words do not speak against a text."""
        if column is C.TEXT and content.statuses >= HALF and self._has_other_status(content):
            return 0
        return fits(column, content)

    def _has_other_status(self, content: ColumnContent) -> bool:
        return self.has_marks or any(
            self.contents[one.index] is not content
            and any(meaning.column is C.STATUS and meaning.weight >= STRONG for meaning in self.means[one.index])
            and self.contents[one.index].statuses >= HALF
            for one in self.columns
        )

    def _beside_number(self, one: SampledColumn, column: MeasureColumn) -> float:
        """Returns points for a title rather than a section: filled exactly where the number is, but not everywhere."""
        if column not in {C.TITLE, C.SECTION}:
            return 0
        filled = [bool(cell.strip()) for cell in one.cells]
        if all(filled):
            return 0
        number = next((self.filled[other.index] for other in self.columns if self._is_number(other)), None)
        if number is None or number != filled:
            return 0
        return 0.3 if column is C.TITLE else -0.3

    def _is_number(self, one: SampledColumn) -> bool:
        means = self.means[one.index]
        return bool(means) and means[0].column is C.CODE

    def _by_content(self, one: SampledColumn, *, is_named: bool) -> list[_Candidate]:
        """Returns candidates where the heading says nothing that fits, and the status, which hides below many."""
        content, means = self.contents[one.index], self.means[one.index]
        if content.is_empty:
            return []
        found: list[tuple[MeasureColumn, float]] = []
        words = content.distinct * content.filled
        may_be_status = not self.has_marks and (not means or means[0].column in HIDE_STATUS)
        if may_be_status and content.statuses >= MOSTLY and words <= MOST_WORDS_OF_STATUS and content.texts < HALF:
            found.append((C.STATUS, 0.3 + 0.4 * content.statuses))
        if not is_named:
            if content.bodies >= MOSTLY or content.known_offices >= HALF:
                found.append((C.LEAD, 0.5))
            if content.days >= MOSTLY and content.numbers < 1:
                found.append((C.DUE, 0.45))
            if content.horizons >= MOSTLY:
                found.append((C.HORIZON, 0.55))
            if content.amounts >= MOSTLY:
                found.append((C.COSTS, 0.45))
            if content.codes >= MOSTLY and content.distinct == 1 and content.days < MOSTLY and one.index <= 1:
                found.append((C.CODE, 0.5))
            is_title = (
                content.distinct > NEARLY_ALL
                and SHORTEST_TITLE <= content.length <= LONGEST_TITLE
                and content.numbers < HALF
            )
            if is_title and content.days < HALF and content.statuses < HALF and content.filled >= content.of * HALF:
                found.append((C.TITLE, 0.4 - 0.01 * one.index))
            if content.texts >= HALF:
                found.append((C.TEXT, 0.35))
        return [_Candidate(one.index, column, points, 0, by_content=True) for column, points in found]

    def _chosen(self, candidates: list[_Candidate], taken: Mapping[int, ColumnSuggestion]) -> list[_Candidate]:
        """Returns the candidates with most points; each column and each field once."""
        columns = {suggestion.column for suggestion in taken.values()}
        if C.STATUS_MARK in columns:
            columns.add(C.STATUS)
        indexes = set(taken)
        chosen: list[_Candidate] = []
        for one in sorted(candidates, key=lambda candidate: (-candidate.points, candidate.index)):
            if one.index in indexes or (one.column in columns and one.column not in REPEATABLE):
                continue
            if one.column is C.PERIOD and C.DUE in columns and C.START in columns:
                continue
            if one.by_content and one.column is C.TEXT and not columns & {C.STATUS, C.STATUS_MARK}:
                continue
            if self._is_tied(one, candidates, indexes):
                columns.add(one.column)
                continue
            chosen.append(one)
            indexes.add(one.index)
            columns.add(one.column)
        return self._with_title(chosen, candidates, indexes)

    def _is_tied(self, one: _Candidate, candidates: list[_Candidate], taken: set[int]) -> bool:
        """Tells whether another column of the same heading fits as well: then nobody can say which is meant."""
        headings = {column.index: column.heading for column in self.columns}
        return any(
            other.column is one.column
            and other.index != one.index
            and other.index not in taken
            and headings[other.index] == headings[one.index]
            and abs(other.points - one.points) < ALIKE
            for other in candidates
        )

    def _with_title(
        self, chosen: list[_Candidate], candidates: list[_Candidate], indexes: set[int]
    ) -> list[_Candidate]:
        """Returns the candidates with a title among them, which may stand below a heading taken for something else."""
        if any(one.column is C.TITLE for one in chosen):
            return chosen
        for column in (C.DESCRIPTION, C.OBJECTIVE):
            for one in chosen:
                content = self.contents[one.index]
                if one.column is column and content.distinct > MOST and content.length < LONGEST_TITLE:
                    if any(other.column is C.TEXT and other.heading for other in chosen) and not any(
                        other.column is C.LEAD or other.column is C.STATUS for other in chosen
                    ):
                        continue
                    if column is C.DESCRIPTION or any(other.column is C.LEAD for other in chosen):
                        one.column, one.by_content = C.TITLE, True
                        return chosen
        return chosen

    def _explained(self, chosen: _Candidate, candidates: Sequence[_Candidate]) -> ColumnSuggestion:
        others = [one for one in candidates if one.column is chosen.column and one.index != chosen.index]
        rivals = [one for one in candidates if one.index == chosen.index and one.column is not chosen.column]
        close = tuple(dict.fromkeys(one.index for one in others if one.points > chosen.points - 0.25))
        why = BY_CONTENT.get(chosen.column, BY_HEADING) if chosen.by_content else BY_HEADING
        certainty = Certainty.SURE if chosen.heading >= STRONG and chosen.points >= chosen.heading else Certainty.LIKELY
        if chosen.by_content or chosen.points < FAIR:
            certainty = Certainty.LIKELY if chosen.points >= HALF else Certainty.UNSURE
        elif chosen.points > chosen.heading:
            why = BY_BOTH
        return ColumnSuggestion(
            chosen.index, chosen.column, why, certainty, tuple(dict.fromkeys(one.column for one in rivals)), close
        )

    def _leftovers(self, taken: Mapping[int, ColumnSuggestion]) -> list[ColumnSuggestion]:
        """Returns remarks beside the report, which go into the internal note rather than nowhere."""
        columns = {one.column for one in taken.values()}
        found = []
        for one in self.columns:
            means = {meaning.column for meaning in self.means[one.index]}
            if one.index in taken or self.contents[one.index].is_empty or not one.heading:
                continue
            if means & (KEPT_TWICE & columns | {C.INTERNAL_NOTE, C.NOTED}) or (
                means & {C.TEXT, C.STATUS} and columns & {C.TEXT, C.STATUS, C.REPORT_ON}
            ):
                why = _("Another column holds the same already; nothing of this one gets lost in the internal note.")
                found.append(ColumnSuggestion(one.index, C.NOTED, why, Certainty.LIKELY))
        return found


def _is_copy(heading: str, headings: Collection[str]) -> bool:
    """Tells whether a column repeats the days of another for machines, as our own downloads do."""
    return heading.startswith(ISO) and heading.removeprefix(ISO) in headings
