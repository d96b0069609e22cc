"""The pages that lead a clerk's file into a report, and back out again."""

from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from catalog.models import Measure, Office, Report, Section
from monitoring.choices import ImportState
from monitoring.imports.job import ImportJob
from monitoring.imports.planning.offices import fold
from monitoring.models import KeptColumns, SpreadsheetImport, StatusUpdate
from monitoring.tables import Limits, read_workbook
from tests import factories
from tests.reports.pages import get, text, texts

pytestmark = pytest.mark.django_db

REPORTS = "/admin/monitoring/spreadsheetimport/report/"
ADD = "/admin/monitoring/spreadsheetimport/add/"
TABLE = (
    "Nr.;Titel;Federführung;Status;Sachstand\nA1;Eins;Bauamt;läuft;Es geht los.\nA2;Zwei;Sozialamt;umgesetzt;Fertig.\n"
)


@pytest.fixture
def report() -> Report:
    report = factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")
    factories.make_office(report.municipality, name="Bauamt", slug="bauamt")
    return report


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


def upload(client: Client, report: Report, content: str | bytes = TABLE, name: str = "tabelle.csv") -> Any:
    data = content.encode("cp1252") if isinstance(content, str) else content
    return client.post(ADD, {"report": report.pk, "kind": "measures", "file": SimpleUploadedFile(name, data)})


def started(client: Client, report: Report, content: str | bytes = TABLE) -> str:
    """The address of an import whose columns are confirmed as proposed."""
    response = upload(client, report, content)
    assert response.status_code == 302, response.content.decode()
    base = str(response["Location"]).removesuffix("columns/")
    page = get(client, f"{base}columns/")
    chosen = {
        str(select["name"]): str(select.select("option[selected]")[0]["value"])
        for select in page.select("table select")
        if select.select("option[selected]")
    }
    client.post(f"{base}columns/", {**chosen, "keep": "on"})
    return base


def test_the_only_report_is_chosen_and_offers_its_tables(client: Client, report: Report) -> None:
    client.force_login(factories.make_planner(report.municipality, username="allein"))
    page = get(client, ADD)
    assert [option["value"] for option in page.select("select[name=report] option[selected]")] == [str(report.pk)]
    addresses = [str(link["href"]) for link in page.select(".import-unfinished a")]
    kinds = [client.get(address)["Content-Type"].rpartition(".")[2] for address in addresses]
    assert kinds == ["sheet", "spreadsheet"] * 2  # of Excel, of LibreOffice
    factories.make_report(report.municipality, slug="zweiter")
    assert not get(client, ADD).select("select[name=report] option[selected][value!='']")


def decide(client: Client, base: str, **words: str) -> None:
    """Answer the questions by the word they are about."""
    page = get(client, f"{base}decisions/")
    answers = {"as_of": "19.01.2021"}
    for label in page.select("label"):
        word = fold(text(label).rstrip(":"))
        if word in words:
            answers[str(page.select(f"#{label['for']}")[0]["name"])] = words[word]
    client.post(f"{base}decisions/", answers)


def test_a_file_goes_all_the_way(planner: Client, report: Report) -> None:
    base = started(planner, report)
    assert texts(get(planner, f"{base}decisions/"), "fieldset h2") == [
        "Noch unbekannte Ämter",
        "Unbekannte Statuswörter",
        "Wie importiert wird",
    ]
    decide(planner, base, sozialamt="create", läuft="in_progress")
    preview = get(planner, f"{base}preview/")
    assert "neu (2)" in text(preview, "ul.import-kinds")
    assert "Es geht los." in text(preview, "table.import-preview")
    assert not Measure.objects.filter(report=report).exists()
    response = planner.post(f"{base}run/")
    assert response["Location"] == f"{base}result/"
    assert "neu (2)" in text(get(planner, f"{base}result/"), "dl.import-result")
    assert set(Measure.objects.filter(report=report).values_list("title", flat=True)) == {"Eins", "Zwei"}
    assert Office.objects.filter(municipality=report.municipality, name="Sozialamt").exists()
    update = StatusUpdate.objects.get(measure__report=report, measure__code="A1")
    assert update.author is not None
    assert update.author.username == "planerin"


