"""What happened to a row: who changed what, when and why, as somebody reads it in the admin."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import Horizon, Publication, Role
from catalog.history.backfill import record_what_was_loaded
from catalog.history.entries import HistoryEntry, entries
from catalog.history.timeline import Timeline
from catalog.models import Measure
from monitoring.choices import Status
from tests import factories
from tests.admin_pages import admin_url, form_data

pytestmark = pytest.mark.usefixtures("without_cities")

MAKE: dict[str, tuple[Any, dict[str, Any], tuple[str, str]]] = {
    "municipality": (
        lambda: factories.make_municipality(website=""),
        {"website": "https://a.de"},
        ("", "https://a.de"),
    ),
    "office": (factories.make_office, {"abbreviation": "510"}, ("", "510")),
    "report": (
        factories.make_report,
        {"columns": ["code", "title"]},
        ("Nummer, Thema, Federführung, Frist, Stand und nächste Schritte", "Nummer, Thema"),
    ),
    "section": (factories.make_section, {"pages": "S. 3"}, ("", "S. 3")),
    "measure": (factories.make_measure, {"horizon": Horizon.LONG}, ("", "langfristig")),
    "responsibility": (factories.make_responsibility, {"note": "im Ausschuss"}, ("", "im Ausschuss")),
    "update": (factories.make_update, {"status": Status.DONE}, ("in Umsetzung", "umgesetzt")),
    "milestone": (factories.make_milestone, {"done_on": date(2021, 5, 1)}, ("", "01.05.2021")),
    "indicator": (factories.make_indicator, {"baseline": Decimal("1250.5")}, ("", "1.250,5")),
    "target": (factories.make_target, {"value": 120}, ("100", "120")),
    "value": (factories.make_value, {"value": 0}, ("50", "0")),
    "discussion": (factories.make_discussion, {"minutes_signed": True}, ("", "ja")),
}


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin", first_name="Petra", last_name="Plan"))
    return client


def page(client: Client, row: Any, query: str = "") -> str:
    return client.get(admin_url(f"{row._meta.app_label}_{row._meta.model_name}_history", row.pk) + query).text


def versions(row: Any) -> list[HistoryEntry]:
    return entries(Timeline.of(row).keys)


def change(row: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def send(client: Client, row: Any, **typed: Any) -> Any:
    url = admin_url(f"{row._meta.app_label}_{row._meta.model_name}_change", row.pk)
    return client.post(url, {**form_data(client, url), **typed})


@pytest.mark.both
@pytest.mark.parametrize("name", MAKE)
def test_every_kind_of_row_says_what_a_field_was_and_became(name: str) -> None:
    make, fields, expected = MAKE[name]
    row = make()
    row.refresh_from_db()
    change(row, **fields)
    assert [(one.old, one.new) for one in versions(row)[0].changes] == [expected]


def test_the_page_names_who_what_and_both_values(planner: Client) -> None:
    measure = factories.make_measure(title="Alter Titel")
    assert send(planner, measure, title="Neuer Titel").status_code == 302
    text = page(planner, measure)
    assert "Petra Plan" in text
    assert "<del>Alter Titel</del>" in text
    assert "<ins>Neuer Titel</ins>" in text


@pytest.mark.both
def test_what_belongs_to_a_measure_has_its_place_in_the_same_timeline(planner: Client) -> None:
    measure = factories.make_measure()
    part = factories.make_measure(parent=measure, title="Erster Teil")
    for row in (
        factories.make_update(measure, text="Gestern begonnen"),
        factories.make_milestone(part, title="Richtfest"),
    ):
        change(row, measure=measure)
    factories.make_value(factories.make_indicator(measure, name="Plätze"), value=17)
    factories.make_milestone(title="Fremde Etappe")
    text = page(planner, measure)
    for word in ("Erster Teil", "Gestern begonnen", "Richtfest", "Plätze", "17"):
        assert word in text
    assert "Fremde Etappe" not in text


@pytest.mark.both
def test_rows_that_are_gone_are_named_all_the_same(planner: Client) -> None:
    measure = factories.make_measure()
    office = factories.make_office(measure.report.municipality, name="Amt für Gestern")
    responsibility = factories.make_responsibility(measure, office)
    responsibility.delete()
    office.delete()
    first, second = versions(measure)[:2]
    assert (first.is_deletion, second.is_creation) == (True, True)
    assert first.name.startswith("Amt für Gestern")
    assert "Amt für Gestern" in page(planner, measure)


def test_long_texts_show_the_words_that_differ(planner: Client) -> None:
    begin, end = "Anfang " * 60, " Ende" * 60
    measure = factories.make_measure(description=f"{begin}im Jahr 2021{end}")
    change(measure, description=f"{begin}im Jahr 2023{end}")
    text = page(planner, measure)
    assert "<del> 2021</del>" in text
    assert "<ins> 2023</ins>" in text
    changed = versions(measure)[0].changes[0]
    assert sum(len(piece.text) for piece in changed.new_pieces) < 300


def test_saving_a_form_untouched_is_not_told(planner: Client) -> None:
    measure = factories.make_measure()
    before = Measure.history.filter(id=measure.pk).count()
    assert send(planner, measure).status_code == 302
    assert Measure.history.filter(id=measure.pk).count() == before


def test_computed_columns_are_not_told() -> None:
    measure = change(factories.make_measure(due="Ende 2022"), code="B 7")
    assert [one.new for one in versions(measure)[0].changes] == ["B 7"]


def test_the_internal_note_is_for_those_who_may_edit(client: Client) -> None:
    measure = change(factories.make_measure(), internal_note="Streng vertraulich")
    client.force_login(factories.make_contributor(factories.make_responsibility(measure).office))
    assert "vertraulich" not in page(client, measure)
    client.force_login(factories.make_planner())
    assert "vertraulich" in page(client, measure)


def test_an_office_is_told_nothing_of_parts_that_are_not_theirs(client: Client) -> None:
    whole, office = factories.make_measure(title="Ganzes"), factories.make_office()
    factories.make_responsibility(whole, office, role=Role.PARTICIPATING)
    factories.make_update(factories.make_measure(parent=whole, title="Eigener Teil", lead=office), text="Eigenes")
    factories.make_update(
        factories.make_measure(parent=whole, title="Fremder Teil"), text="Fremdes", publication=Publication.DRAFT
    )
    client.force_login(factories.make_contributor(office))
    told = page(client, whole)
    assert "Eigener Teil" in told
    assert "Eigenes" in told
    assert "Fremde" not in told
    client.force_login(factories.make_planner(whole.report.municipality))
    assert "Fremdes" in page(client, whole)


def test_who_may_not_see_the_row_does_not_see_its_history(client: Client) -> None:
    measure = factories.make_measure()
    url = admin_url("catalog_measure_history", measure.pk)
    assert client.get(url).status_code == 302
    client.force_login(factories.make_planner(factories.make_municipality()))
    assert client.get(url).status_code == 404


@pytest.mark.both
def test_what_was_loaded_from_files_has_something_to_be_compared_with() -> None:
    measure = factories.make_measure(title="Geladen")
    Measure.history.all().delete()
    record_what_was_loaded()
    change(measure, title="Bearbeitet")
    newest, first = versions(measure)
    assert [(one.old, one.new) for one in newest.changes] == [("Geladen", "Bearbeitet")]
    assert first.why == "aus einer Datei geladen"
    assert record_what_was_loaded() == 0


def test_without_an_earlier_version_the_page_says_so(planner: Client) -> None:
    measure = factories.make_measure()
    Measure.history.all().delete()
    change(measure, title="Bearbeitet")
    assert "What it was before has not been recorded." in page(planner, measure)


@pytest.mark.both
def test_a_page_of_history_costs_the_same_with_few_and_many_versions(planner: Client) -> None:
    measure = factories.make_measure()

    def happen(times: int) -> None:
        for _number in range(times):
            factories.make_responsibility(measure)
            factories.make_update(measure, publication="draft")
            factories.make_value(factories.make_target(factories.make_indicator(measure)).indicator)
            change(measure, section=factories.make_section(measure.report))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(planner, measure)
        return len(captured)

    happen(1)
    queries()
    few = queries()
    happen(6)
    assert queries() == few
