"""The page of a measure tells everything known about it."""

from datetime import date

import pytest
from django.test import Client

from catalog.choices import Role
from catalog.models import Measure
from monitoring.choices import Interval, Status
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
    make_value,
)
from tests.reports.pages import get, one, rows, text, texts

pytestmark = pytest.mark.django_db

URL = "/stadt/bericht/A1/"


@pytest.fixture
def measure() -> Measure:
    report = make_report(make_municipality(slug="stadt", name="Stadt"), slug="bericht", title="Bericht")
    part = make_section(report, title="Wohnen")
    return make_measure(
        report,
        code="A1",
        title="Wohnungen bauen",
        section=make_section(report, title="Neubau", parent=part),
        description="Was getan wird.",
        starting_position="Wie es ist.",
        objective="Wohin es geht.",
        steps="Erst, dann.",
        data_sources="Statistikstelle",
        effort="39 EUR",
        plain_language="Wir bauen.",
        pages="S. 12",
        paper_references="0089/2020/IV\nDrs.-Nr. 1/2020",
        start="2022",
        due="Ende 2099",
        horizon="medium",
    )


def test_all_texts_are_there(client: Client, measure: Measure) -> None:
    page = get(client, URL)
    sections = {text(s, "h2"): text(s, "p") for s in page.select("section.prose")}
    assert sections == {
        "Was zu tun ist": "Was getan wird.",
        "Ausgangslage": "Wie es ist.",
        "Zielsetzung": "Wohin es geht.",
        "Umsetzungsschritte": "Erst, dann.",
        "Datenquellen": "Statistikstelle",
        "Aufwand und Kosten": "39 EUR",
    }


def test_key_facts_name_who_when_and_where(client: Client, measure: Measure) -> None:
    make_responsibility(measure, make_office(measure.report.municipality, name="Bauamt"))
    helping = make_office(measure.report.municipality, name="Sozialamt")
    make_responsibility(measure, helping, role=Role.PARTICIPATING, note="beratend")
    facts = text(get(client, URL), "aside")
    for fact in (
        "Federführung Bauamt",
        "Mitwirkung Sozialamt – beratend",
        "Beginn 2022",
        "Frist Ende 2099",
        "Zeithorizont mittelfristig",
        "Bericht Bericht , S. 12",
        "0089/2020/IV Drs.-Nr. 1/2020",
    ):
        assert fact in facts


def test_the_history_is_a_timeline_with_the_newest_first(client: Client, measure: Measure) -> None:
    make_update(measure, as_of=date(2020, 1, 1), status=Status.IN_PREPARATION, text="Planung.")
    make_update(measure, as_of=date(2021, 1, 1), status=Status.POSTPONED, text="Pause.", reason="Geld fehlt.")
    page = get(client, URL)
    assert texts(page, "ol.timeline li") == [
        "01.01.2021 zurückgestellt Pause. Grund: Geld fehlt.",
        "01.01.2020 in Vorbereitung Planung.",
    ]
    assert text(page.select("header .status")[-1]) == "zurückgestellt"


def test_milestones_show_moved_deadlines_with_their_reason(client: Client, measure: Measure) -> None:
    milestone = make_milestone(measure, title="Richtfest", due="Ende 2098")
    milestone.due, milestone.change_reason = "Mitte 2099", "Lieferengpass"
    milestone.save()
    make_milestone(measure, title="Grundstück", due="Mai 2020", done_on=date(2020, 5, 4))
    assert texts(get(client, URL), "ul.milestones li") == [
        "Mai 2020 : Grundstück – erreicht am 04.05.2020",
        "Mitte 2099 (ursprünglich Ende 2098; Lieferengpass): Richtfest",
    ]


def test_indicators_show_baseline_targets_and_values_and_no_value_is_not_zero(client: Client, measure: Measure) -> None:
    indicator = make_indicator(measure, name="Wohnungen", unit="WE", baseline="0", interval=Interval.YEARLY)
    make_target(indicator, value="1250.5", due="Ende 2098")
    make_value(indicator, value="12", as_of=date(2022, 12, 31), note="geschätzt")
    make_target(make_indicator(measure, name="Zufriedenheit", unit=""), value=None, statement="steigt", due="")
    table = rows(one(get(client, URL), "table.indicators"))
    assert table == [
        {"Ausgangswert": "0 WE", "Zielwert": "1.250,5 WE ( Ende 2098 )", "Werte": "12 WE 31.12.2022 , geschätzt"},
        {"Ausgangswert": "", "Zielwert": "steigt", "Werte": "noch kein Wert gemeldet"},
    ]


def test_discussions_are_dated_or_still_to_be_scheduled(client: Client, measure: Measure) -> None:
    make_discussion(measure, held_on=date(2018, 9, 20), approach="Übersicht", minutes_signed=True)
    make_discussion(measure, held_on=None, approach="", phase="Phase II")
    discussions = texts(one(get(client, URL), "section[aria-labelledby=besprechungen]"), "li")
    assert discussions == [
        "20.09.2018 · Phase I · Protokoll unterzeichnet Übersicht",
        "noch zu terminieren · Phase II",
    ]


def test_breadcrumbs_lead_back_through_the_sections(client: Client, measure: Measure) -> None:
    assert texts(get(client, URL), "nav.breadcrumbs li") == [
        "Kommunen",
        "Stadt",
        "Bericht",
        "Wohnen",
        "Neubau",
        "A1",
    ]


def test_previous_and_next_follow_the_table(client: Client, measure: Measure) -> None:
    make_measure(measure.report, code="A0")  # without section: before all sections
    make_measure(measure.report, code="A10", section=measure.section)
    make_measure(measure.report, code="A2", section=measure.section)
    assert texts(get(client, URL), "nav.neighbours a") == ["← Zurück: A0", "Weiter: A2 →"]
    assert texts(get(client, "/stadt/bericht/A10/"), "nav.neighbours a") == ["← Zurück: A2"]


def test_a_part_shows_its_whole_and_its_neighbours_among_the_parts(client: Client, measure: Measure) -> None:
    for code in ("M1", "M2", "M3"):
        make_measure(parent=measure, code=code, title=f"Teil {code}")
    page = get(client, "/stadt/bericht/A1/M2/")
    assert text(page, "h1") == "A1 M2 Teil M2"
    assert texts(page, "nav.breadcrumbs li")[-3:] == ["Neubau", "A1", "M2"]
    assert texts(page, "nav.neighbours a") == ["← Zurück: M1", "Weiter: M3 →"]


def test_a_measure_lists_its_parts_with_status_and_lead(client: Client, measure: Measure) -> None:
    office = make_office(measure.report.municipality, name="Bauamt")
    make_update(make_measure(parent=measure, code="M1", title="Teil", lead=office), status=Status.DONE)
    page = get(client, URL)
    assert texts(one(page, "section[aria-labelledby=teile]"), "li") == ["M1 Teil umgesetzt Bauamt"]
    assert "noch keine Meldung" not in text(page, "article")


def test_without_report_it_says_so(client: Client, measure: Measure) -> None:
    assert "Zu dieser Maßnahme gibt es noch keine Meldung." in text(get(client, URL))