def test_nothing_is_imported_before_every_word_is_decided(planner: Client, report: Report) -> None:
    base = started(planner, report)
    preview = get(planner, f"{base}preview/")
    assert "2 Probleme stehen im Weg" in text(preview, "[role=alert]")
    assert not preview.select("input.default")
    planner.post(f"{base}run/")
    assert not Measure.objects.filter(report=report).exists()


def test_suggestions_are_chosen_beforehand_and_need_no_click(planner: Client, report: Report) -> None:
    factories.make_office(report.municipality, name="Amt für Baurecht und Denkmalschutz", slug="baurecht")
    factories.make_office(report.municipality, name="Rechtsamt", slug="recht")
    table = "Nr.;Titel;Federführung;Stand\n1;Wohnen;;\n1.1;Fibel;Baurechtsamt;erledigt\n"
    base = started(planner, report, table)
    page = get(planner, f"{base}decisions/")
    chosen = [text(option) for option in page.select("select option[selected]")]
    assert {"umgesetzt", "Amt für Baurecht und Denkmalschutz"} <= set(chosen)
    fields = {str(one["name"]): str(one.select("option[selected]")[0]["value"]) for one in page.select("form select")}
    assert "question_levels" in fields
    planner.post(f"{base}decisions/", fields | {"as_of": "19.01.2021"})
    planner.post(f"{base}run/")
    part = Measure.objects.get(report=report, code="1.1")
    assert (str(part.parent), [str(named.office) for named in part.leads]) == (
        "1 Wohnen",
        ["Amt für Baurecht und Denkmalschutz"],
    )
    assert StatusUpdate.objects.get(measure=part).status == "done"


def test_a_row_with_a_problem_can_be_left_out(planner: Client, report: Report) -> None:
    table = "Nr.;Titel;Stand vom;Status\nA1;Eins;gestern;umgesetzt\nA2;Zwei;;umgesetzt\n"
    base = started(planner, report, table)
    ticks = get(planner, f"{base}decisions/").select("input[name=left_out_rows]")
    assert [(tick["value"], tick.has_attr("checked")) for tick in ticks] == [("2", True)]
    planner.post(f"{base}decisions/", {"as_of": "19.01.2021"})
    assert "stehen im Weg" in text(get(planner, f"{base}preview/")) or "steht im Weg" in text(
        get(planner, f"{base}preview/")
    )
    assert not get(planner, f"{base}decisions/").select("input[name=left_out_rows][checked]")
    planner.post(f"{base}decisions/", {"as_of": "19.01.2021", "left_out_rows": ["2"]})
    preview = text(get(planner, f"{base}preview/"))
    assert "1 von 2 Zeilen" in preview
    assert "gestern" in preview
    planner.post(f"{base}run/")
    assert list(report.measures.values_list("code", flat=True)) == ["A2"]


def test_rows_with_problems_can_be_downloaded(planner: Client, report: Report) -> None:
    base = started(planner, report, "Nr.;Titel;Stand vom;Status\nA1;Eins;gestern;umgesetzt\nA2;Zwei;;\n")
    response = planner.get(f"{base}errors/")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Nr.;Titel;Stand vom;Status;Fehler"
    assert len(lines) == 2
    assert lines[1].startswith("A1;Eins;gestern;umgesetzt;")
    assert "gestern" in lines[1].split(";")[-1]


def test_the_second_import_says_that_there_is_nothing_to_do(planner: Client, report: Report) -> None:
    for _time in range(2):
        base = started(planner, report, "Nr.;Titel\nA1;Eins\n")
        decide(planner, base)
        preview = text(get(planner, f"{base}preview/"))
        planner.post(f"{base}run/")
    assert "Es gibt nichts zu tun" in preview
    assert Measure.objects.filter(report=report).count() == 1


