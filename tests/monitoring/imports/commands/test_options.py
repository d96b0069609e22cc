"""What people who script can ask for, and the answer they can rely on."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook
from openpyxl.comments import Comment

from catalog.models import Measure, Report
from monitoring.models import StatusUpdate
from tests import factories
from tests.monitoring.imports.clerk import Clerk
from tests.monitoring.tables.files import excel

pytestmark = pytest.mark.django_db

KEYS = [
    "format", "encoding", "sheet", "columns", "unmapped", "rows", "created", "changed", "unchanged", "skipped",
    "errors", "warnings", "unknown_offices", "unknown_statuses", "suggestions", "questions", "written",
]  # fmt: skip
TWICE = "Nr.;Titel;Frist;Frist;Ampel;;Stand\nA1;Eins;2022;2023;rot;x;umgesetzt\n"


def titles(report: Report) -> set[str]:
    return set(Measure.objects.filter(report=report).values_list("title", flat=True))


def test_the_answer_has_the_same_keys_whatever_happens(clerk: Clerk, report: Report) -> None:
    answers = [
        clerk.imports("Nr.;Titel\nA1;Eins\n"),
        clerk.imports("Nr.;Titel\nA1;Eins\n"),
        clerk.imports("Nr.;Titel;Federführung\nA1;Zwei;Forstamt\n"),
        clerk.imports("Nr.;Titel\nA1;Neu\n", "--dry-run"),
        clerk.imports(b"%PDF-1.7"),
        clerk.imports("Nr.;Titel\nA1;Eins\n", "--sheet", "Gibt es nicht"),
        clerk.imports("Nr.;Titel\nA1;Eins\n", "--map", "Gibt es nicht=title"),
        clerk.imports("Nr.;Titel\nA1;Eins\n", "--map", "Titel=gibt-es-nicht"),
        clerk.imports("Nr.;Titel\nA1;Eins\n", "--status", "läuft=gibt-es-nicht"),
        clerk.imports("Nr.;Titel\nA1;Eins\n", "--as-of", "irgendwann"),
        clerk.runs(str(clerk.file), "--report=stadt/nirgends"),
        clerk.runs("/gibt/es/nicht.csv", "--report=stadt/bericht"),
    ]
    assert [list(answer) for answer in answers] == [[*KEYS, "exit"]] * len(answers)
    assert [answer["exit"] for answer in answers] == [0, 0, 1, 0, *[1] * 8]
    assert [answer["written"] for answer in answers] == [True, True, *[False] * 10]
    assert all(answer["errors"] for answer in answers if answer["exit"])
    assert titles(report) == {"Eins"}


def test_an_error_names_row_column_and_what_to_do(clerk: Clerk) -> None:
    (error,) = clerk.imports("Nr.;Titel;Status;Stand vom\nA1;Eins;umgesetzt;gestern\n")["errors"]
    assert list(error) == ["row", "column", "message"]
    assert (error["row"], error["column"]) == (2, "D Stand vom")
    assert "19.01.2021" in error["message"]


def test_a_sheet_can_be_chosen_even_a_hidden_one(clerk: Clerk, report: Report) -> None:
    def fill(book: Workbook) -> None:
        for name, state in (("Aktuell", "visible"), ("Archiv", "hidden")):
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            sheet.append(["Nr.", "Titel"])
            sheet.append([name[:2], name])
        del book["Sheet"]

    content = excel(fill)
    assert clerk.imports(content, "--dry-run")["sheet"] == "Aktuell"
    answer = clerk.imports(content, "--sheet", "Archiv")
    assert (answer["sheet"], answer["created"]) == ("Archiv", ["Ar"])
    (error,) = clerk.imports(content, "--sheet", "Alt")["errors"]
    assert "Aktuell, Archiv" in error["message"]


def test_two_columns_of_one_name_are_told_apart_and_never_guessed(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports(TWICE, "--dry-run")
    assert answer["columns"] == {"Nr.": "code", "Titel": "title", "Ampel": "noted", "Stand": "status"}
    assert answer["unmapped"] == ["C Frist", "D Frist", "F"]
    (error,) = clerk.imports(TWICE, "--map", "Frist=due")["errors"]
    assert "C, D" in error["message"]


@pytest.mark.parametrize("name", ["D", "D Frist"])
def test_one_of_two_columns_is_chosen_by_its_letter(clerk: Clerk, report: Report, name: str) -> None:
    answer = clerk.imports(TWICE, "--map", f"{name}=due")
    assert answer["columns"] == {"Nr.": "code", "Titel": "title", "D Frist": "due", "Ampel": "noted", "Stand": "status"}
    assert Measure.objects.get(report=report).due == "2023"


def test_a_column_can_be_left_out(clerk: Clerk, report: Report) -> None:
    assert clerk.imports("Nr.;Titel;Frist\nA1;Eins;bald\n", "--map", "Frist=")["unmapped"] == ["Frist"]
    assert Measure.objects.get(report=report).due == ""


def test_the_day_of_the_reports_can_be_given(clerk: Clerk, report: Report) -> None:
    clerk.imports("Stand: 19.01.2021\n\nNr.;Titel;Status\nA1;Eins;umgesetzt\n", "--as-of", "30.06.2021")
    assert StatusUpdate.objects.get(measure__report=report).as_of == date(2021, 6, 30)


def test_what_was_left_out_is_named_with_its_row(clerk: Clerk) -> None:
    table = "Nr.;Titel;Frist\nA1;Eins;2023\nA2;Zwei;2023\n\n* vorläufig\n"
    (skipped,) = clerk.imports(table, "--dry-run")["skipped"]
    assert (skipped["row"], "* vorläufig" in skipped["reason"]) == (5, True)


def test_that_titles_decide_is_said(clerk: Clerk, report: Report) -> None:
    (warning,) = clerk.imports("Titel;Frist\nEins;2023\n")["warnings"]
    assert (warning["row"], "entscheidet der Titel" in warning["message"]) == (0, True)
    assert clerk.imports("Nr.;Titel;Frist\nA1;Eins;2023\n")["warnings"] == []


def test_quotes_that_are_not_doubled_are_pointed_out(clerk: Clerk) -> None:
    (warning,) = clerk.imports('Nr.;Titel\nA1;"Haus" am Park\n', "--dry-run")["warnings"]
    assert (warning["row"], "Anführungszeichen" in warning["message"]) == (2, True)


class TestInWords:
    """Without --json."""

    def run(self, file: Path, *options: str) -> tuple[str, str]:
        output, errors = StringIO(), StringIO()
        call_command("import_table", str(file), "--report=stadt/bericht", *options, stdout=output, stderr=errors)
        return output.getvalue(), errors.getvalue()

    def test_it_says_what_was_written(self, report: Report, tmp_path: Path) -> None:
        file = tmp_path / "tabelle.csv"
        file.write_text("Nr.;Titel\nA1;Eins\n")
        assert self.run(file) == ("1 neu, 0 geändert, 0 unverändert\nImportiert.\n", "")
        assert "Nichts zu tun." in self.run(file)[0]

    def test_problems_go_to_standard_error_and_the_exit_code_is_1(
        self, report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "tabelle.csv"
        file.write_text("Nr.;Titel;Status;Stand vom\nA1;Eins;umgesetzt;gestern\n")
        with pytest.raises(SystemExit) as stop:
            call_command("import_table", str(file), "--report=stadt/bericht")
        assert stop.value.code == 1
        said = capsys.readouterr()
        assert said.err.startswith("Zeile 2, D Stand vom: „gestern“ ist kein Tag.")
        assert said.out.endswith("Es wurde nichts geschrieben.\n")

    def test_a_file_that_is_no_table_is_refused_in_a_sentence(self, report: Report, tmp_path: Path) -> None:
        file = tmp_path / "tabelle.csv"
        file.write_bytes(b"%PDF-1.7")
        with pytest.raises(CommandError, match="PDF"):
            self.run(file)


def test_a_file_larger_than_allowed_is_not_read_to_its_end(clerk: Clerk, settings: object) -> None:
    settings.IMPORT_MAX_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    (error,) = clerk.imports("Nr.;Titel\n" + "A1;Eins\n" * 300_000)["errors"]
    assert "1 MB" in error["message"]


def test_an_office_that_was_unknown_is_created_only_if_asked(clerk: Clerk, report: Report) -> None:
    table = "Nr.;Titel;Federführung\nA1;Eins;Forstamt\nA2;Zwei;Forstamt, Jobcenter\n"
    answer = clerk.imports(table)
    assert answer["unknown_offices"] == ["Forstamt"]
    assert [error["row"] for error in answer["errors"]] == [2, 3]
    factories.make_office(report.municipality, name="Forstamt", slug="forstamt")
    assert clerk.imports(table)["created"] == ["A1", "A2"]


def test_a_row_with_a_problem_is_left_out_and_the_others_imported(clerk: Clerk, report: Report) -> None:
    table = "Nr.;Titel;Stand vom;Status\nA1;Eins;gestern;umgesetzt\nA2;Zwei;;umgesetzt\n"
    assert clerk.imports(table, "--leave-out-rows", "3")["exit"] == 1
    answer = clerk.imports(table, "--leave-out-rows", "2")
    assert (answer["exit"], titles(report)) == (0, {"Zwei"})
    assert any("gestern" in warning["message"] for warning in answer["warnings"])


def test_the_summary_says_how_many_rows_of_how_many(clerk: Clerk, report: Report) -> None:
    clerk.file.write_text(
        "Nr.;Titel;Stand vom;Status\nA1;Eins;gestern;umgesetzt\nA2;Zwei;;umgesetzt\n", encoding="utf-8"
    )
    said = StringIO()
    path = f"{report.municipality.slug}/{report.slug}"
    call_command("import_table", str(clerk.file), "--report", path, "--leave-out-rows", "2", stdout=said)
    assert "1 von 2 Zeilen" in said.getvalue()


def test_a_name_can_be_another_office_or_several(clerk: Clerk, report: Report) -> None:
    office = factories.make_office(report.municipality, name="Stadtbücherei")
    table = "Nr.;Titel;Federführung\nA1;Eins;Bibliothek\nA2;Zwei;Nordlicht, Südwind\nA3;Drei;Niemandsland\n"
    options = ["--office", "Bibliothek=Stadtbücherei", "--office", "Nordlicht, Südwind=split"]
    answer = clerk.imports(table, *options, "--office", "Niemandsland=leave", "--create-offices")
    assert answer["exit"] == 0
    named = {one.code: [str(lead.office) for lead in one.leads] for one in report.measures.all()}
    assert named == {"A1": [office.name], "A2": ["Nordlicht", "Südwind"], "A3": []}
    assert "Nirgendwo" in clerk.imports(table, "--office", "Bibliothek=Nirgendwo")["errors"][0]["message"]


def test_comments_can_be_left_out(clerk: Clerk, report: Report) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        for row in (["Nr.", "Titel"], ["A1", "Eins"]):
            sheet.append(row)
        sheet["B2"].comment = Comment("nur für uns", "")

    for options, note in ((["--no-comments"], ""), ([], "nur für uns")):
        clerk.imports(excel(fill), *options)
        assert report.measures.get(code="A1").internal_note == note


def test_a_file_of_which_nothing_would_be_left_says_why(clerk: Clerk) -> None:
    answer = clerk.imports("Nr.;Titel;Stand vom;Status\nA1;Eins;gestern;umgesetzt\n", "--accept-suggestions")
    assert (answer["exit"], answer["errors"][0]["row"]) == (1, 2)
