"""The order of a table: that of the report, or by a column that a visitor chose."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import NullIf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.texts.normalising import fold
from monitoring.choices import NO_REPORT, STATUS_WORDS, UNSTATED
from monitoring.models.measure import next_awaited
from reports.addresses.query_string import word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from django.http import QueryDict
    from django.utils.functional import Promise

    from monitoring.models import MonitoredMeasure

SORTING = "sortierung"
PROGRESS: dict[str, float] = {NO_REPORT: 0, UNSTATED: 0.5}
PROGRESS |= {status.value: word.progress for status, word in STATUS_WORDS.items()}

Key = Any
COLUMNS = {  # of kept rows
    "nr": "code_sort",
    "titel": "title_key",
    "frist": "awaited_on",
    "meldung": "reported_on",
    "kosten": "costs_amount",
}
COUNTED_KEYS = {"frist": "is_awaited", "kosten": "is_priced"}  # what says whether a measure has one, of CountedKeys
SILENT_WHOLE = Q(has_parts=True, reported_on=None)
COMPARED: dict[str, Callable[[Key, Key], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
}
OPPOSITE = {"lt": "gt", "lte": "gte", "gte": "lte"}

# The order of reports everywhere, of kept rows.
REPORT_BY_REPORT = ("report__municipality__name", "-report__published_on", "report__title", "report_id")


def deadline(measure: MonitoredMeasure, day: date) -> date | None:
    """What a measure is waited for on a day: the day that has passed, else its next deadline or milestone."""
    return next_awaited(measure.passed_on, measure.due_on, measure.known_milestones, day)


@dataclass(frozen=True, slots=True)
class Sorting:
    """By one column, up or down; what has nothing to sort by comes last. Without a word: as the report has it."""

    word: str = ""
    descending: bool = False
    error: str = ""

    titles: ClassVar[dict[str, str | Promise]] = {
        "nr": gettext_lazy("No."),
        "titel": gettext_lazy("Title"),
        "status": gettext_lazy("State of implementation"),
        "frist": gettext_lazy("Deadline"),
        "meldung": gettext_lazy("Last report"),
        "kosten": gettext_lazy("Costs"),
    }

    largest_first: ClassVar[frozenset[str]] = frozenset({"kosten"})

    @classmethod
    def read(cls, data: QueryDict) -> Sorting:
        text = word(data.getlist(SORTING))
        column = text.removeprefix("-")
        if text and column not in cls.titles:
            return cls(error=_("“%(text)s” is no column to sort by.") % {"text": text})
        return cls(column, text.startswith("-"))

    def __str__(self) -> str:
        """As the address has it."""
        return f"{self.sign}{self.word}"

    @property
    def sign(self) -> str:
        return "-" if self.descending else ""

    @property
    def title(self) -> str | Promise:
        return self.titles[self.word]

    @property
    def aria(self) -> str:
        return "descending" if self.descending else "ascending"

    def next_for(self, word: str) -> str:
        """What a click on a column asks for: up first, then down; the dearest first."""
        first, second = (f"-{word}", word) if word in self.largest_first else (word, f"-{word}")
        return second if str(self) == first else first

    def sorted(
        self, wholes: Sequence[MonitoredMeasure], parts: dict[int, list[MonitoredMeasure]], day: date
    ) -> list[MonitoredMeasure]:
        """Measures with their parts: one that says nothing itself is sorted by the part that would come first."""
        if not self.word:
            return list(wholes)
        key = self._key(day)
        keyed: list[tuple[Key, MonitoredMeasure]] = []
        nameless: list[MonitoredMeasure] = []
        for whole in wholes:
            keys = [key(unit) for unit in (whole, *parts.get(whole.pk, ()))]
            own, *others = keys
            found = [k for k in others if k is not None] if own is None else [own]
            if found:
                keyed.append((max(found) if self.descending else min(found), whole))
            else:
                nameless.append(whole)
        keyed.sort(key=lambda pair: pair[0], reverse=self.descending)
        return [whole for _key, whole in keyed] + nameless

    @property
    def column(self) -> Any:
        """Returns what `_key` returns as an expression on kept rows."""
        if self.word == "status":
            progress = [When(word=word, then=Value(value)) for word, value in PROGRESS.items()]
            return Case(When(SILENT_WHOLE, then=None), *progress, output_field=FloatField())
        return NullIf("code_sort", Value("")) if self.word == "nr" else F(COLUMNS[self.word])

    def comes(self, way: str, key: Key, column: str = "") -> Q:
        """Returns a condition: rows whose own key comes before another one, after it or is the same, as `way` says.

        With the name of a `column`, the keys that stand there.
        """
        if self.descending:
            way = OPPOSITE.get(way, way)
        if column or self.word != "status":
            found = Q(**{f"{column or COLUMNS[self.word]}__{way}": key})
            return found & ~Q(code_sort="") if self.word == "nr" and not column else found
        return Q(word__in=[word for word, value in PROGRESS.items() if COMPARED[way](value, key)]) & ~SILENT_WHOLE

    @property
    def has_no_key(self) -> Q:
        """Returns a condition: rows that have nothing to sort by themselves."""
        if self.word == "status":
            return SILENT_WHOLE
        return Q(code_sort="") if self.word == "nr" else Q(**{f"{COLUMNS[self.word]}__isnull": True})

    def _key(self, day: date) -> Callable[[MonitoredMeasure], Key | None]:
        keys: dict[str, Callable[[MonitoredMeasure], Key | None]] = {
            "nr": lambda measure: measure.code_sort or None,
            "titel": lambda measure: fold(measure.title),
            "status": lambda measure: PROGRESS[measure.shown_status] if measure.speaks else None,
            "frist": lambda measure: deadline(measure, day),
            "meldung": lambda measure: measure.reported_on,
            "kosten": lambda measure: measure.costs_amount,
        }
        return keys[self.word]
