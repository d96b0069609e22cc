"""Numbers of measures are text, and what a spreadsheet makes of them is noticed."""

from datetime import date

import pytest

from catalog.models import Measure, Report
from tests import factories
from tests.monitoring.imports.clerk import Clerk, workbook

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def codes(report: Report) -> set[str]:
    return set(Measure.objects.filter(report=report).values_list("code", flat=True))


@pytest.mark.either
@pytest.mark.parametrize("code", ["03. Okt", "1. Feb", "02. Mrz", "10-Mar", "03.10.2024"])
def test_a_number_that_excel_took_for_a_day_is_asked_about(clerk: Clerk, report: Report, code: str) -> None:
    answer = clerk.imports(f"Nr.;Titel\n{code};Eins\n")
    assert [(one["key"], one["rows"]) for one in answer["questions"]] == [("numbers_made_dates", [2])]
    assert code in answer["warnings"][0]["message"]
    assert not report.measures.exists()


@pytest.mark.either
def test_a_day_in_the_column_of_numbers_of_a_workbook_is_asked_about(clerk: Clerk, report: Report) -> None:
    content = workbook(T=[["Nr.", "Titel"], [date(2024, 10, 3), "Eins"]])
    (question,) = clerk.imports(content, "--accept-suggestions")["questions"]
    assert ("3.10" in question["answers"]["typed"], codes(report)) == (True, set())
    clerk.imports(content, "--answer", "numbers_made_dates=shown")
    assert codes(report) == {"03.10.2024"}


@pytest.mark.either
def test_dates_among_numbers_are_taken_as_they_were_typed(clerk: Clerk, report: Report) -> None:
    clerk.imports("Nr.;Titel\n1.12;Zwölf\nJan 13;Dreizehn\nFeb 13;Mehr\n", "--accept-suggestions")
    assert codes(report) == {"1.12", "1.13", "2.13"}


@pytest.mark.either
@pytest.mark.parametrize("code", ["1. Markt", "Dez 10", "3.10", "10-3", "2023"])
def test_other_numbers_are_numbers(clerk: Clerk, report: Report, code: str) -> None:
    clerk.imports(f"Nr.;Titel\n{code};Eins\n")
    assert codes(report) == {code}


def test_a_zero_that_excel_cut_off_is_noticed_by_the_title(clerk: Clerk, report: Report) -> None:
    factories.make_measure(report, code="3.1", title="Beratung")
    factories.make_measure(report, code="3.10", title="Begegnung")
    (error,) = clerk.imports("Nr.;Titel;Frist\n3.1;Begegnung;2023\n")["errors"]
    assert "„3.10“" in error["message"]
    assert clerk.imports("Nr.;Titel;Frist\n3.1;Beratung;2023\n")["changed"] == ["3.1"]


def test_a_zero_that_was_cut_off_is_asked_about_where_no_measure_has_the_shorter_number(
    clerk: Clerk, report: Report
) -> None:
    factories.make_measure(report, code="3.10", title="Begegnung")
    answer = clerk.imports("Nr.;Titel;Frist\n3.1;Begegnung;2023\n")
    assert [one["suggestion"] for one in answer["questions"]] == ["title"]
    clerk.imports("Nr.;Titel;Frist\n3.1;Begegnung;2023\n", "--accept-suggestions")
    assert codes(report) == {"3.10"}


def test_a_title_that_the_report_has_under_another_number_is_asked_about(clerk: Clerk, report: Report) -> None:
    factories.make_measure(report, code="3.10", title="Begegnung")
    factories.make_measure(report, code="4", title="Beratung")
    content = "Nr.;Titel;Frist\nB2;Begegnung;2023\n4;Beratung;2024\n"
    (question,) = clerk.imports(content, "--dry-run")["questions"]
    assert (question["rows"], question["suggestion"], "B2 – 3.10" in question["question"]) == ([2], "title", True)
    assert clerk.imports(content, "--accept-suggestions", "--dry-run")["changed"] == ["3.10", "4"]
    assert clerk.imports(content, "--answer", f"{question['key']}=numbers")["created"] == ["B2"]
    assert codes(report) == {"3.10", "4", "B2"}


def test_titles_that_have_changed_their_numbers_are_never_taken_silently(clerk: Clerk, report: Report) -> None:
    for code, title in (("1", "Begegnung"), ("2", "Beratung")):
        factories.make_measure(report, code=code, title=title)
    content = "Nr.;Titel;Frist\n1;Beratung;2023\n2;Begegnung;2024\n"
    answer = clerk.imports(content, "--accept-suggestions")
    (question,) = answer["questions"]
    assert (answer["written"], question["suggestion"], question["rows"]) == (False, "", [2, 3])
    clerk.imports(content, "--answer", f"{question['key']}=title")
    assert dict(report.measures.values_list("title", "due")) == {"Begegnung": "2024", "Beratung": "2023"}


@pytest.mark.either
def test_numbers_typed_as_numbers_are_codes(clerk: Clerk, report: Report) -> None:
    content = workbook(T=[["Nr.", "Titel"], [2, "Drei"], [3.1, "Eins"], ["3.10", "Zehn"]])
    clerk.imports(content)
    assert codes(report) == {"2", "3.1", "3.10"}


def test_two_numbers_with_one_web_address_block(clerk: Clerk, report: Report) -> None:
    (error,) = clerk.imports("Nr.;Titel\nA 1;Eins\nA-1;Zwei\n")["errors"]
    assert (error["row"], "„A 1“" in error["message"]) == (3, True)
    factories.make_measure(report, code="", order=3, title="Drei")
    assert "„Drei“" in clerk.imports("Nr.;Titel\n3;Eins\n")["errors"][0]["message"]


@pytest.mark.parametrize(("code", "word"), [("!", "Buchstaben"), ("x" * 51, "50"), ("㎯" * 40, "50")])
def test_a_number_that_cannot_be_kept_blocks(clerk: Clerk, code: str, word: str) -> None:
    (error,) = clerk.imports(f"Nr.;Titel\n{code};Eins\n", encoding="utf-8")["errors"]
    assert word in error["message"]


def test_measures_without_a_number_get_a_place_that_is_free(clerk: Clerk, report: Report) -> None:
    factories.make_measure(report, code="", order=7, title="Alt")
    factories.make_measure(report, code="8", title="Acht")
    clerk.imports("Titel\nEins\nZwei\n", "--map", "Titel=title")
    new = Measure.objects.filter(report=report, title__in=["Eins", "Zwei"]).order_by("order")
    assert [(measure.title, measure.address) for measure in new] == [("Eins", "9"), ("Zwei", "10")]