def test_the_import_survives_a_logout(planner: Client, report: Report) -> None:
    base = started(planner, report, "Nr.;Titel\nA1;Eins\n")
    planner.logout()
    assert planner.get(f"{base}preview/").status_code == 302
    planner.force_login(factories.make_planner())
    assert "neu (1)" in text(get(planner, f"{base}preview/"), "ul.import-kinds")


def test_an_import_can_be_taken_back_as_a_whole(planner: Client, report: Report) -> None:
    old = factories.make_measure(report, code="A1", title="Alt")
    table = "Nr.;Titel;Abschnitt;Federführung\nA1;Neu;Wohnen;Bauamt\nA2;Zwei;Wohnen;Bauamt\n"
    base = started(planner, report, table)
    decide(planner, base, wohnen="create")
    planner.post(f"{base}run/")
    assert Measure.objects.filter(report=report).count() == 2
    assert "gelöscht" in text(get(planner, f"{base}undo/"))
    planner.post(f"{base}undo/")
    measures = Measure.objects.filter(report=report)
    assert [(m.pk, m.title, m.section) for m in measures] == [(old.pk, "Alt", None)]
    assert not Section.objects.filter(report=report).exists()
    assert not old.responsibilities.exists()
    assert SpreadsheetImport.objects.get().state == ImportState.TAKEN_BACK


@pytest.mark.parametrize("what", ["changed", "added"])
def test_undo_says_what_stands_in_the_way(planner: Client, report: Report, what: str) -> None:
    base = started(planner, report, "Nr.;Titel\nA1;Eins\n")
    decide(planner, base)
    planner.post(f"{base}run/")
    measure = Measure.objects.get(report=report)
    if what == "changed":
        measure.title = "Von Hand geändert"
        measure.save()
    else:
        factories.make_update(measure)
    page = text_of(planner.post(f"{base}undo/"))
    assert "lässt sich nicht zurücknehmen" in page
    assert ("geändert worden" if what == "changed" else "hinzugekommen") in page
    assert Measure.objects.filter(report=report).exists()


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_choice_of_columns_is_proposed_next_time(planner: Client, report: Report) -> None:
    table = "Nr.;Was getan wird;Ampel\nA1;Eins;rot\n"
    response = upload(planner, report, table)
    planner.post(response["Location"], {"column_0": "code", "column_1": "title", "column_2": "", "keep": "on"})
    assert KeptColumns.objects.get(report=report, heading="Was getan wird").column == "title"
    page = get(planner, upload(planner, report, table)["Location"])
    assert page.select("#id_column_1 option[selected]")[0]["value"] == "title"


def test_two_columns_cannot_hold_the_same(planner: Client, report: Report) -> None:
    response = upload(planner, report, "Nr.;Titel\nA1;Eins\n")
    page = text_of(planner.post(response["Location"], {"column_0": "title", "column_1": "title"}))
    assert "Zwei Spalten können nicht beide" in page


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "leer"), (b"%PDF-1.4 abc", "PDF"), (b"\x89PNG\r\n\x1a\n1234", "Bild"), (b"PK\x03\x04kaputt", "besch")],
)
def test_bad_files_are_refused_with_a_word(planner: Client, report: Report, content: bytes, word: str) -> None:
    page = text_of(upload(planner, report, content, "tabelle.csv"))
    assert word in page
    assert not SpreadsheetImport.objects.exists()


def test_the_list_leads_to_the_step_that_comes_next(planner: Client, report: Report) -> None:
    response = upload(planner, report, "Nr.;Titel\nA1;Eins\n")
    base = str(response["Location"]).removesuffix("columns/")
    assert planner.get(f"{base}change/")["Location"] == f"{base}columns/"
    planner.post(f"{base}columns/", {"column_0": "code", "column_1": "title"})
    assert planner.get(f"{base}change/")["Location"] == f"{base}decisions/"
    decide(planner, base)
    assert planner.get(f"{base}change/")["Location"] == f"{base}preview/"
    planner.post(f"{base}run/")
    assert planner.get(f"{base}change/")["Location"] == f"{base}result/"


