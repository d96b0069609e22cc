"""A clerk's table on its way into a report, in a real browser: file, columns, decisions, preview, result, and back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from catalog.models import Office, Report
from tests import factories
from tests.browser.accessibility import assert_everybody_can_use, assert_fits
from tests.effort import THOROUGH

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "spreadsheets"
# A measure of which the clerk gives each step a row; the table of the city has one for all three.
LISTED = "Das Thema ist Teil der Zielvereinbarungen"
FILES = ["heidelberg-excel.csv", "heidelberg.xlsx", "heidelberg.docx"]
ORIGINAL = "/heidelberg/soziale-lage-2018/"
IMPORTS = "/admin/monitoring/spreadsheetimport/"
COLUMNS, DECISIONS = "Was steht in welcher Spalte?", "Was zu entscheiden ist"
PREVIEW, RESULT, UNDO = "Was der Import tun würde", "Ergebnis des Imports", "Import zurücknehmen?"
WIDE, PHONE, NARROW = 1280, 390, 320
TROUBLE = (
    "Nr.;Titel;Handlungsfeld;Federführung;Mitwirkung;Status;Sachstand;Frist\r\n"
    "A3;Strategie;Bereich Arbeiten;Jobcentrale;Verein;halb und halb;Los.;31.02.2023\r\n"
    "a 3;Noch einmal;Bereich Arbeiten;Rechtsamt;Feuerwehr;;;Ende 2023\r\n"
)


@pytest.fixture
def report(db: None) -> Report:
    """An empty report of the city the table is from."""
    original = Report.objects.get(slug="soziale-lage-2018")
    return factories.make_report(original.municipality, title="Probe", slug="probe", columns=original.columns)


@pytest.fixture
def clerk(page: Page, report: Report) -> Page:
    factories.make_planner(username="planung", password="geheim")
    log_in(page, "/admin/")
    return page


@pytest.fixture
def without_scripts(browser: Browser, report: Report, site_url: str) -> Iterator[Page]:
    factories.make_planner(username="planung", password="geheim")
    context = browser.new_context(java_script_enabled=False, base_url=site_url, locale="de-DE")
    page = context.new_page()
    log_in(page, "/admin/")
    yield page
    context.close()


def log_in(page: Page, path: str) -> None:
    page.goto(path)
    page.fill("#id_username", "planung")
    page.fill("#id_password", "geheim")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator("#user-tools")).to_be_visible()


def is_at(page: Page, heading: str) -> None:
    expect(page.locator("h1")).to_have_text(heading)


def upload(page: Page, name: str, content: str = "") -> None:
    page.goto(f"{IMPORTS}add/")
    page.get_by_label("Bericht").select_option("Heidelberg: Probe")
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode("cp1252")} if content else FOLDER / name
    page.get_by_label("Datei").set_input_files(file)  # type: ignore[arg-type]
    go_on(page, "Datei lesen", COLUMNS)


def go_on(page: Page, button: str, heading: str) -> None:
    page.get_by_role("button", name=button).first.click()
    is_at(page, heading)


def walk_to_the_preview(page: Page, name: str) -> None:
    upload(page, name)
    go_on(page, "Weiter zu den Entscheidungen", DECISIONS)
    page.get_by_label("Neue Maßnahmen sind Entwürfe").uncheck()
    go_on(page, "Zeigen, was geschehen würde", PREVIEW)


def status_table(page: Page, path: str) -> list[str]:
    """The words of the public status table, row by row.

    What has passed follows from dates, and links to others from themes; both stand elsewhere than in the table.
    """
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(path)
    rows = [row.replace("\u00ad", "") for row in page.locator("table.status-table tr").all_inner_texts()]
    elsewhere = r"Frist verstrichen, keine Meldung \([^)]*\)|verspätet seit [\w ]+|Was andere tun: .*"
    return [" ".join(re.sub(elsewhere, "", row).split()) for row in rows if row.strip() and LISTED not in row]


def take_back(page: Page) -> None:
    page.get_by_role("link", name="Import zurücknehmen").click()
    is_at(page, UNDO)
    go_on(page, "Import zurücknehmen", RESULT)
    expect(page.locator(".import-note")).to_contain_text("Dieser Import ist zurückgenommen")


def walk_all_the_way(page: Page, report: Report, name: str) -> None:
    walk_to_the_preview(page, name)
    expect(page.locator(".import-kinds")).to_contain_text("neu (22)")
    assert not report.measures.exists()
    go_on(page, "Alles importieren", RESULT)
    first = page.url
    copied = report.get_absolute_url()
    original = status_table(page, ORIGINAL)
    assert len(original) > 16
    assert status_table(page, copied) == original

    walk_to_the_preview(page, name)
    expect(page.locator(".import-note")).to_contain_text("Es gibt nichts zu tun")
    go_on(page, "Abschließen: es gibt nichts zu tun", RESULT)
    expect(page.locator(".import-note")).to_contain_text("Es gab nichts zu tun")
    expect(page.get_by_role("link", name="Import zurücknehmen")).to_have_count(0)

    page.goto(first)
    take_back(page)
    assert status_table(page, copied) == []
    expect(page.get_by_text("Es ist noch keine Maßnahme veröffentlicht.")).to_be_visible()


@pytest.mark.parametrize("name", FILES if THOROUGH else FILES[-1:])  # Excel goes the same way below
def test_the_table_of_heidelberg_goes_in_once_and_comes_out_again(clerk: Page, report: Report, name: str) -> None:
    walk_all_the_way(clerk, report, name)
    assert not report.sections.exists()
    assert not report.measures.exists()


def test_all_of_it_works_without_scripts(without_scripts: Page, report: Report) -> None:
    walk_all_the_way(without_scripts, report, "heidelberg.xlsx")


def test_one_goes_on_where_one_was_after_a_logout(clerk: Page, report: Report) -> None:
    upload(clerk, "heidelberg.docx")
    go_on(clerk, "Weiter zu den Entscheidungen", DECISIONS)
    step = clerk.url
    clerk.get_by_role("button", name="Abmelden").click()
    is_at(clerk, "Abgemeldet")
    log_in(clerk, step)
    assert clerk.url == step
    is_at(clerk, DECISIONS)
    clerk.goto(IMPORTS)
    clerk.get_by_role("link", name="heidelberg.docx").click()
    is_at(clerk, DECISIONS)
    go_on(clerk, "Zeigen, was geschehen würde", PREVIEW)
    clerk.goto(f"{IMPORTS}add/")
    clerk.get_by_role("link", name="heidelberg.docx").click()
    is_at(clerk, PREVIEW)
    go_on(clerk, "Alles importieren", RESULT)
    assert report.measures.count() == 22


def test_the_steps_lead_back_and_nothing_is_lost(clerk: Page) -> None:
    upload(clerk, "heidelberg.xlsx")
    clerk.get_by_label("J Zeithorizont").select_option("wird weggelassen")
    go_on(clerk, "Weiter zu den Entscheidungen", DECISIONS)
    clerk.get_by_label("Neue Maßnahmen sind Entwürfe").check()
    go_on(clerk, "Zeigen, was geschehen würde", PREVIEW)
    steps = clerk.get_by_role("navigation", name="Schritte des Imports")
    expect(steps.locator("[aria-current=step]")).to_have_text("Vorschau")
    steps.get_by_role("link", name="Spalten").click()
    expect(clerk.get_by_label("J Zeithorizont")).to_have_value("")
    steps.get_by_role("link", name="Entscheidungen").click()
    expect(clerk.get_by_label("Neue Maßnahmen sind Entwürfe")).to_be_checked()
    steps.get_by_role("link", name="Vorschau").click()
    is_at(clerk, PREVIEW)


def test_what_is_wrong_is_named_with_row_column_and_remedy(clerk: Page, report: Report) -> None:
    factories.make_section(report, title="Bereich Arbeit", slug="arbeit")
    upload(clerk, "ärger.csv", TROUBLE)
    go_on(clerk, "Weiter zu den Entscheidungen", DECISIONS)
    go_on(clerk, "Zeigen, was geschehen würde", DECISIONS)
    summary = clerk.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(clerk.get_by_label("Feuerwehr")).to_have_value("create")  # nothing here is called anything like it
    expect(clerk.get_by_label("Bereich Arbeiten")).to_have_value("")
    summary.get_by_role("link", name="Jobcentrale").click()
    expect(clerk.get_by_label("Jobcentrale")).to_have_accessible_description(
        re.compile("Zeile 2, Spalte D Federführung")
    )
    clerk.get_by_label("Jobcentrale").select_option("Jobcenter")
    clerk.get_by_label("Bereich Arbeiten").select_option("Bereich Arbeit")
    clerk.get_by_label("halb und halb").select_option("in Umsetzung")
    clerk.get_by_label("Alle Ämter neu anlegen, bei denen nichts gewählt ist").check()
    clerk.get_by_role("checkbox", name=re.compile("Zeile 3, A Nr.")).uncheck()  # else the row would be left out
    go_on(clerk, "Zeigen, was geschehen würde", PREVIEW)
    rows = clerk.locator(".import-problems tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.nth(0)).to_contain_text("A Nr.")
    expect(rows.nth(0)).to_contain_text("steht in Zeile 2 und noch einmal in Zeile 3")
    expect(clerk.locator("main")).to_contain_text("Ein Datum „31.02.2023“ gibt es nicht")
    expect(clerk.get_by_role("button", name="Alles importieren")).to_have_count(0)
    assert not Office.objects.filter(name="Feuerwehr").exists()


def test_without_numbers_the_title_decides_and_the_page_says_so(clerk: Page, report: Report) -> None:
    factories.make_measure(report, code="A1", title="Beratung")
    upload(clerk, "titel.csv", "Titel;Frist\r\nBeratung;Ende 2023\r\nBegegnung;Ende 2024\r\n")
    note = clerk.get_by_text("Deshalb entscheidet der Titel")
    expect(note).to_be_visible()
    go_on(clerk, "Weiter zu den Entscheidungen", DECISIONS)
    expect(note).to_be_visible()
    go_on(clerk, "Zeigen, was geschehen würde", PREVIEW)
    expect(note).to_be_visible()
    expect(clerk.locator(".import-kinds")).to_contain_text("neu (1)")
    expect(clerk.locator(".import-kinds")).to_contain_text("geändert (1)")


def test_the_columns_can_be_chosen_with_the_keyboard_alone(clerk: Page) -> None:
    upload(clerk, "titel.csv", "Nr.;Titel;Frist\r\nA1;Beratung;Ende 2023\r\n")
    clerk.get_by_role("link", name="Importe").focus()  # the last of the breadcrumbs
    clerk.keyboard.press("Tab")
    expect(clerk.get_by_text("Andere Überschriften, Zeilen weglassen oder aufnehmen")).to_be_focused()
    clerk.keyboard.press("Tab")
    for label, keys in (("A Nr.", ""), ("B Titel", ""), ("C Frist", "wird"), ("Für diesen Bericht merken", " ")):
        expect(clerk.get_by_label(label)).to_be_focused()
        clerk.keyboard.type(keys)
        clerk.keyboard.press("Tab")
    expect(clerk.get_by_role("button", name="Weiter zu den Entscheidungen")).to_be_focused()
    clerk.keyboard.press("Enter")
    is_at(clerk, DECISIONS)
    clerk.get_by_role("link", name="Zurück zu den Spalten").click()
    expect(clerk.get_by_label("C Frist")).to_have_value("")


def look_at_everything(page: Page, problems: list[str]) -> None:
    """Wide and narrow, light and dark, with all folds open."""
    page.wait_for_load_state()  # after a click there may be no content yet
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert_fits(page, PHONE)
    assert not problems
    assert_everybody_can_use(page)


def test_everybody_can_use_every_step(clerk: Page, problems: list[str]) -> None:
    clerk.goto(IMPORTS)
    look_at_everything(clerk, problems)
    clerk.goto(f"{IMPORTS}add/")
    look_at_everything(clerk, problems)
    upload(clerk, "heidelberg.xlsx")
    look_at_everything(clerk, problems)
    go_on(clerk, "Weiter zu den Entscheidungen", DECISIONS)
    look_at_everything(clerk, problems)
    go_on(clerk, "Zeigen, was geschehen würde", PREVIEW)
    look_at_everything(clerk, problems)
    go_on(clerk, "Alles importieren", RESULT)
    look_at_everything(clerk, problems)
    clerk.get_by_role("link", name="Import zurücknehmen").click()
    look_at_everything(clerk, problems)


def test_everybody_can_use_the_steps_when_something_is_wrong(clerk: Page, problems: list[str]) -> None:
    clerk.goto(f"{IMPORTS}add/")
    clerk.get_by_role("button", name="Datei lesen").click()
    expect(clerk.locator(".errorlist").first).to_be_visible()
    look_at_everything(clerk, problems)
    upload(clerk, "ärger.csv", TROUBLE)
    clerk.get_by_label("B Titel").select_option("Nr.")
    go_on(clerk, "Weiter zu den Entscheidungen", COLUMNS)
    look_at_everything(clerk, problems)
    clerk.get_by_label("B Titel").select_option("Titel")
    go_on(clerk, "Weiter zu den Entscheidungen", DECISIONS)
    go_on(clerk, "Zeigen, was geschehen würde", DECISIONS)
    look_at_everything(clerk, problems)
    clerk.goto(clerk.url.replace("decisions", "preview"))
    look_at_everything(clerk, problems)
