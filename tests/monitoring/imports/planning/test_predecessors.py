"""A column with the numbers of the previous report links what continues a measure."""

import pytest

from catalog.models import Measure, Report
from monitoring.imports.undo import take_back
from monitoring.models import SpreadsheetImport
from tests import factories
from tests.monitoring.imports.clerk import Clerk

pytestmark = pytest.mark.django_db
HEAD = "Nr.;Alte Nr.;Titel\n"


@pytest.fixture
def earlier(report: Report) -> Report:
    """The report that goes on, with A3, its part M1 and B 1."""
    earlier = factories.make_report(report.municipality, slug="vorher", title="Bericht 2018")
    measure = factories.make_measure(earlier, code="A3", title="Elternarbeit")
    factories.make_measure(parent=measure, code="M1", title="Eltern fragen")
    factories.make_measure(earlier, code="B 1", title="Wohnen")
    report.predecessor = earlier
    report.save()
    return earlier


def links(report: Report) -> dict[str, str]:
    """What each measure or part of a report continues."""
    continuing = report.measures.exclude(predecessor=None).select_related("predecessor__parent")
    return {one.full_code: one.predecessor.full_code for one in continuing if one.predecessor}


@pytest.mark.both
@pytest.mark.parametrize(
    "heading",
    ["Alte Nr.", "Nr. (alt)", "Bisherige Nummer", "Vorgänger", "Nr. im letzten Bericht", "Nr. im vorherigen Plan"],
)
def test_the_numbers_of_the_previous_report_are_linked(
    clerk: Clerk, report: Report, earlier: Report, heading: str
) -> None:
    answer = clerk.imports(f"Nr.;{heading};Titel\n1;A3;Eltern\n2;b1;Wohnen\n3;–;Neu\n4;;Neuer\n")
    assert answer["columns"][heading] == "previous"
    assert links(report) == {"1": "A3", "2": "B 1"}


@pytest.mark.both
def test_the_same_file_changes_nothing_and_is_taken_back(clerk: Clerk, report: Report, earlier: Report) -> None:
    before = factories.make_measure(report, code="1", title="Eltern")
    clerk.imports(HEAD + "1;A3;Eltern\n")
    assert links(report) == {"1": "A3"}
    assert clerk.imports(HEAD + "1;A3;Eltern\n")["changed"] == []
    take_back(SpreadsheetImport.objects.earliest("pk"), None)
    assert Measure.objects.get(pk=before.pk).predecessor is None


def test_parts_continue_parts(clerk: Clerk, report: Report, earlier: Report) -> None:
    clerk.imports("Nr.;Teil;Alte Nr.;Titel\n1;;A3;Eltern\n1;a;A3 M1;Fragen\n1;b;M1;Noch einmal fragen\n")
    assert links(report) == {"1": "A3", "1 a": "A3 M1", "1 b": "A3 M1"}


def test_a_number_nobody_knows_is_named_with_its_row(clerk: Clerk, report: Report, earlier: Report) -> None:
    answer = clerk.imports(HEAD + "1;A3;Eltern\n2;C9;Wohnen\n")
    (problem,) = answer["errors"]
    assert (problem["row"], problem["column"]) == (3, "B Alte Nr.")
    assert "hat keine Maßnahme „C9“" in problem["message"]
    assert not report.measures.exists()


@pytest.mark.both
def test_of_several_the_first_is_linked_and_all_are_noted(clerk: Clerk, report: Report, earlier: Report) -> None:
    answer = clerk.imports(HEAD + "1;A3, B1;Eltern und Wohnen\n")
    assert links(report) == {"1": "A3"}
    assert report.measures.get().internal_note == "Alte Nr.: A3, B1"
    assert any("mehrere" in one["message"] for one in answer["warnings"])


def test_a_report_that_continues_none_keeps_the_numbers_as_a_note(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports(HEAD + "1;A3;Eltern\n")
    assert report.measures.get().internal_note == "Alte Nr.: A3"
    assert any("internen Notiz" in one["message"] for one in answer["warnings"])


def test_what_our_own_files_call_a_predecessor_is_read_back(clerk: Clerk, report: Report, earlier: Report) -> None:
    clerk.imports("Nr.;Titel;Führt fort\n1;Eltern;A3 Elternarbeit (Bericht 2018)\n")
    assert links(report) == {"1": "A3"}


def test_a_circle_is_refused(clerk: Clerk, report: Report, earlier: Report) -> None:
    own = factories.make_measure(report, code="1", title="Eltern")
    earlier.measures.filter(code="A3").update(predecessor=own)
    answer = clerk.imports(HEAD + "1;A3;Eltern\n")
    assert "sich nicht" in answer["errors"][0]["message"]
    assert links(report) == {}
