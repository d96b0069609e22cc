"""The database remembers an address whatever has changed it."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from simple_history.utils import bulk_update_with_history

from catalog.models import AddressKind, FormerAddress, Measure, Municipality, Report
from tests.admin_pages import admin_url, form_data
from tests.factories import make_measure, make_municipality, make_office, make_report, make_user

pytestmark = [pytest.mark.both, pytest.mark.django_db]

OLD, NEW = "alt", "neu"


def led() -> list[tuple[str, int, str, int]]:
    rows = FormerAddress.objects.order_by("pk")
    return list(rows.values_list("kind", "place", "segment", "object_id"))


def save(report: Report) -> None:
    report.slug = NEW
    report.save()


def save_one_field(report: Report) -> None:
    report.slug = NEW
    report.save(update_fields=["slug"])


def update(report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(slug=NEW)


def bulk_update(report: Report) -> None:
    report.slug = NEW
    Report.objects.bulk_update([report], ["slug"])


def as_imports_do(report: Report) -> None:
    report.slug = NEW
    bulk_update_with_history([report], Report, ["slug"])


def load_a_fixture(report: Report, folder: Path) -> None:
    file = folder / "report.yaml"
    fields = f"municipality: {report.municipality_id}, title: T, slug: {NEW}, kind: social_report"
    file.write_text(f"- {{model: catalog.report, pk: {report.pk}, fields: {{{fields}}}}}")
    call_command("loaddata", file, stdout=StringIO())


def write_sql(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_report SET slug = %s WHERE id = %s", [NEW, report.pk])


@pytest.mark.parametrize("rename", [save, save_one_field, update, bulk_update, as_imports_do, write_sql])
def test_every_way_to_rename_leaves_the_address_behind(rename: Callable[[Report], None]) -> None:
    report = make_report(slug=OLD)
    rename(report)
    assert led() == [(AddressKind.REPORT, report.municipality_id, OLD, report.pk)]


def test_a_fixture_leaves_it_behind(tmp_path: Path) -> None:
    report = make_report(slug=OLD)
    load_a_fixture(report, tmp_path)
    assert led() == [(AddressKind.REPORT, report.municipality_id, OLD, report.pk)]


def test_the_admin_leaves_it_behind(client: Client) -> None:
    city = make_municipality(slug=OLD)
    client.force_login(make_user(is_staff=True, is_superuser=True))
    url = admin_url("catalog_municipality_change", city.pk)
    assert client.post(url, {**form_data(client, url), "slug": NEW}).status_code == 302
    assert led() == [(AddressKind.MUNICIPALITY, 0, OLD, city.pk)]


def test_every_kind_of_row_does() -> None:
    office, whole = make_office(slug=OLD), make_measure(code="Z 6")
    part = make_measure(parent=whole, code="M1")
    for row, name in ((office, "slug"), (whole, "code"), (part, "code")):
        setattr(row, name, NEW)
        row.save()
    assert led() == [
        (AddressKind.OFFICE, office.municipality_id, OLD, office.pk),
        (AddressKind.MEASURE, whole.report_id, "Z-6", whole.pk),
        (AddressKind.PART, whole.pk, "M1", part.pk),
    ]


def test_moving_a_measure_leaves_its_address_behind() -> None:
    measure = make_measure(code="A1")
    before = measure.report_id
    measure.report = make_report(measure.report.municipality)
    measure.save()
    assert led() == [(AddressKind.MEASURE, before, "A1", measure.pk)]


def test_whatever_else_changes_leaves_nothing_behind() -> None:
    measure = make_measure(code="A1")
    measure.title = "Anders"
    measure.save()
    Report.objects.update(title="Anders")
    Municipality.objects.update(introduction="Anders")
    assert led() == []


def test_the_last_owner_takes_the_address_along() -> None:
    city = make_municipality()
    first, second = make_report(city, slug=OLD), make_report(city, slug="zweiter")
    first.slug = "erster"
    first.save()
    second.slug = OLD
    second.save()
    second.slug = NEW
    second.save()
    assert (AddressKind.REPORT, city.pk, OLD, second.pk) in led()
    assert (AddressKind.REPORT, city.pk, OLD, first.pk) not in led()


def test_codes_exchanged_at_once_are_remembered() -> None:
    report = make_report()
    measures = [make_measure(report, code=code) for code in ("A1", "A2")]
    Measure.objects.bulk_update([set_code(measures[0], "B1"), set_code(measures[1], "B2")], ["code"])
    assert [row[2:] for row in led()] == [("A1", measures[0].pk), ("A2", measures[1].pk)]


def set_code(measure: Measure, code: str) -> Measure:
    measure.code = code
    return measure


def test_migrating_makes_the_triggers_anew() -> None:
    """SQLite loses them whenever a migration rebuilds a table."""
    table = "" if connection.vendor == "sqlite" else "ON catalog_report"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER former_address_of_report {table}")
    call_command("migrate", verbosity=0)
    report = make_report(slug=OLD)
    save(report)
    assert [row[3] for row in led()] == [report.pk]
