"""Property tests of the whole way: whatever a file says is written completely or not at all, and comes back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import Report
from monitoring.imports.problems import Problem
from monitoring.imports.undo import take_back
from tests import factories
from tests.effort import tries
from tests.monitoring.imports.any_table import EXAMPLES, FORMATS, tables, written
from tests.monitoring.imports.whole_way import afterwards_as_before, bring_in, state, table_of, told, traces, upload
from tests.monitoring.tables.files import packed, parts

pytestmark = [pytest.mark.both, pytest.mark.django_db]

TABLE = [["Nr.", "Titel", "Federführung", "Stand", "Frist"], ["A2", "Neu", "Bauamt", "umgesetzt", "Ende 2023"]]
FILES = [written(TABLE, "cp1252", ";"), written(TABLE, "utf-16", "\t"), written(TABLE, "xlsx", "")]


@pytest.fixture
def report() -> Report:
    """A report with something in it already, in a city with some offices."""
    report = factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")
    for name, short in (("Bauamt", ""), ("Jobcenter", ""), ("Amt für Bauen, Wohnen und Verkehr", "510")):
        factories.make_office(report.municipality, name=name, abbreviation=short, slug=name.lower())
    section = factories.make_section(report, title="Wohnen")
    old = factories.make_measure(report, code="A2", title="Alt", objective="Ziel", due="Ende 2022", section=section)
    factories.make_update(old, text="Es läuft.", next_steps="Weiter so.")
    factories.make_measure(parent=old, code="M1", title="Teil")
    return report


def assert_all_or_nothing(report: Report, content: bytes, name: str = "tabelle.csv") -> set[str]:
    """The numbers that were written. What is refused leaves no trace; what is written comes back and can be undone."""
    before, all_before = state(report), traces(report)
    outcome = bring_in(report, content, name)
    if not isinstance(outcome, tuple):
        problems = [Problem(0, outcome)] if isinstance(outcome, str) else outcome.all_problems
        assert problems
        assert all(str(problem.message) and (problem.row or not problem.column) for problem in problems)
        assert traces(report) == all_before
        return set()
    plan, record = outcome
    after = state(report)
    assert told(upload(report, content, name).plan()) == [], "a second time there is something to do"
    for back in (table_of(report).csv(), table_of(report).xlsx()):
        assert told(upload(report, back).plan()) == [], "it comes back changed"
    assert state(report) == after
    take_back(record)
    assert state(report) == before, "it is not undone"
    return {(entry.row.whole or entry.row).code for entry in plan.entries}


@settings(EXAMPLES, max_examples=tries(250))
@given(table=tables(), form=st.sampled_from(FORMATS))
def test_any_table_is_written_completely_or_not_at_all(
    report: Report, table: tuple[list[list[Any]], list[str]], form: tuple[str, str]
) -> None:
    rows, codes = table
    with afterwards_as_before():
        numbers = assert_all_or_nothing(report, written(rows, *form))
        assert not numbers or set(codes) <= numbers


@settings(EXAMPLES, max_examples=tries(80))
@given(content=st.binary(max_size=300), name=st.text(max_size=300))
def test_any_bytes_under_any_name_are_written_completely_or_not_at_all(
    report: Report, content: bytes, name: str
) -> None:
    with afterwards_as_before():
        assert_all_or_nothing(report, content, name)


@settings(EXAMPLES, max_examples=tries(60))
@given(content=st.sampled_from(FILES), data=st.data())
def test_any_damage_is_written_completely_or_not_at_all(report: Report, content: bytes, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(content) - 1))
    junk = data.draw(
        st.sampled_from([b"", b'"', b";", b"\r\n", b"\x00", b"\xff", b"\xc3", b"=", b"-"]) | st.binary(max_size=4)
    )
    damaged = content[:position] + junk + content[position + data.draw(st.integers(0, 3)) :]
    with afterwards_as_before():
        assert_all_or_nothing(report, damaged)


@settings(EXAMPLES, max_examples=tries(40))
@given(data=st.data())
def test_any_damage_inside_a_workbook_is_written_completely_or_not_at_all(report: Report, data: st.DataObject) -> None:
    inside = parts(FILES[-1])
    name = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]))
    part = inside[name]
    position = data.draw(st.integers(0, len(part) - 1))
    junk = data.draw(st.sampled_from([b"", b"9", b"-1", b"x", b"<c/>", b'"', b"99999", b"&amp;", b"\xc3\xa4"]))
    damaged = part[:position] + junk + part[position + data.draw(st.integers(0, 9)) :]
    with afterwards_as_before():
        assert_all_or_nothing(report, packed(inside | {name: damaged}))