def test_the_steps_so_far_are_links_and_the_others_are_not(planner: Client, report: Report) -> None:
    base = started(planner, report, "Nr.;Titel\nA1;Eins\n")
    page = get(planner, f"{base}decisions/")
    assert texts(page, ".import-steps a") == ["Spalten"]
    assert text(page, ".import-steps [aria-current=step]") == "Entscheidungen"


def test_many_unknown_offices_are_created_at_once(planner: Client, report: Report) -> None:
    table = "Nr.;Titel;Federführung\nA1;Eins;Forstamt\nA2;Zwei;Standesamt\nA3;Drei;Bauhof\n"
    base = started(planner, report, table)
    page = text_of(planner.post(f"{base}decisions/", {"as_of": "19.01.2021"}))
    assert page.count("Wählen Sie aus, was hier gemeint ist.") == 2 * 3
    answers = {"create_offices": "on", "offices_0": "leave"}
    assert planner.post(f"{base}decisions/", answers)["Location"] == f"{base}preview/"
    planner.post(f"{base}run/")
    names = set(Office.objects.filter(municipality=report.municipality).values_list("name", flat=True))
    assert names == {"Bauamt", "Standesamt", "Bauhof"}


def test_a_section_of_a_similar_name_is_proposed_instead_of_a_second_one(planner: Client, report: Report) -> None:
    section = factories.make_section(report, title="Wohnen und Bauen")
    base = started(planner, report, "Nr.;Titel;Handlungsfeld\nA1;Eins;Wohnen & Bauen\nA2;Zwei;Gesundheit\n")
    first, second = get(planner, f"{base}decisions/").select("select[name^=sections]")
    assert texts(first, 'optgroup[label="Ähnliche Namen"] option') == ["Wohnen und Bauen"]
    assert not first.select("option[value=create][selected]")
    assert second.select("option[value=create][selected]")
    planner.post(f"{base}decisions/", {str(first["name"]): section.pk, str(second["name"]): "create"})
    planner.post(f"{base}run/")
    assert Measure.objects.get(report=report, code="A1").section == section


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("Stand: 19. Januar 2021\n\nNr.;Titel;Status\nA1;Eins;umgesetzt\n", "steht als Stand der 19.01.2021"),
        ("Nr.;Titel;Status\nA1;Eins;umgesetzt\n", "nennt keinen Stand, deshalb ist heute vorgeschlagen"),
        ("Nr.;Titel;Status;Stand vom\nA1;Eins;umgesetzt;1.2.2020\n", "in denen die Spalte D Stand vom leer ist"),
    ],
)
def test_the_day_of_the_reports_is_explained(planner: Client, report: Report, table: str, words: str) -> None:
    base = started(planner, report, table)
    assert words in text(get(planner, f"{base}decisions/"), "#id_as_of_helptext")


def test_the_day_is_not_asked_for_where_nothing_is_reported(planner: Client, report: Report) -> None:
    base = started(planner, report, "Nr.;Titel\nA1;Eins\n")
    assert not get(planner, f"{base}decisions/").select("#id_as_of")


def test_what_was_left_out_of_a_file_is_told_in_the_preview(planner: Client, report: Report) -> None:
    table = "Nr.;Titel;Frist\nA1;Eins;2023\nA2;Zwei;2023\n\nIndikator;Zielwert;Datenquelle\nPlätze;12;Amt\n"
    base = started(planner, report, table)
    decide(planner, base)
    assert "gehören zu einer Tabelle mit anderen Überschriften" in text(
        get(planner, f"{base}preview/"), ".import-remarks"
    )


