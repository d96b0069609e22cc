"""A clerk's table comes in from the command line: all of it or nothing, and only once."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command

from catalog.choices import Horizon, Publication, Role, SectionKind
from catalog.models import Measure, Office, Report
from monitoring.choices import Status
from monitoring.models import SpreadsheetImport, StatusUpdate
from tests import factories
from tests.monitoring.imports.clerk import Clerk

pytestmark = pytest.mark.django_db

TABLE = """\
Umsetzung kurzfristiger Maßnahmen
Stand: 19. Januar 2021

Nr.;Thema;Maßnahmen;Federführung;Mitwirkung;Status;Aktueller Stand;Nächste Schritte
Bereichsspezifische Handlungsempfehlungen (siehe Bericht, S. 228-234);;;;;;;
Handlungsfeld: Bereich Arbeit;;;;;;;
A3;Öffentlichkeitsarbeit;Konzept entwickeln.;KBB;"Jobcenter; Rechtsamt";in Umsetzung;Die Datenbank wächst.;Filme zeigen.
Zielgruppe: Seniorinnen und Senioren;;;;;;;
S2;Teilhabe ausbauen;"M1: Besuchsdienst
Der Dienst wächst.";Sozialamt;;umgesetzt;Die Stelle ist besetzt.;
;;"M2: Infrastruktur";Bauamt;;Daueraufgabe;Läden gestärkt.;
Z 6;Fachkräfte gewinnen;Eine Kampagne.;N. N.;;;;
;;Noch ein Absatz.;;;;;
Zusammengestellt vom Amt für Statistik;;;;;;;
"""


@pytest.mark.both
def test_the_table_of_an_office_comes_in_whole(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports(TABLE, "--create-offices")
    assert answer["exit"] == 0
    assert answer["written"] is True
    assert answer["created"] == ["A3", "S2", "S2 M1", "S2 M2", "Z 6"]
    assert (answer["format"], answer["encoding"], answer["rows"]) == ("csv", "cp1252", 5)
    a3, m1, m2, z6 = (
        Measure.objects.get_by_natural_key(*report.natural_key(), p) for p in ("A3", "S2/M1", "S2/M2", "Z-6")
    )
    assert (a3.title, a3.description) == ("Öffentlichkeitsarbeit", "Konzept entwickeln.")
    assert a3.publication == Publication.DRAFT
    assert [(r.office.name, r.role) for r in a3.responsibilities.all()] == [
        ("Behindertenbeauftragte", Role.LEAD),
        ("Jobcenter", Role.PARTICIPATING),
        ("Rechtsamt", Role.PARTICIPATING),
    ]
    assert (m1.title, m1.description) == ("Besuchsdienst", "Der Dienst wächst.")
    assert [r.office.name for r in m2.leads] == ["Bauamt"]
    assert z6.description == "Eine Kampagne.\n\nNoch ein Absatz."
    assert not z6.responsibilities.exists()


def test_sections_come_from_the_rows_between(clerk: Clerk, report: Report) -> None:
    clerk.imports(TABLE, "--create-offices")
    section = Measure.objects.get(report=report, code="A3").section
    assert section is not None
    assert (section.title, section.kind) == ("Bereich Arbeit", SectionKind.FIELD_OF_ACTION)
    assert section.parent is not None
    assert (section.parent.title, section.parent.pages) == ("Bereichsspezifische Handlungsempfehlungen", "S. 228–234")
    seniors = Measure.objects.get(report=report, code="S2").section
    assert seniors is not None
    assert seniors.kind == SectionKind.TARGET_GROUP


def test_the_status_is_as_of_the_day_the_file_names(clerk: Clerk, report: Report) -> None:
    clerk.imports(TABLE, "--create-offices")
    update = StatusUpdate.objects.get(measure__report=report, measure__code="A3")
    assert (update.status, update.as_of) == (Status.IN_PROGRESS, date(2021, 1, 19))
    assert (update.text, update.next_steps) == ("Die Datenbank wächst.", "Filme zeigen.")


@pytest.mark.both
def test_the_same_file_a_second_time_changes_nothing(clerk: Clerk, report: Report) -> None:
    clerk.imports(TABLE, "--create-offices")
    before = list(Measure.history.values_list("history_id", flat=True))
    answer = clerk.imports(TABLE, "--create-offices")
    assert (answer["created"], answer["changed"]) == ([], [])
    assert len(answer["unchanged"]) == 5
    assert list(Measure.history.values_list("history_id", flat=True)) == before
    assert StatusUpdate.objects.filter(measure__report=report).count() == 3


def test_a_changed_text_becomes_a_new_dated_update(clerk: Clerk, report: Report) -> None:
    clerk.imports(TABLE, "--create-offices")
    later = TABLE.replace("Die Datenbank wächst.", "Die Datenbank ist fertig.").replace("19. Januar 2021", "01.07.2021")
    answer = clerk.imports(later, "--create-offices")
    assert answer["changed"] == ["A3"]
    updates = StatusUpdate.objects.filter(measure__report=report, measure__code="A3")
    assert [(u.as_of, u.text) for u in updates] == [
        (date(2021, 7, 1), "Die Datenbank ist fertig."),
        (date(2021, 1, 19), "Die Datenbank wächst."),
    ]


def test_unknown_words_are_listed_and_nothing_is_written(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports(TABLE.replace("in Umsetzung", "läuft gut"))
    assert answer["exit"] == 1
    assert answer["written"] is False
    assert answer["unknown_offices"] == ["Rechtsamt"]
    assert answer["unknown_statuses"] == ["läuft gut"]
    places = {(error["row"], error["column"]) for error in answer["errors"]}
    assert places == {(7, "E Mitwirkung"), (7, "F Status")}
    assert not Measure.objects.filter(report=report).exists()
    assert not SpreadsheetImport.objects.exists()


def test_a_status_word_can_be_explained(clerk: Clerk, report: Report) -> None:
    text = TABLE.replace("in Umsetzung", "läuft gut")
    answer = clerk.imports(text, "--create-offices", "--status", "läuft gut=in_progress")
    assert answer["exit"] == 0
    assert StatusUpdate.objects.get(measure__report=report, measure__code="A3").status == Status.IN_PROGRESS


@pytest.mark.both
def test_a_dry_run_says_all_and_writes_nothing(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports(TABLE, "--create-offices", "--dry-run")
    assert answer["exit"] == 0
    assert answer["written"] is False
    assert len(answer["created"]) == 5
    assert not Measure.objects.filter(report=report).exists()
    assert not Office.objects.filter(municipality=report.municipality, name="Rechtsamt").exists()


def test_the_same_code_twice_blocks_with_both_rows(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports("Nr.;Titel\nA1;Eins\nB1;Zwei\na 1;Drei\n")
    assert answer["exit"] == 1
    (error,) = answer["errors"]
    assert (error["row"], error["column"]) == (4, "A Nr.")
    assert "in Zeile 2 und noch einmal in Zeile 4" in error["message"]
    assert not Measure.objects.filter(report=report).exists()


def test_the_same_title_twice_blocks_where_no_number_tells_them_apart(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports("Titel;Frist\nBeratung;2023\nBegegnung;2023\nBERATUNG;2024\n")
    (error,) = answer["errors"]
    assert (error["row"], error["column"]) == (4, "A Titel")
    assert "in Zeile 2 und noch einmal in Zeile 4" in error["message"]


@pytest.mark.both
def test_a_title_that_two_measures_have_does_not_say_which_is_meant(clerk: Clerk, report: Report) -> None:
    for code in ("A1", "A2"):
        factories.make_measure(report, code=code, title="Beratung")
    factories.make_measure(report, code="A3", title="Begegnung")
    (error,) = clerk.imports("Titel;Frist\nBeratung;2023\nBegegnung;2023\n")["errors"]
    assert (error["row"], error["column"]) == (2, "A Titel")
    assert "Mehrere Maßnahmen des Berichts" in error["message"]
    assert clerk.imports("Nr.;Titel;Frist\nA1;Beratung;2023\n")["changed"] == ["A1"]


@time_machine.travel(date(2021, 3, 1), tick=False)
def test_no_report_describes_a_day_to_come(clerk: Clerk, report: Report) -> None:
    table = "Nr.;Titel;Status;Stand vom\nA1;Eins;umgesetzt;1.3.2021\nA2;Zwei;umgesetzt;2.3.2021\n"
    (error,) = clerk.imports(table)["errors"]
    assert (error["row"], error["column"]) == (3, "D Stand vom")
    assert "02.03.2021" in error["message"]


def test_all_errors_come_at_once_with_their_place(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports("Nr.;Titel;Stand vom;Status\nA1;Eins;gestern;umgesetzt\nA2;;;\n")
    assert [(e["row"], e["column"]) for e in answer["errors"]] == [(2, "C Stand vom"), (3, "B Titel")]
    assert "gestern" in answer["errors"][0]["message"]
    assert not Measure.objects.filter(report=report).exists()


@pytest.mark.both
def test_deadlines_without_a_day_keep_their_wording(clerk: Clerk, report: Report) -> None:
    wordings = [
        "laufend",
        "nach Haushaltsbeschluss",
        "mittelfristig",
        "ab März 2021",
        "III/2025",
        "2025-12-15 00:00:00",
    ]
    rows = "".join(f"A{number};Titel {number};{wording}\n" for number, wording in enumerate(wordings, 1))
    answer = clerk.imports(f"Nr.;Titel;Frist\n{rows}A7;Sieben;Mai 2O23\n")
    assert not answer["errors"]
    assert [warning["row"] for warning in answer["warnings"]] == [8]
    stored = Measure.objects.filter(report=report).order_by("code_sort")
    assert [(one.due, one.due_on, one.start, one.horizon) for one in stored] == [
        ("laufend", None, "", ""),
        ("nach Haushaltsbeschluss", None, "", ""),
        ("mittelfristig", None, "", Horizon.MEDIUM),
        ("", None, "ab März 2021", ""),
        ("III/2025", date(2025, 9, 30), "", ""),
        ("2025-12-15 00:00:00", date(2025, 12, 15), "", ""),
        ("Mai 2O23", None, "", ""),
    ]
    assert len(clerk.imports(f"Nr.;Titel;Frist\n{rows}")["unchanged"]) == 6


def test_empty_cells_and_missing_columns_leave_what_is_stored(clerk: Clerk, report: Report) -> None:
    factories.make_measure(report, code="A1", title="Alt", objective="Ziel", due="Ende 2022")
    answer = clerk.imports("Nr.;Titel;Frist\nA1;Neu;\n")
    assert answer["changed"] == ["A1"]
    measure = Measure.objects.get(report=report)
    assert (measure.title, measure.objective, measure.due) == ("Neu", "Ziel", "Ende 2022")


@pytest.mark.both
def test_measures_not_in_the_file_are_never_deleted(clerk: Clerk, report: Report) -> None:
    factories.make_measure(report, code="A1")
    clerk.imports("Nr.;Titel\nA2;Zwei\n")
    assert set(Measure.objects.filter(report=report).values_list("code", flat=True)) == {"A1", "A2"}


def test_codes_stay_text_in_the_spelling_of_the_city(clerk: Clerk, report: Report) -> None:
    factories.make_measure(report, code="Z 6", title="Alt")
    clerk.imports("Nr.;Titel\nz6;Neu\n3.1;Eins\n3.10;Zehn\n")
    assert set(Measure.objects.filter(report=report).values_list("code", flat=True)) == {"Z 6", "3.1", "3.10"}


def test_without_codes_the_title_decides(clerk: Clerk, report: Report) -> None:
    clerk.imports("Maßnahme;Federführung\nErste;Bauamt\nZweite;Bauamt\n")
    answer = clerk.imports("Maßnahme;Federführung\nErste;Sozialamt\nZweite;Bauamt\n")
    assert (answer["created"], answer["changed"], answer["unchanged"]) == ([], ["Erste"], ["Zweite"])


def test_columns_can_be_mapped(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports("Nr.;Was;Bemerkung\nA1;Eins;Text\n", "--map", "Was=title", "--map", "Bemerkung=description")
    assert answer["columns"] == {"Nr.": "code", "Was": "title", "Bemerkung": "description"}
    assert Measure.objects.get(report=report).description == "Text"


def test_what_is_not_recognised_is_named_and_left_out(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports("Nr.;Titel;Gewicht\nA1;Eins;rund\n")
    assert answer["unmapped"] == ["Gewicht"]


def test_new_measures_are_drafts_unless_asked_otherwise(clerk: Clerk, report: Report) -> None:
    clerk.imports("Nr.;Titel\nA1;Eins\n")
    clerk.imports("Nr.;Titel\nA2;Zwei\n", "--publish")
    assert dict(report.measures.values_list("code", "publication")) == {"A1": "draft", "A2": "published"}


def test_a_date_of_no_calendar_costs_no_row(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports("Nr.;Titel;Frist\nA1;Eins;31.02.2023\n")
    assert (answer["exit"], "31.02.2023" in answer["warnings"][0]["message"]) == (0, True)
    measure = Measure.objects.get(report=report)
    assert (measure.due, "31.02.2023" in measure.internal_note) == ("", True)


@pytest.mark.both
def test_rows_that_cannot_be_kept_are_left_out_where_the_clerk_accepts_that(clerk: Clerk, report: Report) -> None:
    table = "Nr.;Titel;Stand vom;Status\nA1;Eins;gestern;umgesetzt\nA2;Zwei;1.2.2021;umgesetzt\n"
    assert clerk.imports(table)["exit"] == 1
    answer = clerk.imports(table, "--accept-suggestions")
    assert (answer["exit"], answer["created"]) == (0, ["A2"])
    assert "gestern" in answer["warnings"][0]["message"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_give_the_same(clerk: Clerk, report: Report, encoding: str) -> None:
    clerk.imports("Nr.;Titel\nA1;Ältere Menschen – Größe\n", encoding=encoding)
    assert Measure.objects.get(report=report).title == "Ältere Menschen – Größe"


@pytest.mark.both
def test_indicators_come_with_their_targets(clerk: Clerk, report: Report) -> None:
    clerk.imports(
        'Nr.;Titel;Indikator;Zielwert\nA1;Eins;"Plätze\nQuote";"1.250 Plätze (Ende 2023)\n38 %; mindestens"\n'
    )
    indicators = Measure.objects.get(report=report).indicators.all()
    assert [(i.name, i.unit) for i in indicators] == [("Plätze", "Plätze"), ("Quote", "%")]
    targets = [target for indicator in indicators for target in indicator.targets.all()]
    assert [(t.value, t.statement, t.due) for t in targets] == [
        (Decimal(1250), "", "Ende 2023"),
        (Decimal(38), "mindestens", ""),
    ]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "leer"),
        ("Nr.;Titel\n", "nichts"),
        ("<!DOCTYPE html><html><body>Anmelden</body></html>", "eite"),
        ('Nr.;Titel\nA1;"nie geschlossen\n', "Anführungszeichen"),
    ],
)
def test_bad_files_get_a_clear_word_and_no_traceback(clerk: Clerk, report: Report, content: str, word: str) -> None:
    answer = clerk.imports(content)
    assert answer["exit"] == 1
    assert word in answer["errors"][0]["message"]
    assert not Measure.objects.filter(report=report).exists()


def test_an_unknown_report_is_named(clerk: Clerk) -> None:
    clerk.file.write_text("Nr.;Titel\nA1;Eins\n")
    with pytest.raises(CommandError, match="stadt/nirgends"):
        call_command("import_table", str(clerk.file), "--report=stadt/nirgends")


@pytest.mark.both
def test_who_imported_what_is_on_record(clerk: Clerk, report: Report) -> None:
    clerk.imports(TABLE, "--create-offices")
    record = SpreadsheetImport.objects.get()
    assert record.file_name == "tabelle.csv"
    assert record.result["new"] == ["A3", "S2", "S2 M1", "S2 M2", "Z 6"]
    assert bytes(record.content) == b""
    history = Measure.history.filter(report=report, code="A3").get()
    assert history.history_change_reason == f"Import {record.pk}: tabelle.csv"


@pytest.mark.both
def test_it_can_be_somebodys_import(clerk: Clerk, report: Report) -> None:
    planner = factories.make_planner(report.municipality, username="planerin")
    assert clerk.imports("Nr.;Titel;Status\nA1;Eins;umgesetzt\n", "--user=planerin")["written"]
    assert StatusUpdate.objects.get(measure__report=report).author == planner
    assert SpreadsheetImport.objects.get(report=report).created_by == planner


def test_who_may_not_import_is_refused_here_too(clerk: Clerk, report: Report) -> None:
    factories.make_planner(factories.make_municipality(), username="anderswo")
    for name in ("anderswo", "niemand"):
        answer = clerk.imports("Nr.;Titel\nA1;Eins\n", f"--user={name}")
        assert answer["exit"] == 1
        assert name in answer["errors"][0]["message"]
    assert not Measure.objects.filter(report=report).exists()
