"""How a report numbers its measures: A1, A2 in one section, B1 in the next; or without regard to sections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from catalog.models import Measure
from catalog.outline import Outline
from catalog.texts import codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import Report

NUMBER = re.compile(r"(?P<series>.*?)(?P<number>\d+)", re.DOTALL)


@dataclass(slots=True)
class Series:
    """The numbers of a section: what they begin with, as the last one writes it, and how far they go."""

    begins: str
    last: int
    digits: int = 1  # "A01" has two

    def following(self) -> str:
        self.last += 1
        return f"{self.begins}{self.last:0{self.digits}}"


class Numbering:
    """The series of the sections of a report; none where two sections share one, or a section has two.

    A report may number by its chapters instead, all sections below one of which share its series.
    """

    def __init__(self, report: Report) -> None:
        outline = Outline(report)
        self._chapters = {section.pk: outline.path_to(section.pk)[0].pk for _depth, section in outline.entries}
        rows = list(
            Measure.objects.filter(report=report, parent=None)
            .order_by("code_sort")
            .values_list("section_id", "code", "code_key", "address")
        )
        self._taken = {key for _section, _code, key, _address in rows}
        self._addresses = {address for *_others, address in rows}
        placed = [(section, code) for section, code, _key, _address in rows if section is not None]
        self._by_chapter = False
        self._series = series_of(placed)
        if not self._series:
            self._by_chapter = True
            self._series = series_of((self._chapters[section], code) for section, code in placed)

    @property
    def is_by_section(self) -> bool:
        return bool(self._series)

    def new_code(self, measure: Measure, section: int | None) -> str:
        """Returns the number of a measure once it lies in a section: its own where it does not count with its own.

        The caller moves the measure, so the number is taken from then on.
        """
        before, after = self._of(measure.section_id), self._of(section)
        found = NUMBER.fullmatch(measure.code)
        if after is None or before is after or found is None:
            return measure.code
        if before is not None and codes.normalise(found["series"]) != codes.normalise(before.begins):
            return measure.code
        for _attempt in count():
            code = after.following()
            if codes.normalise(code) not in self._taken and codes.address(code) not in self._addresses:
                break
        self._taken.add(codes.normalise(code))
        self._addresses.add(codes.address(code))
        return code

    def _of(self, section: int | None) -> Series | None:
        if section is None:
            return None
        return self._series.get(self._chapters[section] if self._by_chapter else section)


def series_of(placed: Iterable[tuple[int, str]]) -> dict[int, Series]:
    """Returns the series by section; {} unless each section has its own, and one of them at least two numbers."""
    series: dict[int, Series] = {}
    most = 0
    for section, code in placed:  # A2 comes before A10
        found = NUMBER.fullmatch(code)
        if found is None:
            return {}
        begins, number = found["series"], int(found["number"])
        known = series.get(section)
        if known and codes.normalise(known.begins) != codes.normalise(begins):
            return {}
        most = max(most, 2 if known else 1)
        series[section] = Series(begins, max(number, known.last if known else 0), len(found["number"]))
    names = {codes.normalise(one.begins) for one in series.values()}
    return series if len(names) == len(series) > 1 and most > 1 else {}