def test_measures_that_are_not_in_the_file_stay_and_are_named(planner: Client, report: Report) -> None:
    whole = factories.make_measure(report, code="B10", title="Zehn")
    factories.make_measure(report, parent=whole, code="M1", title="Teil")
    factories.make_measure(report, code="B2", title="Zwei")
    base = started(planner, report, "Nr.;Titel\nA1;Eins\n")
    decide(planner, base)
    page = get(planner, f"{base}preview/?show=missing")
    assert texts(page, ".import-missing li") == ["B2 Zwei", "B10 Zehn", "B10 M1 Teil"]
    assert "Ein Import löscht nie etwas" in text(page)
    planner.post(f"{base}run/")
    assert Measure.objects.filter(report=report).count() == 4


def test_a_long_preview_has_pages(planner: Client, report: Report) -> None:
    rows = "".join(f"A{number};Titel {number}\n" for number in range(1, 61))
    base = started(planner, report, f"Nr.;Titel\n{rows}")
    decide(planner, base)
    page = get(planner, f"{base}preview/?show=new&page=2")
    assert len(page.select(".import-preview tbody tr")) == 10
    assert "Seite 2 von 2" in text(page, ".import-pages")
    assert page.select(".import-pages a")[0]["href"] == "?show=new&page=1"


def test_a_sheet_that_cannot_be_read_leads_back_to_the_choice_of_sheets(planner: Client, report: Report) -> None:
    content = workbook(
        {"Maßnahmen": [["Nr.", "Titel"], ["A1", "Eins"]], "Leer": [["nur ein Satz, der für sich steht"]]}
    )
    base = str(upload(planner, report, content, "tabelle.xlsx")["Location"]).removesuffix("columns/")
    planner.post(f"{base}columns/", {"sheet": "Leer"})
    assert "keine Zeile mit Überschriften" in text(get(planner, f"{base}columns/"), "[role=alert]")
    for step in ("decisions", "preview", "errors"):
        assert planner.get(f"{base}{step}/")["Location"] == f"{base}columns/"
    planner.post(f"{base}columns/", {"sheet": "Maßnahmen"})
    assert len(get(planner, f"{base}columns/").select("table select")) == 2


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    book, file = Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def test_running_takes_a_post(planner: Client, report: Report) -> None:
    base = started(planner, report)
    assert planner.get(f"{base}run/").status_code == 405


def test_only_those_who_may_import_can(client: Client, report: Report) -> None:
    assert client.get(ADD).status_code == 302
    client.force_login(factories.make_contributor(factories.make_office(report.municipality)))
    assert client.get(ADD).status_code == 403
    assert upload(client, report).status_code == 403
    record = SpreadsheetImport.objects.create(report=report, file_name="x.csv", content=b"x", digest="")
    for step in ("columns", "decisions", "preview", "run", "result", "errors", "undo"):
        assert client.post(f"/admin/monitoring/spreadsheetimport/{record.pk}/{step}/").status_code == 403


def test_the_imports_of_another_city_do_not_exist(client: Client, report: Report) -> None:
    client.force_login(factories.make_planner(factories.make_municipality()))
    page = client.get(ADD)
    assert str(report) not in page.content.decode()
    assert "gültige Auswahl" in upload(client, report).text
    assert not SpreadsheetImport.objects.exists()
    record = SpreadsheetImport.objects.create(report=report, file_name="x.csv", content=b"x", digest="")
    for step in ("columns", "decisions", "preview", "run", "result", "errors", "undo"):
        assert client.post(f"/admin/monitoring/spreadsheetimport/{record.pk}/{step}/").status_code == 404


def test_the_list_keeps_who_imported_what(planner: Client, report: Report) -> None:
    base = started(planner, report, "Nr.;Titel\nA1;Eins\n")
    decide(planner, base)
    planner.post(f"{base}run/")
    row = text(get(planner, "/admin/monitoring/spreadsheetimport/"), "#result_list tbody tr")
    assert "tabelle.csv" in row
    assert "importiert" in row
    assert "1 neu, 0 geändert, 0 unverändert" in row
    assert "planerin" in row


