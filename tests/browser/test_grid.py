"""The table of a report as a spreadsheet: keys, blocks from LibreOffice, filling down, undo; and without a script.

Clicks are counted: fifteen updates take two of them, or a paste.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from playwright.sync_api import Dialog, Locator, Page, expect

from catalog.models import Measure
from monitoring.choices import Status
from monitoring.models import StatusUpdate
from tests import factories
from tests.browser.accessibility import assert_accessible, assert_everybody_can_use, assert_fits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import Report

pytestmark = pytest.mark.django_db
MEASURES = 15
CALC = (
    '<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/>'
    '<meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/></head><body>'
    '<table cellspacing="0" border="0"><colgroup width="85"></colgroup>{}</table></body></html>'
)
PASTE = """(field, [text, html]) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    if (html) clipboardData.setData("text/html", html);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    if (field.dispatchEvent(event)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
}"""
COPY = """(field, kind) => {
    const clipboardData = new DataTransfer();
    field.dispatchEvent(new ClipboardEvent(kind, { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/plain");
}"""


class Table:
    """The table of a report in a browser; counts the clicks."""

    def __init__(self, page: Page, report: Report) -> None:
        self.page, self.report, self.clicks = page, report, 0
        self.url = reverse("report-grid", args=[report.pk])

    def cell(self, row: int, column: str) -> Locator:
        return self.page.locator("table.grid tbody tr").nth(row).locator(f"[name$='-{column}']")

    def click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()

    def save(self) -> None:
        self.click(self.page.get_by_role("button", name="Tabelle sichern").last)
        self.page.wait_for_load_state()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def paste(self, place: Locator, text: str, html: str = "") -> None:
        place.evaluate(PASTE, [text, html])

    def paste_from_calc(self, place: Locator, rows: Iterable[Iterable[str]]) -> None:
        """Pastes a block as LibreOffice Calc copies it: quoted where a cell has line breaks, and a table besides."""
        rows = [list(row) for row in rows]
        text = "\n".join("\t".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in rows)
        lines = ("".join(f'<td align="left">{escape(cell)}</td>' for cell in row) for row in rows)
        self.paste(place, text, CALC.format("".join(f"<tr>{line}</tr>" for line in lines)))

    def expect_said(self, text: str) -> None:
        expect(self.page.locator("#grid-said")).to_contain_text(text)

    def expect_counted(self, text: str) -> None:
        expect(self.page.locator("#grid-changed")).to_contain_text(text)

    def expect_saved(self, text: str) -> None:
        expect(self.page.locator(".messagelist")).to_contain_text(text)

    def expect_focus(self, row: int, column: str) -> None:
        expect(self.cell(row, column)).to_be_focused()


@pytest.fixture
def table(page: Page, site_url: str) -> Table:
    """A report of fifteen measures in progress, opened by a planner."""
    report = factories.make_report(title="Plan")
    office = factories.make_office(report.municipality, name="Jobcenter")
    for number in range(1, MEASURES + 1):
        measure = factories.make_measure(report, code=f"A{number}", title=f"Vorhaben {number}", lead=office)
        factories.make_update(measure, text="Läuft.", as_of=date(2024, 5, 1))
    client = Client()
    client.force_login(factories.make_planner(report.municipality))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site_url}])
    found = Table(page, report)
    page.goto(found.url)
    return found


def updates_of_today() -> dict[str, StatusUpdate]:
    """Returns what was reported since the updates of 2024, by the number of the measure."""
    return {one.measure.code: one for one in StatusUpdate.objects.filter(as_of__year__gt=2024)}


def test_fifteen_updates_are_typed_with_keys_alone_and_saved_with_two_clicks(table: Table) -> None:
    table.click(table.cell(0, "text"))
    for number in range(1, MEASURES + 1):
        table.press("ControlOrMeta+a")
        table.type(f"Fertig {number}.")
        table.press("Enter")
    table.expect_counted("Zellen: 15, Zeilen: 15")
    table.save()
    table.expect_saved("15 Maßnahmen gesichert, 15 Meldungen geschrieben.")
    assert {code: one.text for code, one in updates_of_today().items()} == {
        f"A{number}": f"Fertig {number}." for number in range(1, MEASURES + 1)
    }
    assert table.clicks == 2


def test_one_paste_from_calc_fills_rows_and_columns(table: Table) -> None:
    rows = [("umgesetzt", "30.06.2026", f"Erledigt {n}.", "") for n in range(1, MEASURES)]
    rows.append(("DONE", "30.06.2026", 'Zwei Zeilen:\n""fast"" fertig', "Weiter"))
    table.click(table.cell(0, "status"))
    table.paste_from_calc(table.cell(0, "status"), rows)
    table.expect_said("Eingefügt – Zeilen: 15, Spalten: 4")
    table.expect_said("Nicht in der Auswahlliste: 1.")
    expect(table.cell(14, "text")).to_have_value('Zwei Zeilen:\n"fast" fertig')
    table.save()
    table.expect_saved("15 Meldungen geschrieben")
    found = updates_of_today()
    assert {one.status for one in found.values()} == {Status.DONE}
    assert (found["A15"].text, found["A15"].next_steps) == ('Zwei Zeilen:\n"fast" fertig', "Weiter")
    assert table.clicks == 2


def test_a_longer_block_makes_new_rows_and_says_what_did_not_fit(table: Table) -> None:
    rows = [(f"N{n}", f"Neu {n}", "jobcenter", "in Vorbereitung") for n in range(1, 8)]
    table.click(table.cell(MEASURES, "code"))
    table.paste_from_calc(table.cell(MEASURES, "code"), rows)
    table.expect_said("Neue Zeilen: 4.")
    expect(table.cell(MEASURES, "lead")).to_have_value("Jobcenter")
    table.cell(0, "publication").focus()
    table.paste_from_calc(table.cell(0, "publication"), [("Entwurf", "zu viel")])
    table.expect_said("Rechts weggelassene Spalten: 1.")
    table.press("ControlOrMeta+z")
    table.save()
    table.expect_saved("7 Maßnahmen gesichert")
    new = Measure.objects.filter(report=table.report, code__startswith="N")
    found = {(one.title, one.leads[0].office.name) for one in new}
    assert found == {(f"Neu {n}", "Jobcenter") for n in range(1, 8)}


def test_a_block_longer_than_the_page_makes_no_new_measures_while_there_are_more(table: Table) -> None:
    for number in range(MEASURES + 1, 53):
        factories.make_measure(table.report, code=f"A{number}")
    table.page.goto(table.url)
    table.cell(48, "title").focus()
    table.paste_from_calc(table.cell(48, "title"), [(f"Titel {n}", "Jobcenter") for n in range(1, 8)])
    table.expect_said("Weggelassen sind 2 Zeilen ab „Titel 6 Jobcenter“")
    expect(table.cell(49, "title")).to_have_value("Titel 2")


def test_what_nobody_understands_is_sent_and_refused_in_its_cell(table: Table) -> None:
    table.cell(2, "status").focus()
    table.paste_from_calc(table.cell(2, "status"), [("Quatsch", "30.06.2026"), ("umgesetzt", "30.06.2026")])
    table.save()
    wrong = table.page.locator("[aria-invalid]")
    expect(wrong).to_have_value("Quatsch")
    expect(wrong).to_be_focused()
    expect(table.page.locator(".errornote")).to_contain_text("Es ist noch nichts gesichert")
    expect(table.cell(3, "status")).to_have_value("umgesetzt")
    table.expect_counted("Zellen: 4, Zeilen: 2")
    assert not updates_of_today()
    wrong.fill("in Vorbereitung")
    table.save()
    assert {code: one.status for code, one in updates_of_today().items()} == {
        "A3": Status.IN_PREPARATION,
        "A4": Status.DONE,
    }


def test_a_letter_is_pasted_as_text(table: Table) -> None:
    """Line breaks and tabs of what is no table stay in the text."""
    table.cell(0, "text").focus()
    table.press("ControlOrMeta+a")
    table.paste(table.cell(0, "text"), "Erstens\n1.\tZweitens", "<p>Erstens</p><p>1.<span>\t</span>Zweitens</p>")
    expect(table.cell(0, "text")).to_have_value("Erstens\n1.\tZweitens")
    expect(table.cell(1, "text")).to_have_value("Läuft.")


def test_keys_move_between_cells_and_leave_typing_alone(table: Table) -> None:
    table.cell(1, "title").focus()
    table.press("Home", "ArrowRight")
    table.expect_focus(1, "title")  # inside of the text
    table.press("End", "ArrowRight")
    table.expect_focus(1, "lead")
    table.press("ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp")
    table.expect_focus(0, "title")
    table.press("Enter", "Enter", "Tab")
    table.expect_focus(2, "lead")
    table.press("Shift+Enter", "Shift+Tab", "ControlOrMeta+ArrowUp")
    table.expect_focus(0, "title")
    table.cell(0, "text").focus()
    table.press("End", "Shift+Enter")
    table.type("Und weiter.")
    expect(table.cell(0, "text")).to_have_value("Läuft.\nUnd weiter.")


def test_cells_are_filled_down_copied_and_undone(table: Table) -> None:
    table.click(table.cell(0, "status"))
    table.press("ControlOrMeta+a")
    table.type("umgesetzt")
    table.press("Shift+ArrowDown", "Shift+ArrowDown", "ControlOrMeta+d")
    table.expect_said("Nach unten ausgefüllt – geänderte Zellen: 2.")
    expect(table.cell(2, "status")).to_have_value("umgesetzt")
    assert table.cell(0, "status").evaluate(COPY, "copy") == "umgesetzt\numgesetzt\numgesetzt"
    table.press("ControlOrMeta+z")
    expect(table.cell(2, "status")).to_have_value("in Umsetzung")
    expect(table.cell(0, "status")).to_have_value("umgesetzt")
    table.press("ControlOrMeta+z")
    expect(table.cell(0, "status")).to_have_value("in Umsetzung")
    table.expect_counted("Nichts geändert.")
    table.page.get_by_role("button", name="Wiederholen").click()
    table.expect_counted("Zellen: 1, Zeilen: 1")
    table.cell(1, "status").focus()
    table.page.get_by_role("button", name="Nach unten ausfüllen").click()
    expect(table.cell(1, "status")).to_have_value("umgesetzt")
    table.cell(0, "text").focus()
    table.cell(2, "next_steps").click(modifiers=["Shift"])
    assert table.cell(0, "text").evaluate(COPY, "cut") == "Läuft.\t\nLäuft.\t\nLäuft.\t"
    expect(table.cell(2, "text")).to_have_value("")
    table.press("ControlOrMeta+z")
    table.save()
    assert {code: one.status for code, one in updates_of_today().items()} == {"A1": Status.DONE, "A2": Status.DONE}


def test_a_part_is_added_under_a_measure(table: Table) -> None:
    table.cell(0, "title").focus()
    table.page.get_by_role("button", name="Teilmaßnahme anfügen", exact=True).click()
    table.expect_focus(1, "code")
    table.type("1")
    table.cell(1, "title").fill("Ein Teil")
    table.page.get_by_role("button", name="A2: Teilmaßnahme anfügen").click()
    table.cell(3, "title").fill("Ein anderer")
    table.save()
    parts = Measure.objects.filter(report=table.report, parent__isnull=False)
    assert {(one.title, one.parent.code) for one in parts if one.parent} == {("Ein Teil", "A1"), ("Ein anderer", "A2")}


def test_leaving_asks_while_something_is_not_saved(table: Table) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    table.page.once("dialog", stay)
    table.click(table.cell(0, "text"))
    table.type("Mehr")
    table.page.locator("#site-name a").click(no_wait_after=True)
    expect(table.cell(0, "text")).to_have_value("Läuft.Mehr")
    assert asked == ["beforeunload"]
    table.cell(0, "text").focus()
    table.press("ControlOrMeta+z")
    table.page.locator("#site-name a").click()
    expect(table.page).to_have_url(reverse("admin:index"))


def test_everybody_can_use_it(table: Table, problems: list[str]) -> None:
    table.cell(0, "status").fill("Quatsch")
    table.save()
    table.cell(1, "status").focus()
    table.press("Shift+ArrowDown")
    assert not problems
    assert_everybody_can_use(table.page)
    table.page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(table.page, 390)
    table.page.get_by_text("Tasten", exact=True).click()
    assert_accessible(table.page)
    assert_fits(table.page, 390)
    problems.clear()  # axe copies imported style sheets into the page, which the policy rightly refuses
    table.page.once("dialog", lambda dialog: dialog.accept())


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_same_is_typed_and_saved_without_a_script(table: Table) -> None:
    expect(table.page.get_by_role("button", name="Rückgängig")).to_be_hidden()
    table.cell(0, "status").fill("erledigt")
    table.page.get_by_role("button", name="A1: Teilmaßnahme anfügen").click()
    expect(table.cell(0, "status")).to_have_value("erledigt")
    table.cell(1, "title").fill("Ein Teil")
    table.cell(1, "title").press("Tab")
    table.cell(2, "due").fill("Ende 2031")
    table.cell(2, "due").press("Enter")  # saves
    table.expect_saved("3 Maßnahmen gesichert, 1 Meldung geschrieben.")
    assert updates_of_today()["A1"].status == Status.DONE
    part = Measure.objects.get(report=table.report, title="Ein Teil")
    assert part.parent is not None
    assert part.parent.code == "A1"
    table.page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(table.page, 390)
