"""Web addresses that are made of names."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Office, Report
from catalog.texts.web_names import free_web_name, web_name
from tests import factories
from tests.admin_pages import form_data


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Soziale Lage 2018–2020", "soziale-lage-2018-2020"),
        ("Grünflächen, Straßen & Öffnung", "gruenflaechen-strassen-oeffnung"),
        ("ÄMTER", "aemter"),
        ("Kita-Jahr 2022/2023", "kita-jahr-2022-2023"),
        ("Žižkov", "zizkov"),
        ("„…“", "ohne-namen"),
    ],
)
def test_umlauts_are_written_out_and_dashes_stay(name: str, address: str) -> None:
    assert web_name(name) == address


def test_a_taken_address_gets_a_number() -> None:
    assert free_web_name("Jugendamt", ["jugendamt", "jugendamt-2"]) == "jugendamt-3"
    assert len(free_web_name("a" * 200, ["a" * 95])) <= 100


@pytest.mark.django_db
def test_a_form_makes_the_address_of_the_name() -> None:
    city = factories.make_municipality()
    factories.make_office(city, name="Amt für Jugend", slug="buero-fuer-soziales")
    client = Client()
    client.force_login(factories.make_planner(city))
    for model, name in ((Office, "name"), (Report, "title")):
        url = f"{reverse(f'admin:catalog_{model._meta.model_name}_add')}?municipality={city.pk}"
        client.post(url, {**form_data(client, url), name: "Büro für Soziales", "slug": ""})
    assert Office.objects.get(name="Büro für Soziales").slug == "buero-fuer-soziales-2"
    assert Report.objects.get(title="Büro für Soziales").slug == "buero-fuer-soziales"


@pytest.mark.django_db
def test_a_form_without_name_and_address_names_both() -> None:
    city = factories.make_municipality()
    client = Client()
    client.force_login(factories.make_planner(city))
    url = f"{reverse('admin:catalog_office_add')}?municipality={city.pk}"
    response = client.post(url, {**form_data(client, url), "name": "", "slug": ""})
    assert set(response.context["adminform"].errors) == {"name", "slug"}