def hidden_things() -> bytes:
    """A workbook with a title above other headings, a hidden row, a hidden column and a column that nobody knows."""
    book, file = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    for row in (
        ["Ahlenbach", "Konzept", "Anlage", "Blatt"],
        ["Bez", "Worum", "Wen", "Gewicht"],
        ["A1", "Eins", "Frau Kurz", "7"],
        ["A2", "Zwei", "Herr Lang", "8"],
        ["A3", "Drei", "", "9"],
    ):
        sheet.append(row)
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.save(file)
    return file.getvalue()


def test_the_clerk_says_where_the_headings_stand_and_which_rows_count(planner: Client, report: Report) -> None:
    base = started(planner, report, hidden_things())
    planner.post(f"{base}columns/", {"header_row": "2", "skipped_rows": "5"})
    page = get(planner, f"{base}columns/")
    assert [str(label.text) for label in page.select("th[scope=row] label")] == [
        "A Bez",
        "B Worum",
        "C Wen",
        "D Gewicht",
    ]
    (tick,) = page.select("input[name=rows_brought_in]")
    assert "Zeile 4" in str(tick.parent)
    planner.post(f"{base}columns/", {"header_row": "2", "skipped_rows": "5", "rows_brought_in": "4"})
    planner.post(f"{base}columns/", {"column_0": "code", "column_1": "title"})
    preview = get(planner, f"{base}preview/")
    assert texts(preview, ".import-preview tbody th") == ["A1", "A2"]
    remarks = " ".join(texts(preview, ".import-remarks li"))
    for said in ("Zeile 5", "C Wen", "ausgeblendet", "Frau Kurz", "D Gewicht"):
        assert said in remarks, said


def test_what_is_no_row_is_refused_with_what_would_be(planner: Client, report: Report) -> None:
    base = started(planner, report)
    page = planner.post(f"{base}columns/", {"header_row": "", "skipped_rows": "fünf"})
    assert "„fünf“ ist keine Zeile" in page.content.decode()
    assert SpreadsheetImport.objects.get().answers.get("skipped_rows", []) == []


def test_a_corrected_file_leaves_out_the_same_rows_if_it_has_as_many(planner: Client, report: Report) -> None:
    base = started(planner, report)
    planner.post(f"{base}columns/", {"header_row": "", "skipped_rows": "3"})
    for content, kept in ((TABLE.replace("Eins", "Erste"), [3]), (TABLE + "A3;Drei;;;\n", [])):
        upload(planner, report, content)
        assert SpreadsheetImport.objects.latest("pk").answers.get("skipped_rows", []) == kept


def test_the_file_page_offers_an_empty_table_with_lists_and_the_filled_one(planner: Client, report: Report) -> None:
    factories.make_section(report, title="=Wohnen")
    factories.make_measure(report, code="A1", title="Eins")
    page = get(planner, f"{ADD}?report={report.pk}")
    links = [str(link["href"]) for link in page.select(".import-unfinished a")]
    assert [link.partition("?")[2] for link in links] == ["", "format=ods"] * 2
    empty, filled = (load_workbook(BytesIO(planner.get(link).content)) for link in links[::2])
    sheet = empty.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert {"Nr.", "Titel", "Federführung", "Kosten", "Stand"} <= set(headings)
    lists = empty.worksheets[1]
    assert (lists["A1"].value, lists["B1"].value) == ("'=Wohnen", "Bauamt")
    assert len(sheet.data_validations.dataValidation) == 4
    sheet.append(["A7", "", "Sieben"])
    file = BytesIO()
    empty.save(file)
    upload(planner, report, file.getvalue(), "leer.xlsx")
    job = ImportJob(SpreadsheetImport.objects.get())
    assert [entry.fields["title"] for entry in job.plan().entries] == ["Sieben"]
    assert not job.unmapped
    assert filled.worksheets[0]["A2"].value == "A1"


