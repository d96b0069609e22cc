"""The wording a clerk types and the day the database compares are one thing, however a row is written."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from catalog.choices import Horizon
from catalog.fields import derived_fields
from catalog.models import Measure
from monitoring.models import IndicatorTarget, Milestone, StatusUpdate
from tests.factories import make_measure, make_milestone, make_report, make_target, make_update

END_OF_2023 = date(2023, 12, 31)

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def in_the_database(row: Measure | Milestone | IndicatorTarget | StatusUpdate, *columns: str) -> list[Any]:
    """What the table holds: values() and attributes of an instance are not the same for a derived column."""
    return list(type(row)._default_manager.values_list(*columns).get(pk=row.pk))


def test_creating_a_row_derives_its_columns() -> None:
    measure = make_measure(code="Z 6", start="2022", due="4. Quartal 2022")
    columns = ("code_key", "code_sort", "address", "starts_on", "due_on")
    assert in_the_database(measure, *columns) == ["z6", "z00000006", "Z-6", date(2022, 1, 1), date(2022, 12, 31)]
    assert [getattr(measure, column) for column in columns] == in_the_database(measure, *columns)


def test_the_day_follows_the_wording_before_anything_is_saved() -> None:
    measure = Measure(due="2022")
    measure.due = "Ende 2023"
    assert measure.due_on == END_OF_2023
    measure.due = ""
    assert measure.due_on is None


def test_the_day_itself_cannot_be_assigned() -> None:
    measure = make_measure(due="Ende 2023", due_on=date(1999, 1, 1))
    measure.due_on = date(1999, 1, 1)
    measure.save()
    assert measure.due_on == END_OF_2023
    assert in_the_database(measure, "due_on") == [END_OF_2023]


def test_saving_the_wording_alone_saves_the_day() -> None:
    measure = make_measure(due="2022")
    measure.due = "Ende 2023"
    measure.save(update_fields=["due"])
    assert in_the_database(measure, "due", "due_on") == ["Ende 2023", END_OF_2023]


def test_saving_the_number_alone_saves_all_that_makes_the_address() -> None:
    measure = make_measure(code="A1")
    measure.code, measure.order = "", 7
    measure.save(update_fields=["code"])
    columns = ("code", "code_key", "code_sort", "order", "address")
    assert in_the_database(measure, *columns) == ["", "", "", 7, "7"]


def test_saving_something_else_alone_leaves_the_day_alone() -> None:
    measure = make_measure(due="2022")
    measure.due, measure.title = "Ende 2023", "Neuer Titel"
    measure.save(update_fields=["title"])
    assert in_the_database(measure, "title", "due", "due_on") == ["Neuer Titel", "2022", date(2022, 12, 31)]


def test_update_or_create_saves_the_day() -> None:
    milestone = make_milestone(due="2022")
    Milestone.objects.update_or_create(
        measure=milestone.measure, title=milestone.title, defaults={"due": "Ende 2023", "change_reason": "Personal"}
    )
    assert in_the_database(milestone, "due", "due_on") == ["Ende 2023", END_OF_2023]


def test_bulk_create_derives_the_columns() -> None:
    report = make_report()
    Measure.objects.bulk_create(
        Measure(report=report, code=code, title=code, due=due) for code, due in [("A 1", "2022"), ("A 2", "Ende 2023")]
    )
    rows = Measure.objects.filter(report=report).values_list("code_key", "address", "due_on")
    assert list(rows) == [("a1", "A-1", date(2022, 12, 31)), ("a2", "A-2", END_OF_2023)]


@pytest.mark.parametrize("make", [make_measure, make_milestone, make_target])
def test_bulk_update_takes_the_day_along(make: Callable[..., Measure | Milestone | IndicatorTarget]) -> None:
    row: Any = make(due="2022")
    row.due = "Ende 2023"
    assert type(row)._default_manager.bulk_update([row], ["due"]) == 1
    assert in_the_database(row, "due", "due_on") == ["Ende 2023", END_OF_2023]


@pytest.mark.parametrize("make", [make_measure, make_milestone, make_target])
def test_an_update_that_would_leave_the_day_behind_is_refused(
    make: Callable[..., Measure | Milestone | IndicatorTarget],
) -> None:
    row = make(due="2022")
    with pytest.raises(TypeError, match="due_on"):
        type(row)._default_manager.filter(pk=row.pk).update(due="Ende 2023")
    assert in_the_database(row, "due") == ["2022"]


def test_other_columns_can_be_updated() -> None:
    measure = make_measure()
    assert Measure.objects.filter(pk=measure.pk).update(pages="S. 12") == 1
    assert in_the_database(measure, "pages") == ["S. 12"]


def test_a_fixture_names_only_the_wording(tmp_path: Path) -> None:
    report = make_report()
    key = [report.municipality.ags, report.slug]
    fixture = tmp_path / "measure.yaml"
    fixture.write_text(
        f"- model: catalog.measure\n  fields: {{report: {key}, code: 'Z 6', title: T, due: Ende 2023}}\n"
        f"- model: monitoring.milestone\n  fields: {{measure: {[*key, 'Z-6']}, title: E, due: Ende 2023}}\n",
        encoding="utf-8",
    )
    call_command("loaddata", fixture, verbosity=0)
    measure = Measure.objects.get(report=report, address="Z-6")
    assert in_the_database(measure, "code_key", "due_on") == ["z6", END_OF_2023]
    assert in_the_database(measure.milestones.get(), "due_on") == [END_OF_2023]


def test_a_fixture_that_brings_another_day_is_not_believed(tmp_path: Path) -> None:
    report = make_report()
    fixture = tmp_path / "measure.yaml"
    fixture.write_text(
        f"- model: catalog.measure\n  fields: {{report: {[report.municipality.ags, report.slug]}, code: A1, "
        "title: T, due: Ende 2023, due_on: 1999-01-01, address: somewhere}\n",
        encoding="utf-8",
    )
    call_command("loaddata", fixture, verbosity=0)
    assert Measure.objects.filter(report=report).values_list("due_on", "address").get() == (END_OF_2023, "A1")


def test_refreshing_brings_back_the_day_of_the_stored_wording() -> None:
    measure = make_measure(due="Ende 2023")
    measure.due = "2022"
    measure.refresh_from_db()
    assert (measure.due, measure.due_on) == ("Ende 2023", END_OF_2023)
    measure.due = "2022"
    measure.refresh_from_db(fields=["due"])
    assert measure.due_on == END_OF_2023


@pytest.mark.parametrize("loaded", [("title",), ("due_on",), ("due",), ("code", "due")])
def test_a_row_loaded_in_part_still_knows_its_day_and_address(loaded: tuple[str, ...]) -> None:
    pk = make_measure(code="Z 6", due="Ende 2023").pk
    measure = Measure.objects.only(*loaded).get(pk=pk)
    assert (measure.due_on, measure.address, measure.code_key) == (END_OF_2023, "Z-6", "z6")


@pytest.mark.parametrize("deferred", [("due_on",), ("due",), ("due", "due_on"), ("description",)])
def test_a_row_loaded_in_part_saves_wording_and_day_together(deferred: tuple[str, ...]) -> None:
    pk = make_measure(due="2022").pk
    measure = Measure.objects.defer(*deferred).get(pk=pk)
    measure.due = "Ende 2023"
    measure.save()
    assert in_the_database(measure, "due", "due_on") == ["Ende 2023", END_OF_2023]


def test_a_row_loaded_with_its_number_only_saves_number_and_address_together() -> None:
    pk = make_measure(code="A1", order=4).pk
    measure = Measure.objects.only("code").get(pk=pk)
    measure.code = "Z 6"
    measure.save()
    columns = ("code", "code_key", "code_sort", "address", "order")
    assert in_the_database(measure, *columns) == ["Z 6", "z6", "z00000006", "Z-6", 4]


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (make_measure, "due"),
        (make_measure, "start"),
        (make_milestone, "due"),
        (make_milestone, "original_due"),
        (make_target, "due"),
    ],
)
def test_a_date_no_calendar_has_is_refused_with_an_example(make: Callable[..., Any], field: str) -> None:
    row = make()
    setattr(row, field, "31.02.2023")
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert "Einen Tag „31.02.2023“ gibt es nicht." in refused.value.message_dict[field][0]
    assert "Ende 2023" in refused.value.message_dict[field][0]


@pytest.mark.parametrize("wording", ["laufend", "nach Haushaltsbeschluss", "bald", "ab 2021"])
@pytest.mark.parametrize("make", [make_measure, make_milestone, make_target])
def test_a_wording_without_a_deadline_is_kept_without_a_day(make: Callable[..., Any], wording: str) -> None:
    row = make(due=wording)
    row.full_clean()
    row.save()
    row.refresh_from_db()
    assert wording in (row.due, getattr(row, "start", ""))
    assert in_the_database(row, "due_on") == [None]


def test_a_beginning_among_the_deadlines_is_the_start() -> None:
    measure = make_measure(due="ab März 2021")
    measure.full_clean()
    assert (measure.start, measure.starts_on, measure.due) == ("ab März 2021", date(2021, 3, 1), "")
    begun = make_measure(start="2020", due="ab 2021")
    begun.full_clean()
    assert (begun.start, begun.due, begun.due_on) == ("2020", "ab 2021", None)


def test_a_deadline_may_name_the_horizon() -> None:
    measure = make_measure(due="kurz- bis mittelfristig")
    measure.full_clean()
    assert (measure.horizon, measure.due) == (Horizon.MEDIUM, "kurz- bis mittelfristig")
    chosen = make_measure(due="kurzfristig", horizon=Horizon.LONG)
    chosen.full_clean()
    assert chosen.horizon == Horizon.LONG


def test_what_can_be_found_follows_the_texts() -> None:
    measure = make_measure(title="Ältere", description="Straße", internal_note="Geheim")
    assert in_the_database(measure, "search_text") == ["altere\nstrasse\naeltere"]
    measure.description = "Weg"
    measure.save(update_fields=["description"])
    assert in_the_database(measure, "search_text") == ["altere\nweg\naeltere"]
    update = make_update(measure, text="Los", reason="Größe")
    assert in_the_database(update, "search_text") == ["los\ngrosse\ngroesse"]
    with pytest.raises(TypeError, match="search_text"):
        StatusUpdate.objects.filter(pk=update.pk).update(text="Halt")


def test_no_row_of_the_fixtures_has_drifted() -> None:
    for model in (Measure, Milestone, IndicatorTarget, StatusUpdate):
        derived = [field.name for field in derived_fields(model)]
        rows = model._default_manager.all()
        stored = dict(zip(rows.values_list("pk", flat=True), rows.values_list(*derived), strict=True))
        assert stored == {row.pk: tuple(getattr(row, name) for name in derived) for row in rows}
        assert len(stored) > 10
