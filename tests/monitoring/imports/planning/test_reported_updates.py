"""What a file reports becomes dated updates; what it does not say stays as it was."""

from datetime import date

import pytest

from catalog.models import Measure, Report
from monitoring.choices import Status
from monitoring.imports.answers import Answers
from monitoring.imports.job import ImportJob
from monitoring.models import StatusUpdate
from tests import factories
from tests.monitoring.imports.clerk import Clerk

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(report: Report) -> Measure:
    measure = factories.make_measure(report, code="A1", title="Eins", objective="Ziel", due="Ende 2022", horizon="long")
    texts = {"text": "Es läuft.", "next_steps": "Weiter so.", "reason": "Kein Geld."}
    factories.make_update(measure, status=Status.POSTPONED, as_of=date(2021, 1, 19), **texts)
    return measure


def newest(measure: Measure) -> tuple[str, str, str, str, str]:
    update = StatusUpdate.objects.filter(measure=measure).first()
    assert update is not None
    return f"{update.as_of:%d.%m.%Y}", update.status, update.text, update.next_steps, update.reason


@pytest.mark.parametrize(
    "table",
    [
        "Nr.;Sachstand\nA1;Es läuft.\n",
        "Nr.;Status;Sachstand;Ausblick;Grund;Stand vom\nA1;zurückgestellt;Es läuft.;Weiter so.;Kein Geld.;1.5.2022\n",
        "Nr.;Status;Sachstand\nA1;-;\n",
        "Nr.;Stand vom\nA1;1.5.2022\n",
    ],
)
def test_what_has_been_reported_already_changes_nothing(clerk: Clerk, measure: Measure, table: str) -> None:
    answer = clerk.imports(table, "--as-of", "1.7.2021")
    assert (answer["exit"], answer["unchanged"]) == (0, ["A1"])
    assert measure.status_updates.count() == 1


def test_a_new_text_is_a_new_update_that_says_nothing_else(clerk: Clerk, measure: Measure) -> None:
    clerk.imports("Nr.;Sachstand;Ausblick\nA1;Neues Geld.;\n", "--as-of", "1.7.2021")
    assert newest(measure) == ("01.07.2021", "", "Neues Geld.", "", "")
    assert measure.status_updates.count() == 2


def test_a_new_word_takes_no_old_news_along(clerk: Clerk, measure: Measure) -> None:
    clerk.imports("Nr.;Status\nA1;umgesetzt\n", "--as-of", "1.7.2021")
    assert newest(measure) == ("01.07.2021", "done", "", "", "")


def test_the_update_of_the_same_day_is_corrected(clerk: Clerk, measure: Measure) -> None:
    clerk.imports("Nr.;Sachstand\nA1;Es lief.\n", "--as-of", "19.1.2021")
    assert newest(measure) == ("19.01.2021", "postponed", "Es lief.", "Weiter so.", "Kein Geld.")
    assert measure.status_updates.count() == 1


def test_an_older_report_is_kept_as_history(clerk: Clerk, measure: Measure) -> None:
    answer = clerk.imports("Nr.;Status;Sachstand\nA1;in Vorbereitung;Wir planen.\n", "--as-of", "1.7.2020")
    assert "19.01.2021" in answer["warnings"][0]["message"]
    older = measure.status_updates.get(as_of=date(2020, 7, 1))
    assert (older.status, older.text, older.next_steps) == ("in_preparation", "Wir planen.", "")
    assert newest(measure)[0] == "19.01.2021"


def test_a_text_without_a_status_word_is_kept_and_no_word_invented(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports("Nr.;Titel;Sachstand\nB1;Eins;Die Stelle ist besetzt.\n")
    assert (answer["exit"], answer["unknown_statuses"]) == (0, [])
    update = StatusUpdate.objects.get(measure__report=report)
    assert (update.status, update.text) == ("", "Die Stelle ist besetzt.")


def test_a_word_for_texts_without_one_can_be_given(clerk: Clerk, report: Report) -> None:
    clerk.imports("Nr.;Titel;Sachstand\nB1;Eins;Die Stelle ist besetzt.\n", "--status", "=in_progress")
    assert StatusUpdate.objects.get(measure__report=report).status == Status.IN_PROGRESS


def test_a_new_text_under_an_old_day_is_asked_about(clerk: Clerk, measure: Measure) -> None:
    table = "Nr.;Sachstand;Stand vom\nA1;Inzwischen fertig.;19.01.2021\n"
    answer = clerk.imports(table)
    assert (answer["exit"], [one["key"] for one in answer["questions"]]) == (1, ["old_day"])
    clerk.imports(table, "--answer", "old_day=correction")
    assert newest(measure)[:3] == ("19.01.2021", "postponed", "Inzwischen fertig.")
    later = table.replace("Inzwischen", "Wirklich")
    clerk.imports(later, "--answer", "old_day=new")
    assert newest(measure)[1:3] == ("", "Wirklich fertig.")
    assert measure.status_updates.count() == 2


def carry_out(report: Report, table: str, answers: Answers) -> None:
    job = ImportJob.upload(report, table.encode(), "tabelle.csv")
    job.answer(answers)
    job.spreadsheet_import.save()
    job.run()


def test_empty_cells_blank_only_if_the_clerk_ticks_so(report: Report, measure: Measure) -> None:
    table = "Nr.;Titel;Frist;Zeithorizont;Ausblick\nA1;;;;\n"
    carry_out(report, table, Answers(as_of=date(2021, 7, 1)))
    measure.refresh_from_db()
    assert (measure.title, measure.due, measure.horizon) == ("Eins", "Ende 2022", "long")
    carry_out(
        report,
        "Nr.;Titel;Frist;Zeithorizont;Sachstand;Ausblick\nA1;;;;Neues Geld.;\n",
        Answers(as_of=date(2021, 7, 1), blank_empty=True),
    )
    measure.refresh_from_db()
    assert (measure.title, measure.due, measure.horizon) == ("Eins", "", "")
    assert newest(measure) == ("01.07.2021", "", "Neues Geld.", "", "")


def test_columns_missing_in_the_file_never_blank(report: Report, measure: Measure) -> None:
    office = factories.make_office(report.municipality, name="Forstamt", slug="forstamt")
    factories.make_responsibility(measure, office)
    carry_out(
        report, "Nr.;Titel;Mitwirkung\nA1;Neu;Jobcenter; Forstamt\n".replace("; F", " / F"), Answers(blank_empty=True)
    )
    measure.refresh_from_db()
    assert (measure.title, measure.objective, measure.due) == ("Neu", "Ziel", "Ende 2022")
    assert [(named.office.name, named.role) for named in measure.responsibilities.all()] == [
        ("Forstamt", "lead"),
        ("Jobcenter", "participating"),
    ]
    assert measure.status_updates.count() == 1


@pytest.mark.parametrize(("reason", "warned"), [("", True), ("Kein Geld.", False)])
def test_what_is_put_off_without_a_reason_is_said_and_read(
    clerk: Clerk, report: Report, reason: str, warned: bool
) -> None:
    factories.make_measure(report, code="A2", title="Zwei")
    answer = clerk.imports(f"Nr.;Status;Grund\nA2;nicht umsetzbar;{reason}\n", "--as-of", "1.7.2021")
    said = [one["message"] for one in answer["warnings"] if "verspricht einen Grund" in one["message"]]
    assert bool(said) == warned
    assert StatusUpdate.objects.get(measure__code="A2").status == Status.NOT_FEASIBLE
