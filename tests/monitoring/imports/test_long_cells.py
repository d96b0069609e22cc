"""A cell with more text than its field takes blocks the import, with row, column and number of characters."""

from typing import Any

import pytest

from catalog.fields import LONGEST_NOTE, LONGEST_PROSE
from catalog.models import Measure, Report
from monitoring.choices import MeasureColumn
from monitoring.exports.headings import SYNONYMS
from monitoring.imports.values.value_headings import SYNONYMS as VALUE_SYNONYMS
from tests import factories
from tests.monitoring.imports.clerk import Clerk

pytestmark = pytest.mark.django_db
LONG = "Wort " * 12_000
SENTENCE = 400  # characters; a message does not repeat the cell


# A part says which measure is meant; the others are kept in the description and in the internal note.
KEPT_ELSEWHERE = {
    MeasureColumn.PART,
    MeasureColumn.TITLE,
    MeasureColumn.START,
    MeasureColumn.DUE,
    MeasureColumn.HORIZON,
    MeasureColumn.RESOLVED,
}


def table(**cells: str) -> str:
    return f"{';'.join(cells)}\n{';'.join(cells.values())}\n"


def errors(answer: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(error["row"], error["column"], error["message"]) for error in answer["errors"]]


def test_every_column_of_measures_has_a_limit_and_a_message_that_names_the_place(clerk: Clerk) -> None:
    headings = {column.value: SYNONYMS[column][0] for column in MeasureColumn.written()} | {"status": "status"}
    for column in MeasureColumn.written():
        if column not in KEPT_ELSEWHERE:
            first = {"code": "A1", "title": "Eins", "status": "umgesetzt"}
            check_refusal(clerk, headings, {**first, column.value: LONG}, column.value)


def test_what_is_too_long_for_its_field_is_kept_elsewhere(clerk: Clerk, report: Report) -> None:
    title, due = "Wohnraum " * 80, "sobald der Haushalt genehmigt ist " * 5
    answer = clerk.imports(table(**{"Nr.": "A1", "Titel": title, "Frist": due}))
    measure: Measure = report.measures.get()
    assert (answer["exit"], len(measure.title) <= 500, measure.description) == (0, True, title.strip())
    assert (measure.due, due.strip() in measure.internal_note) == ("", True)


def test_every_column_of_values_has_a_limit_and_a_message_that_names_the_place(clerk: Clerk, report: Report) -> None:
    factories.make_indicator(factories.make_measure(report, code="A1"), name="Beratungen")
    headings = {column.value: words[0] for column, words in VALUE_SYNONYMS.items()}
    for column in headings.keys() - {"part", "title"}:  # these say which measure is meant
        cells = {"code": "A1", "value": "3", column: LONG}
        check_refusal(clerk, headings, cells, column, "--kind=values")


def check_refusal(clerk: Clerk, headings: dict[str, str], cells: dict[str, str], column: str, *options: str) -> None:
    answer = clerk.imports(table(**{headings[name]: text for name, text in cells.items()}), *options)
    place = f"{'ABCD'[list(cells).index(column)]} {headings[column]}"
    assert not answer["written"], column
    assert [(row, where) for row, where, _message in errors(answer) if where == place] == [(2, place)], column
    assert all(len(message) <= SENTENCE for _row, _where, message in errors(answer)), column


def test_the_message_says_how_much_is_possible(clerk: Clerk) -> None:
    for heading, most in (("Sachstand", LONGEST_PROSE), ("Drucksachen", LONGEST_NOTE)):
        text = "x" * (most + 1)
        answer = clerk.imports(table(**{"Nr.": "A1", "Titel": "Eins", "Status": "umgesetzt", heading: text}))
        message = f"Der Text hat {most + 1} Zeichen; höchstens {most} sind möglich. Kürzen Sie ihn."
        assert errors(answer) == [(2, f"D {heading}", message)]
    answer = clerk.imports(
        table(**{"Nr.": "A1", "Titel": "Eins", "Status": "umgesetzt", "Sachstand": "x" * LONGEST_PROSE})
    )
    assert answer["written"]


def test_a_longer_text_from_before_comes_back_unchanged(clerk: Clerk, report: Report) -> None:
    measure: Measure = factories.make_measure(report, code="A1", title="Eins", description=LONG.strip())
    factories.make_update(measure, status="done", text=LONG.strip())
    sent = table(**{"Nr.": "A1", "Titel": "Eins", "Status": "umgesetzt", "Sachstand": LONG, "Beschreibung": LONG})
    assert errors(clerk.imports(sent)) == []
    assert measure.status_updates.get().text == LONG.strip()