def test_the_empty_table_of_libreoffice_offers_the_same_lists(planner: Client, report: Report) -> None:
    factories.make_section(report, title="=Wohnen & mehr")
    content = planner.get(f"{REPORTS}{report.pk}/empty/?format=ods").content
    with ZipFile(BytesIO(content)) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        xml = archive.read("content.xml").decode()
    assert xml.count("<table:content-validation ") == 4
    assert "of:cell-content-is-in-list([$'Listen'.$A$1:.$A$1])" in unescape(xml)
    assert "<text:p>'=Wohnen &amp; mehr</text:p>" in xml
    assert xml.count('table:content-validation-name="list') == 4
    workbook = read_workbook(content, "leer.ods", Limits())
    assert [(sheet.name, sheet.is_hidden) for sheet in workbook.sheets] == [("Tabelle", False), ("Listen", True)]


def test_the_filled_table_of_libreoffice_changes_nothing(planner: Client, report: Report) -> None:
    factories.make_measure(report, code="A1", title="Eins  und = zwei", due="31.12.2026")
    content = planner.get(f"{REPORTS}{report.pk}/filled/?format=ods").content
    upload(planner, report, content, "tabelle.ods")
    assert ImportJob(SpreadsheetImport.objects.get()).plan().has_nothing_to_do


def test_a_proposal_says_why_and_which_column_would_do_as_well(planner: Client, report: Report) -> None:
    table = "Nr.;Titel;Bemerkungen;Erläuterungen;Farbe\nA1;Eins;Es geht los.;Zwei Plätze fehlen noch.;läuft\n"
    response = upload(planner, report, table)
    page = get(planner, str(response["Location"]))
    helps = {str(one["id"]): text(one) for one in page.select("td .help")}
    assert helps["id_column_0_helptext"].startswith("Sicher.")
    assert any("D Erläuterungen" in said for said in helps.values())
    assert page.select("select[aria-describedby=id_column_0_helptext]")


def test_a_name_with_several_offices_is_taken_apart_by_one_choice(planner: Client, report: Report) -> None:
    base = started(planner, report, "Nr.;Titel;Federführung\nA1;Eins;Nordlicht, Südwind\n")
    (field,) = get(planner, f"{base}decisions/").select("select[name^=offices_]")
    options = {str(one["value"]): text(one) for one in field.select("option")}
    assert options["split"] == "mehrere Ämter: Nordlicht · Südwind"
    planner.post(f"{base}decisions/", {field["name"]: "split"})
    page = get(planner, f"{base}decisions/")
    again = {
        str(one["name"]): str(one.select("option[selected]")[0]["value"]) for one in page.select("select[name^=off]")
    }
    assert next(iter(again.values())) == "split"
    planner.post(f"{base}decisions/", {name: value or "create" for name, value in again.items()})
    planner.post(f"{base}run/")
    assert [str(lead.office) for lead in Measure.objects.get(code="A1").leads] == ["Nordlicht", "Südwind"]


def test_comments_become_notes_unless_the_tick_is_gone(planner: Client, report: Report) -> None:
    book = Workbook()
    for row in (["Nr.", "Titel"], ["A1", "Eins"]):
        book.worksheets[0].append(row)
    book.worksheets[0]["B2"].comment = Comment("nur für uns", "")
    file = BytesIO()
    book.save(file)
    base = str(upload(planner, report, file.getvalue(), "t.xlsx")["Location"]).removesuffix("columns/")
    assert get(planner, f"{base}columns/").select("input[name=takes_comments][checked]")
    planner.post(f"{base}columns/", {"header_row": "", "skipped_rows": ""})
    assert not get(planner, f"{base}columns/").select("input[name=takes_comments][checked]")
    assert "nur für uns" not in text(get(planner, f"{base}preview/"))
