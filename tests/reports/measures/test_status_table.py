"""The status table: headings, rows, columns and what stands in them."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from catalog.choices import Column, Role, SectionKind
from catalog.models import Report
from monitoring.choices import DeadlineState, Status
from reports.measures.table.status_table import StatusTable
from tests.factories import (
    make_discussion,
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_report,
    make_responsibility,
    make_section,
    make_target,
    make_update,
)
from tests.reports.pages import get, one, rows, text, texts

pytestmark = pytest.mark.django_db

URL = "/stadt/bericht/"


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht", published_on=date(2022, 8, 4))


def only_row(client: Client) -> dict[str, str]:
    (row,) = rows(one(get(client, URL), "table.status-table"))
    return row


def test_rows_stand_under_the_tree_of_sections(client: Client, report: Report) -> None:
    second = make_section(report, title="Zweites", order=2)
    first = make_section(report, title="Erstes", order=1, pages="S. 1–9")
    group = make_section(report, title="Jugendliche", parent=first, kind=SectionKind.TARGET_GROUP, pages="S. 2")
    topic = make_section(report, title="Ausbildung", parent=group, kind=SectionKind.FOCUS_TOPIC)
    make_measure(report, section=second, code="B1")
    make_measure(report, section=topic, code="A1")
    page = get(client, URL)
    assert texts(page, ".group h2") == ["Erstes S. 1–9", "Zweites"]
    headings = texts(page.select("table.status-table")[0], "tr.heading")
    assert headings == ["Zielgruppe Jugendliche S. 2", "Schwerpunktthema Ausbildung"]
    assert texts(page, "tbody .c-code") == ["A1", "B1"]


def test_codes_sort_as_people_count(client: Client, report: Report) -> None:
    for code in ("A10", "A2", "A1", "B1"):
        make_measure(report, code=code)
    assert texts(get(client, URL), "tbody .c-code") == ["A1", "A2", "A10", "B1"]


def test_only_the_chosen_columns_are_shown(client: Client, report: Report) -> None:
    report.columns = [Column.TITLE, Column.HORIZON]
    report.save()
    make_measure(report, code="A1", title="Wohnungen", horizon="short")
    assert only_row(client) == {"Maßnahme": "A1 Wohnungen", "Zeithorizont": "kurzfristig"}


def test_every_column_says_what_it_promises(client: Client, report: Report) -> None:
    report.columns = list(Column.values)
    report.save()
    measure = make_measure(
        report,
        code="A1",
        title="Wohnungen",
        description="Bauen.",
        due="Ende 2099",
        horizon="long",
        costs_amount=5000,
        costs_kind="once",
        moved_by="CDU; SPD",
        resolved_by="Rat",
        resolved="Mai 2020",
        paper_references="Drs. 1/20\nDrs. 2/20",
    )
    make_responsibility(
        measure, make_office(report.municipality, name="Bauamt", abbreviation="61"), note="mit dem Land"
    )
    helping = make_office(report.municipality, name="Sozialamt")
    make_responsibility(measure, helping, role=Role.PARTICIPATING)
    make_milestone(measure, title="Grundstück", due="4. Quartal 2098")
    make_target(make_indicator(measure, name="Wohnungen", unit="WE"), value="1250.5", due="Ende 2098")
    make_discussion(measure, held_on=date(2018, 9, 20), approach="Übersicht")
    make_update(measure, text="Es geht los.", next_steps="Weiter.", reason="Wetter.", as_of=date(2021, 1, 19))
    assert only_row(client) == {
        "Nr.": "A1",
        "Thema": "Wohnungen",
        "Maßnahme": "Bauen.",
        "Antragsteller": "CDU; SPD",
        "Beschlossen": "Rat, Mai 2020",
        "Vorlagen und Drucksachen": "Drs. 1/20 Drs. 2/20",
        "Termin": "20.09.2018",
        "Vorgehensweise": "Übersicht",
        "Federführung": "Bauamt (61) – mit dem Land",
        "Mitwirkung": "Sozialamt",
        "Zeithorizont": "langfristig",
        "Frist": "Ende 2099",
        "Indikatoren und Zielwerte": "Wohnungen: 1.250,5 WE (Ende 2098)",
        "Etappen": "4. Quartal 2098: Grundstück",
        "Kosten": "5.000 Euro einmalig",
        "Stand und nächste Schritte": ("in Umsetzung verspätet Es geht los. Grund: Wetter. Nächste Schritte: Weiter."),
    }


def test_those_taking_part_stand_with_the_lead_where_they_have_no_column(client: Client, report: Report) -> None:
    measure = make_measure(report)
    make_responsibility(measure, make_office(report.municipality, name="Bauamt"))
    make_responsibility(measure, make_office(report.municipality, name="Sozialamt"), role=Role.PARTICIPATING)
    assert only_row(client)["Federführung"] == "Bauamt Mitwirkung: Sozialamt"


def test_parts_have_rows_of_their_own_below_their_measure(client: Client, report: Report) -> None:
    whole = make_measure(report, code="S2", title="Teilhabe")
    make_measure(parent=whole, code="M2", title="Zweiter Teil")
    make_measure(parent=whole, code="M1", title="Erster Teil")
    page = get(client, URL)
    assert texts(page, "tbody .c-code") == ["S2", "M1", "M2"]
    assert [row["id"] for row in page.select("tr.part")] == ["S2-M1", "S2-M2"]
    assert "1 Maßnahme, 2 Teile mit eigenem Stand" in text(page, "dl.meta")


def test_a_measure_that_speaks_beside_its_parts_keeps_a_row(client: Client, report: Report) -> None:
    report.columns = [Column.CODE, Column.TITLE, Column.DESCRIPTION]
    report.save()
    whole = make_measure(report, code="S2", title="Teilhabe", description="Für alle gilt.")
    make_measure(parent=whole, code="M1", title="Erster Teil")
    page = get(client, URL)
    assert one(page, "tbody th.c-code")["rowspan"] == "2"
    assert texts(page, "td.c-description") == ["Für alle gilt.", "S2 Teilhabe M1 Erster Teil"]


@time_machine.travel(date(2023, 6, 15), tick=False)
def test_deadlines_that_have_passed_are_marked_and_counted(client: Client, report: Report) -> None:
    make_measure(report, code="A1", due="Mai 2023")
    make_update(make_measure(report, code="A0", due="Herbst 2022"), as_of=date(2023, 1, 1))
    make_measure(report, code="A2", due="Ende 2023")
    make_update(make_measure(report, code="A3", due="Mai 2023"), status=Status.DONE)
    page = get(client, URL)
    assert "4 Maßnahmen , 1 × Frist verstrichen, keine Meldung 1 × verspätet" in text(page, "dl.meta")
    assert texts(page, "td .late") == ["verspätet seit 6 Monaten"]
    assert texts(page, "td .gap") == ["Frist verstrichen, keine Meldung (seit weniger als 1 Monat)"]
    assert "keine Meldung" in text(one(page, "tr#A1"))


def test_the_bar_counts_parts_instead_of_their_whole(client: Client, report: Report) -> None:
    whole = make_measure(report)
    for code, status in (("M1", Status.DONE), ("M2", Status.DONE), ("M3", Status.POSTPONED)):
        make_update(make_measure(parent=whole, code=code), status=status)
    bar = one(get(client, URL), ".status-bar")
    assert dict(zip(texts(bar, "tbody th"), texts(bar, "td"), strict=True)) == {
        "umgesetzt": "2",
        "zurückgestellt": "1",
    }
    assert not bar.select("svg.bar text"), "the legend says the numbers"
    assert texts(bar, "ul.legend li") == ["2 umgesetzt", "1 zurückgestellt"]


def test_the_table_of_an_earlier_day_knows_nothing_later(report: Report) -> None:
    report.published_on = date(2018, 5, 1)
    report.save()
    measure = make_measure(report, due="Ende 2020")
    make_update(measure, status=Status.IN_PROGRESS, as_of=date(2020, 6, 1))
    make_update(measure, status=Status.DONE, as_of=date(2021, 6, 1))
    now, then = (StatusTable(report, AnonymousUser(), day).measures[0] for day in (None, date(2021, 1, 1)))
    assert (now.status, now.deadline_state) == (Status.DONE, DeadlineState.SETTLED)
    assert (then.status, then.deadline_state) == (Status.IN_PROGRESS, DeadlineState.GAP)
    assert then.newest_update is not None
    assert then.newest_update.as_of == date(2020, 6, 1)


def test_without_updates_the_date_of_the_report_counts(client: Client, report: Report) -> None:
    make_measure(report)
    assert "noch keine Meldung; Bericht vom 04.08.2022" in text(get(client, URL), "dl.meta")


def test_measures_without_section_come_first(client: Client, report: Report) -> None:
    make_measure(report, section=make_section(report, title="Wohnen"), code="A1")
    make_measure(report, code="B1")
    assert texts(get(client, URL), ".group h2") == ["Weitere Maßnahmen", "Wohnen"]


def test_an_empty_report_says_so(client: Client, report: Report) -> None:
    assert "Es ist noch keine Maßnahme veröffentlicht." in text(get(client, URL))


def test_text_of_clerks_is_never_markup(client: Client, report: Report) -> None:
    make_update(make_measure(report, title="<b>fett</b>"), text="<script>alert(1)</script>")
    html = client.get(URL).content.decode()
    assert "<script>" not in html
    assert "&lt;b&gt;fett" in html


def test_headers_and_rows_are_named_for_screen_readers(client: Client, report: Report) -> None:
    make_measure(report, section=make_section(report, title="Wohnen"))
    table = one(get(client, URL), "table.status-table")
    assert text(table, "caption") == "Statustabelle: Wohnen"
    assert all(header["scope"] == "col" for header in table.select("thead th"))
    assert one(table, "tbody th")["scope"] == "row"


@time_machine.travel(date(2023, 6, 15), tick=False)
def test_a_measure_with_parts_speaks_through_them_everywhere(client: Client, report: Report) -> None:
    office = make_office(report.municipality, slug="amt")
    whole = make_measure(report, code="S2", lead=office, due="2020")
    make_update(make_measure(parent=whole, code="M1"), status=Status.DONE)
    for url in (URL, whole.get_absolute_url(), office.get_absolute_url(), "/stadt/"):
        page = get(client, url)
        assert not page.select(".late"), url
        assert "noch keine Meldung" not in texts(page, ".status"), url
    ids = [element["id"] for element in get(client, URL).select("[id]")]
    assert len(ids) == len(set(ids))
