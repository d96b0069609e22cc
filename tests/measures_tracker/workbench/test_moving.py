"""Sections and measures move to other places in a report as a workplace, by buttons and ticks."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Measure, Report, Section
from measures_tracker.workbench.moving.numbering import series_of
from tests import factories
from tests.reports.pages import get, text

pytestmark = pytest.mark.usefixtures("without_cities")


@pytest.fixture
def report() -> Report:
    return factories.make_report(title="Soziale Lage")


@pytest.fixture
def planner(client: Client, report: Report) -> Client:
    client.force_login(factories.make_planner(report.municipality, username="planung"))
    return client


def place(report: Report, tab: str = "") -> str:
    return f"/en/admin/catalog/report/{report.pk}/{tab}"


def outline(planner: Client, report: Report) -> list[str]:
    rows = get(planner, place(report, "sections/")).select(".work-outline > li")
    return ["-" * int(str(row["class"][0])[-1]) + text(row.select(".outline-name a")[0]) for row in rows]


@pytest.mark.both
def test_sections_move_up_down_in_and_out(planner: Client, report: Report) -> None:
    one, two, three = (factories.make_section(report, title=title, order=0) for title in "ABC")
    address = two.slug

    def move(section: Section, direction: str) -> list[str]:
        planner.post(place(report, f"sections/{section.pk}/move/"), {"direction": direction})
        return outline(planner, report)

    assert move(three, "up") == ["A", "C", "B"]
    assert move(one, "down") == ["C", "A", "B"]
    assert move(two, "in") == ["C", "A", "-B"]
    assert move(one, "in") == ["C", "-A", "--B"]
    assert move(two, "out") == ["C", "-A", "-B"]
    assert move(two, "out") == ["C", "-A", "B"]
    assert move(three, "up") == ["C", "-A", "B"]  # nothing stands above it
    two.refresh_from_db()
    assert two.slug == address
    assert two.history.count() > 1


def test_sections_of_a_closed_report_stay(planner: Client, report: Report) -> None:
    _one, two = (factories.make_section(report, title=title, order=0) for title in "AB")
    Report.objects.filter(pk=report.pk).update(is_closed=True)
    response = planner.post(place(report, f"sections/{two.pk}/move/"), {"direction": "up"}, follow=True)
    assert "The report is closed" in response.text
    assert outline(planner, report) == ["A", "B"]
    assert not get(planner, place(report, "sections/")).select(".work-outline button")


def test_a_section_of_another_report_is_not_found(planner: Client, report: Report) -> None:
    foreign = factories.make_section()
    assert planner.post(place(report, f"sections/{foreign.pk}/move/"), {"direction": "up"}).status_code == 404
    own = factories.make_section(report)
    refused = planner.post(place(report, f"sections/{own.pk}/move/"), {"direction": "sideways"}, follow=True)
    assert "Choose up, down, in or out." in refused.text


@pytest.mark.both
@pytest.mark.parametrize(
    ("wish", "after"),
    [
        ("A after C", ["B", "C", "A", "D"]),
        ("D before A", ["D", "A", "B", "C"]),
        ("C into A", ["A", "-C", "B", "D"]),
        ("B after B", ["A", "B", "C", "D"]),  # beside itself: nothing happens
    ],
)
def test_a_section_is_put_beside_or_into_another(planner: Client, report: Report, wish: str, after: list[str]) -> None:
    made = {title: factories.make_section(report, title=title, order=0) for title in "ABCD"}
    moved, where, other = wish.split()
    sent = {"section": made[moved].pk, "other": made[other].pk, "place": where}
    planner.post(place(report, "sections/place/"), sent)
    assert outline(planner, report) == after


def test_a_section_is_not_put_into_what_lies_below_it(planner: Client, report: Report) -> None:
    above = factories.make_section(report, title="A")
    below = factories.make_section(parent=above, title="B")
    sent = {"section": above.pk, "other": below.pk, "place": "into"}
    assert "cannot be moved that way" in planner.post(place(report, "sections/place/"), sent, follow=True).text
    assert outline(planner, report) == ["A", "-B"]


def test_a_place_that_is_none_is_refused(planner: Client, report: Report) -> None:
    own, other = (factories.make_section(report, title=title, order=0) for title in "AB")
    foreign = factories.make_section()
    good = {"section": own.pk, "other": other.pk, "place": "after"}
    for wrong in (
        {"section": foreign.pk},
        {"other": foreign.pk},
        {"other": "x"},
        {"place": "anywhere"},
        {"section": ""},
    ):
        refused = planner.post(place(report, "sections/place/"), {**good, **wrong}, follow=True)
        assert "Choose the section before, behind or into" in refused.text
    assert outline(planner, report) == ["A", "B"]


@pytest.fixture
def sections(report: Report) -> tuple[Section, Section]:
    """Two sections with A1, A2 (and its parts) and A10, and with B 1."""
    one, two = (factories.make_section(report, title=title) for title in ("Arbeit", "Bildung"))
    for code in ("A1", "A2", "A10"):
        factories.make_measure(report, code=code, title=f"Titel {code}", section=one)
    whole = report.measures.get(code="A2")
    factories.make_measure(parent=whole, code="M1", title="Teil")
    factories.make_measure(parent=whole, code="A2.1", title="Teil mit ganzer Nummer")
    factories.make_measure(report, code="B 1", title="Titel B1", section=two)
    return one, two


def move_into(planner: Client, report: Report, section: object, *codes: str, **more: str) -> str:
    keys = list(Measure.objects.filter(report=report, code__in=codes).values_list("pk", flat=True))
    sent = {"measure": keys, "section": getattr(section, "pk", section), **more}
    return text(get_after(planner, place(report, "measures/move/"), sent), ".messagelist")


def get_after(planner: Client, url: str, sent: Any) -> BeautifulSoup:
    return BeautifulSoup(planner.post(url, sent, follow=True).text, "lxml")


def lies_in(section: Section) -> list[str]:
    return sorted(Measure.objects.filter(section=section).values_list("code", flat=True))


@pytest.mark.both
def test_measures_move_and_are_numbered_as_their_new_section_does(
    planner: Client, report: Report, sections: tuple[Section, Section]
) -> None:
    one, two = sections
    former = report.measures.get(code="A2").get_absolute_url()
    said = move_into(planner, report, two, "A1", "A2", renumber="on")
    assert "2 measures have been moved to “Bildung”. New numbers: A1 → B 2, A2 → B 3." in said
    assert "Everybody sees it." in said
    assert (lies_in(one), lies_in(two)) == (["A10"], ["B 1", "B 2", "B 3"])
    moved = report.measures.get(code="B 3")
    assert sorted(moved.parts.values_list("code", flat=True)) == ["B 3.1", "M1"]
    assert Client().get(former, follow=True).redirect_chain[-1][0] == moved.get_absolute_url()
    assert Client().get(f"{former}A2.1/", follow=True).redirect_chain[-1][0] == f"{moved.get_absolute_url()}B-3.1/"
    assert moved.history.first().history_change_reason == "verschoben nach „Bildung“"


def test_measures_keep_their_numbers_where_nobody_asks_for_others(
    planner: Client, report: Report, sections: tuple[Section, Section]
) -> None:
    said = move_into(planner, report, sections[1], "A1")
    assert "New numbers" not in said
    assert lies_in(sections[1]) == ["A1", "B 1"]
    assert "1 measure has been moved to “no section”" in move_into(planner, report, "none", "A1", renumber="on")
    assert Measure.objects.get(code="A1").section is None


def test_numbers_stay_in_a_report_that_counts_without_regard_to_sections(planner: Client, report: Report) -> None:
    one, two = (factories.make_section(report, title=title) for title in ("Arbeit", "Bildung"))
    for code, section in (("510-1", one), ("510-2", two), ("510-3", two)):
        factories.make_measure(report, code=code, section=section)
    assert not get(planner, place(report)).select("[name=renumber]")
    move_into(planner, report, two, "510-1", renumber="on")
    assert lies_in(two) == ["510-1", "510-2", "510-3"]


def test_a_report_may_number_by_its_chapters(planner: Client, report: Report) -> None:
    chapters = [factories.make_section(report, title=title) for title in ("Arbeit", "Bildung")]
    below = [factories.make_section(parent=chapters[0], title=title) for title in ("Jugend", "Alter")]
    for code, section in (("A1", below[0]), ("A2", below[1]), ("B1", chapters[1])):
        factories.make_measure(report, code=code, section=section)
    move_into(planner, report, below[1], "A1", renumber="on")
    assert lies_in(below[1]) == ["A1", "A2"]  # it stays in its chapter
    move_into(planner, report, chapters[1], "A1", renumber="on")
    assert lies_in(chapters[1]) == ["B1", "B2"]


@pytest.mark.parametrize(
    ("placed", "series"),
    [
        ([(1, "A09"), (1, "A10"), (2, "B1")], {1: ("A", 10), 2: ("B", 1)}),
        ([(1, "1.1"), (1, "1.2"), (2, "2.1")], {1: ("1.", 2), 2: ("2.", 1)}),
        ([(1, "A1"), (2, "B1")], {}),  # one number each says nothing
        ([(1, "A1"), (1, "A2"), (2, "A3")], {}),
        ([(1, "A1"), (1, "B2"), (2, "C3")], {}),
        ([(1, "A1"), (1, "A2"), (2, "")], {}),
        ([(1, "A1"), (1, "A2")], {}),
        ([], {}),
    ],
)
def test_how_a_report_numbers(placed: list[tuple[int, str]], series: dict[int, tuple[str, int]]) -> None:
    assert {key: (one.begins, one.last) for key, one in series_of(placed).items()} == series


@pytest.mark.both
def test_a_move_that_says_too_little_is_refused(
    planner: Client, report: Report, sections: tuple[Section, Section]
) -> None:
    foreign = factories.make_section()
    assert "Tick the measures" in move_into(planner, report, sections[1])
    for wrong in ("", "x", foreign):
        assert "Choose the section they are to be moved into." in move_into(planner, report, wrong, "A1")
    other = factories.make_measure(code="Z9")
    sent = {"measure": other.pk, "section": sections[1].pk}
    assert "0 measures have been moved" in get_after(planner, place(report, "measures/move/"), sent).text
    assert lies_in(sections[1]) == ["B 1"]


def test_measures_of_a_closed_report_stay(planner: Client, report: Report, sections: tuple[Section, Section]) -> None:
    Report.objects.filter(pk=report.pk).update(is_closed=True)
    assert "The report is closed" in move_into(planner, report, sections[1], "A1")
    assert lies_in(sections[1]) == ["B 1"]
    assert not get(planner, place(report)).select("[name=measure]")


@pytest.mark.both
def test_few_queries_however_many_sections(planner: Client, report: Report, sections: tuple[Section, Section]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            planner.get(place(report))
        return len(captured)

    queries()
    few = queries()
    for number in range(5):
        factories.make_measure(report, code=f"B{number + 5}", section=factories.make_section(report))
    queries()
    assert queries() == few
