"""What people type is kept clean, whichever way it comes: every column says so itself."""

import pytest
from django.apps import apps
from django.db import models

from catalog.models import Office
from tests.admin_pages import admin_url, form_data
from tests.factories import make_measure, make_municipality, make_office
from tests.project.access.matrix import World

OURS = ("catalog", "monitoring", "reports")
# No texts that people write about measures: names of accounts, numbers and addresses with forms of their own,
# what the software writes itself.
OTHERWISE = {
    "catalog.User", "catalog.Invitation", "catalog.AuditEntry", "catalog.DeletedThing", "catalog.FormerAddress",
    "catalog.KeptForm", "catalog.Limit", "catalog.StaffNotice", "catalog.SentMail", "monitoring.Snapshot",
    "reports.PreparedFile", "reports.FrozenPaper", "reports.ToldNews", "reports.Subscriber",
    "monitoring.CountedTraits", "monitoring.CountedWord", "monitoring.CurrentPart", "monitoring.CurrentStatus",
    "monitoring.ImportedChange", "monitoring.IndexedMeasure", "monitoring.IndexedWord",
}  # fmt: skip
CODES = {"ags", "digest", "row_order", "column", "accent", "word_font", "publication", "salt"}
WRITTEN = "Bu\u0308rger\u00adamt\u200b Mitte"
KEPT = "Bürgeramt Mitte"


def test_every_column_that_people_type_into_keeps_its_text_clean() -> None:
    loose = [
        f"{model._meta.label}.{field.name}"
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if model._meta.label not in OTHERWISE and "Historical" not in model.__name__
        for field in model._meta.concrete_fields
        if type(field) in {models.CharField, models.TextField} and not field.choices and field.name not in CODES
    ]
    assert loose == []


@pytest.mark.django_db
def test_a_text_is_clean_however_it_is_written() -> None:
    city = make_municipality()
    saved = make_office(city, name=WRITTEN)
    created = Office.objects.bulk_create([Office(municipality=city, name=f"{WRITTEN} 2", slug="amt-zwei")])
    Office.objects.filter(pk=created[0].pk).update(abbreviation="A\u00ad2")
    rows = Office.objects.filter(pk__in=[saved.pk, created[0].pk]).order_by("pk")
    assert list(rows.values_list("name", "abbreviation")) == [(KEPT, ""), (f"{KEPT} 2", "A2")]
    assert Office.objects.get(municipality=city, name=WRITTEN) == saved


@pytest.mark.django_db
def test_numbers_that_look_alike_are_one_number() -> None:
    measure = make_measure(code="A2")
    other = make_measure(measure.report, code="A3")
    other.code = "A\u200b\u00ad2"
    assert other.code_key == measure.code_key
    other.code = "A\u200b\u00ad4"
    assert other.address == "A4"


@pytest.mark.usefixtures("without_cities")
def test_a_form_keeps_the_text_as_it_is_seen() -> None:
    world = World()
    planner, url = world.client("planner"), admin_url("catalog_measure_change", world.measure.pk)
    title = f"{WRITTEN}: ﬁnden"
    planner.post(url, {**form_data(planner, url), "title": title, "description": f"{WRITTEN}\r\nzweite Zeile"})
    world.measure.refresh_from_db()
    assert (world.measure.title, world.measure.description) == (f"{KEPT}: finden", f"{KEPT}\nzweite Zeile")
