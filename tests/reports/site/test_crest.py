"""The crest beside the name of its city, and its address: who gets it, and how long browsers keep it."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from catalog.models import Crest
from tests import factories
from tests.pictures import opened, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]


@pytest.fixture
def crest() -> Crest:
    city = factories.make_municipality(name="Hier", slug="hier")
    return factories.make_crest(city, source="Stadtarchiv Hier")


def images(client: Client, url: str) -> list[tuple[str, str, str, str]]:
    found = BeautifulSoup(client.get(url).text, "lxml").select("header img")
    return [tuple(str(image[name]) for name in ("src", "alt", "width", "height")) for image in found]  # type: ignore[misc]


def test_it_stands_beside_the_name_on_every_page_of_its_city(client: Client, crest: Crest) -> None:
    report = factories.make_report(crest.municipality)
    measure = factories.make_measure(report, lead=factories.make_office(crest.municipality), plain_language="Kurz.")
    names = ("papers", "committees", "plain-language", "city-measures", "subscribe")
    pages = [reverse(name, args=["hier"]) for name in names]
    pages += [row.get_absolute_url() for row in (crest.municipality, report, measure)]
    for url in pages:
        assert images(client, url) == [(f"/hier/wappen.png?v={crest.digest}", "", "30", "40")], url


def test_other_cities_and_pages_of_all_have_none(client: Client, crest: Crest) -> None:
    factories.make_municipality(slug="dort")
    for url in ("/", "/dort/", "/themen/", "/nirgendwo/"):
        assert images(client, url) == [], url
    assert "Wappen:" not in client.get("/dort/").text


def test_the_page_of_the_city_names_its_source(client: Client, crest: Crest) -> None:
    assert "Stadtarchiv Hier" in client.get("/hier/").text


def test_browsers_keep_the_picture_that_its_address_names(client: Client, crest: Crest) -> None:
    response = client.get(crest.address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert opened(response.content).size == (30, 40)
    assert {"max-age=31536000", "immutable"} <= set(response["Cache-Control"].split(", "))
    for url in ("/hier/wappen.png", "/hier/wappen.png?v=fremd"):
        assert "max-age" not in client.get(url).get("Cache-Control", ""), url


def test_a_picture_that_has_not_changed_is_not_sent_again(client: Client, crest: Crest) -> None:
    etag = client.get("/hier/wappen.png")["ETag"]
    again = client.get("/hier/wappen.png", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    crest.delete()
    factories.make_crest(crest.municipality, uploaded(size=(9, 9)))
    assert client.get("/hier/wappen.png", headers={"If-None-Match": etag}).status_code == 200


def test_only_those_who_see_the_city_get_it(client: Client, crest: Crest) -> None:
    crest.municipality.is_public = False
    crest.municipality.save()
    elsewhere = factories.make_municipality(slug="dort")
    people = {
        None: 404,
        factories.make_reader(elsewhere): 404,
        factories.make_planner(elsewhere): 404,
        factories.make_administrator(): 404,
        factories.make_reader(crest.municipality): 200,
        factories.make_planner(crest.municipality): 200,
    }
    for person, answer in people.items():
        client.logout()
        if person:
            client.force_login(person)
        response = client.get(crest.address)
        assert response.status_code == answer == client.get("/hier/").status_code, person
        if person and answer == 200:
            assert "private" in response["Cache-Control"]


def test_nobody_sends_anything_there(client: Client, crest: Crest) -> None:
    assert client.post("/hier/wappen.png").status_code == 405
    assert client.head("/hier/wappen.png").status_code == 200
