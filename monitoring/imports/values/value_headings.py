"""The columns of a spreadsheet with values of indicators: one value a row, or one column for each day."""

import re
from collections.abc import Iterable
from datetime import date

from catalog import deadlines
from monitoring.choices import MeasureColumn, ValueColumn
from monitoring.exports.headings import SYNONYMS as MEASURE_SYNONYMS
from monitoring.exports.headings import normalise

SYNONYMS: dict[ValueColumn, tuple[str, ...]] = {
    ValueColumn.CODE: MEASURE_SYNONYMS[MeasureColumn.CODE],
    ValueColumn.PART: MEASURE_SYNONYMS[MeasureColumn.PART],
    ValueColumn.TITLE: MEASURE_SYNONYMS[MeasureColumn.TITLE],
    ValueColumn.INDICATOR: (
        "indikator",
        "indikatoren",
        "kennzahl",
        "kennzahlen",
        "kennziffer",
        "messgröße",
        "bezeichnung des indikators",
        "indicator",
    ),
    ValueColumn.UNIT: ("einheit", "maßeinheit", "unit"),
    ValueColumn.AS_OF: (
        "tag des werts",
        "tag des wertes",
        "datum",
        "stichtag",
        "stand",
        "stand vom",
        "stand am",
        "jahr",
        "berichtsjahr",
        "zeitpunkt",
        "zeitraum",
        "erhoben am",
        "date",
        "as of",
        "year",
    ),
    ValueColumn.VALUE: ("wert", "istwert", "ist wert", "ist", "messwert", "aktueller wert", "value"),
    ValueColumn.NOTE: ("bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "hinweis", "notiz", "note"),
}
YEAR = re.compile(r"(?:19|20)\d\d")
VALUE_WORD = re.compile(r"^(?:ist-?\s?werte?|messwerte?|werte?|ist|stand|value)\b[\s:]*", re.IGNORECASE)
LONGEST_DAY = 40


def heading_day(heading: str) -> date | None:
    """Returns the last day of what a heading names: "2019", "Ist-Werte – 31.12.2019"; None for other words."""
    text = heading.rpartition(" – ")[2].strip()
    if len(text) > LONGEST_DAY or not YEAR.search(text):
        return None
    try:
        return deadlines.read(VALUE_WORD.sub("", text)).last
    except deadlines.UnreadableDeadlineError:
        return None


def meanings(heading: str) -> list[ValueColumn]:
    """Returns the columns a heading may mean; none if it is unknown."""
    if heading_day(heading):
        return [ValueColumn.VALUE_ON]
    name = normalise(heading).replace("massnahm", "maßnahm")
    return [column for column, names in SYNONYMS.items() if name in names]


def is_heading(text: str) -> bool:
    return bool(meanings(text))


def propose(headings: Iterable[str]) -> dict[int, ValueColumn]:
    """Returns which column holds what, by index; what two columns have in common stays without a meaning."""
    possible = {index: found[0] for index, heading in enumerate(headings) if (found := meanings(heading))}
    columns = list(possible.values())
    return {
        index: column
        for index, column in possible.items()
        if column is ValueColumn.VALUE_ON or columns.count(column) == 1
    }
