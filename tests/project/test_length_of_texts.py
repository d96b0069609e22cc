"""Every text that people write has a greatest length, and who writes more is told where and how much more."""

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from catalog.fields import LONGEST_NOTE, LONGEST_PROSE, DerivedField, ProseField
from monitoring.models.comment import LONGEST_COMMENT
from tests import factories
from tests.project.test_links import forms_of_the_site
from tests.reports.pages import get

APPS = ("catalog", "monitoring", "reports")
LONGEST_LINE = 600
# What nobody types, so that its length is no question of patience.
GENERATED = {
    "catalog.KeptForm.content": "a form of an ended session, encrypted; keeping.py limits it",
    "monitoring.Snapshot.text": "a report as a closed round has frozen it",
    "reports.FrozenPaper.text": "the document of an issued paper",
    "reports.PreparedFile.title": "what a file is called in the list of downloads",
    "reports.PreparedFile.address": "the address that was asked for",
    "reports.PreparedFile.page": "the address of the page before",
}

# Of a one-time code and a password only a number and a hash are; what a login sends is only compared.
NOT_KEPT = {"code", "username", "password", "password1", "password2"}


def longest(field: "models.Field") -> int | None:  # type: ignore[type-arg]
    return field.longest if isinstance(field, ProseField) else field.max_length


def test_every_text_that_people_write_has_a_greatest_length() -> None:
    texts = {
        str(field): field
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not isinstance(field, DerivedField)
        if not model.__name__.startswith("Historical")  # copies of what was accepted once
    }
    assert {name for name, field in texts.items() if longest(field) is None} == GENERATED.keys()
    lines = {name for name, field in texts.items() if isinstance(field, models.CharField)}
    too_generous = {name for name in lines if (longest(texts[name]) or 0) > LONGEST_LINE}
    assert too_generous == set()
    prose = {longest(field) for name, field in texts.items() if name not in lines | GENERATED.keys()}
    assert prose == {LONGEST_COMMENT, LONGEST_NOTE, LONGEST_PROSE}


@pytest.mark.django_db
def test_every_text_in_a_form_has_a_greatest_length_or_a_field_that_has() -> None:
    for form in forms_of_the_site():
        if not form.__module__.startswith(APPS):
            continue
        model = getattr(getattr(form, "_meta", None), "model", None)
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.CharField) and field.max_length is None and name not in NOT_KEPT:
                assert model, (form, name)
                assert longest(model._meta.get_field(name)), (form, name)


@pytest.mark.django_db
def test_a_form_says_what_is_too_long_and_keeps_what_was_written(client: Client) -> None:
    client.force_login(factories.make_planner())
    update = factories.make_update(text="Es geht los.")
    url = reverse("admin:monitoring_statusupdate_change", args=[update.pk])
    page = get(client, url)
    sent = {str(field["name"]): str(field.get("value", "")) for field in page.select("form input[name]")}
    sent |= {"status": "done", "publication": "draft", "text": "ä" * (LONGEST_PROSE + 1), "remark": ""}
    answer = client.post(url, sent).text
    assert f"Der Text hat {LONGEST_PROSE + 1} Zeichen; höchstens {LONGEST_PROSE} sind möglich." in answer
    assert "ä" * (LONGEST_PROSE + 1) in answer
    update.refresh_from_db()
    assert update.text == "Es geht los."
    client.post(url, {**sent, "text": "ä" * LONGEST_PROSE})
    update.refresh_from_db()
    assert len(update.text) == LONGEST_PROSE


@pytest.mark.django_db
def test_a_longer_text_from_before_is_shown_whole(client: Client) -> None:
    report = factories.make_report(slug="bericht")
    measure = factories.make_measure(report, code="A1", description="Wort " * 20_000 + "Ende")
    assert get(client, measure.get_absolute_url()).text.count("Wort ") >= 20_000
