"""The crest on the page of a municipality in the admin: who may change it, what is kept, what is refused."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog.history.timeline import Timeline
from catalog.models import Crest, DeletedThing, Municipality, User
from catalog.pictures import MOST_BYTES
from tests import factories
from tests.admin_pages import admin_url, form_data, row_errors
from tests.pictures import BLUE, RED, SVG, opened, saved, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]

OTHER = saved(Image.new("RGB", (600, 300), RED))


@dataclass
class Here:
    """A city with a planner."""

    city: Municipality
    planner: User
    client: Client

    @property
    def url(self) -> str:
        return admin_url("catalog_municipality_change", self.city.pk)

    def typed(self, picture: bytes | None = None, name: str = "wappen.png", **values: Any) -> dict[str, Any]:
        """What the planner would send: the page as it is, with these values and this file."""
        data = {**form_data(self.client, self.url), **{f"crest-0-{key}": value for key, value in values.items()}}
        data.pop("crest-0-upload", None)
        return data if picture is None else {**data, "crest-0-upload": SimpleUploadedFile(name, picture)}

    def send(self, picture: bytes | None = None, name: str = "wappen.png", **values: Any) -> Any:
        return self.client.post(self.url, self.typed(picture, name, **values))


TEXTS = {"description": "Auf Blau ein Turm", "source": "Stadtarchiv, mit Erlaubnis"}


@pytest.fixture
def here(client: Client) -> Here:
    city = factories.make_municipality(name="Hier", slug="hier")
    planner = factories.make_planner(city)
    client.force_login(planner)
    return Here(city, planner, client)


def test_a_planner_adds_one_and_replaces_it(here: Here) -> None:
    assert here.send(uploaded(), **TEXTS).status_code == 302
    crest = Crest.objects.get()
    assert (crest.municipality, crest.description, crest.source) == (here.city, *TEXTS.values())
    assert opened(bytes(crest.picture)).getpixel((1, 1)) == (*BLUE, 255)
    assert (crest.width, crest.height) == (30, 40)
    page = here.client.get(here.url).text
    assert f'src="{crest.address}"' in page
    assert 'alt="Auf Blau ein Turm"' in page
    assert here.send(OTHER).status_code == 302
    replaced = Crest.objects.get()
    assert (replaced.pk, replaced.width, replaced.height) == (crest.pk, 256, 128)
    assert opened(bytes(replaced.picture)).getpixel((1, 1)) == (*RED, 255)
    assert replaced.address != crest.address


def test_the_page_and_its_texts_are_saved_without_touching_the_picture(here: Here) -> None:
    crest = factories.make_crest(here.city)
    with CaptureQueriesContext(connection) as queries:
        assert here.send(source="Stadtarchiv").status_code == 302
    written = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert [sql for sql in written if "catalog_crest" in sql]
    assert [sql for sql in written if "picture" in sql] == []
    changed = Crest.objects.get()
    assert changed.source == "Stadtarchiv"
    assert (bytes(changed.picture), changed.digest) == (bytes(crest.picture), crest.digest)
    versions = Crest.history.count()
    assert here.send().status_code == 302
    assert Crest.history.count() == versions


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("wappen.png", SVG, "SVG"),
        ("wappen.svg", SVG, "SVG"),
        ("wappen.png", b"%PDF-1.7", "PNG, JPEG, GIF"),
        ("wappen.png", b"\0" * (MOST_BYTES + 1), "2 MB"),
        ("wappen.png", None, "Datei"),
    ],
)
def test_what_is_no_such_picture_is_refused_in_german(here: Here, name: str, content: bytes | None, said: str) -> None:
    response = here.client.post(here.url.removeprefix("/en"), here.typed(content, name, **TEXTS))
    assert response.status_code == 200
    assert said in row_errors(response)
    assert not Crest.objects.exists()


def test_a_picture_counts_by_its_content_not_its_name(here: Here) -> None:
    assert here.send(uploaded("JPEG"), "wappen.svg", **TEXTS).status_code == 302
    assert opened(bytes(Crest.objects.get().picture)).format == "PNG"


def test_without_texts_there_is_no_crest(here: Here) -> None:
    assert here.send(uploaded(), description="Ein Turm", source=" ").status_code == 200
    assert not Crest.objects.exists()


def test_a_removed_one_lies_in_the_recycle_bin_and_comes_back(here: Here) -> None:
    crest = factories.make_crest(here.city)
    assert here.send(DELETE="on").status_code == 302
    assert not Crest.objects.exists()
    thing = DeletedThing.objects.get()
    assert thing.municipality == here.city
    here.client.post(admin_url("catalog_deletedthing_change", thing.pk))
    back = Crest.objects.get()
    assert (back.pk, bytes(back.picture), back.address) == (crest.pk, bytes(crest.picture), crest.address)


def test_a_removed_one_does_not_come_back_beside_another(here: Here) -> None:
    factories.make_crest(here.city)
    here.send(DELETE="on")
    other = factories.make_crest(here.city, OTHER)
    here.client.post(admin_url("catalog_deletedthing_change", DeletedThing.objects.get().pk))
    assert Crest.objects.get() == other


def test_a_municipality_takes_its_crest_along(here: Here) -> None:
    crest = factories.make_crest(here.city)
    picture = bytes(crest.picture)
    admin = Client()
    admin.force_login(factories.make_administrator())
    here.planner.memberships.all().delete()
    url = admin_url("catalog_municipality_delete", here.city.pk)
    seen = admin.get(url).context["deleted_objects"][0].digest
    admin.post(url, {"post": "yes", "seen": seen})
    assert not Crest.objects.exists()
    admin.post(admin_url("catalog_deletedthing_change", DeletedThing.objects.get().pk))
    assert bytes(Crest.objects.get(municipality=here.city.pk).picture) == picture


def test_the_history_says_that_it_changed_and_keeps_no_picture(here: Here) -> None:
    here.send(uploaded(), **TEXTS)
    here.send(OTHER)
    page = here.client.get(admin_url("catalog_municipality_history", here.city.pk).removeprefix("/en")).text
    assert "Wappen" in page
    assert "neues Bild" in page
    names = {field.name for field in Crest.history.model._meta.fields}
    assert "picture" not in names
    assert "digest" not in names
    assert len(Timeline.of_municipalities([here.city.pk]).only(["catalog.crest"]).keys) == 2


def test_an_earlier_version_brings_back_the_texts_not_the_picture(here: Here) -> None:
    here.send(uploaded(), **TEXTS)
    here.send(OTHER, source="Jemand anders")
    first, last = Crest.history.order_by("history_id")
    label = Crest._meta.label_lower
    url = admin_url("catalog_municipality_restore", here.city.pk, label, first.history_id)
    assert "Jemand anders" in here.client.get(url).text
    assert here.client.post(url, {"seen": last.history_id}).status_code == 302
    crest = Crest.objects.get()
    assert crest.source == TEXTS["source"]
    assert (crest.width, crest.height) == opened(bytes(crest.picture)).size == (256, 128)


def test_two_people_at_once_are_told(here: Here) -> None:
    factories.make_crest(here.city)
    late = here.typed(OTHER)
    here.send(uploaded("GIF", (9, 9)))
    response = here.client.post(here.url, late)
    assert response.status_code == 200
    assert response.context["differences"]
    assert Crest.objects.get().width == 9
    assert here.send(OTHER).status_code == 302


def test_nobody_else_changes_it(here: Here) -> None:
    """By the page of the municipality, with or without a crest: neither adding nor replacing nor removing."""
    there = factories.make_municipality(slug="dort")
    others = {
        factories.make_planner(there): 404,
        factories.make_contributor(factories.make_office(here.city)): 403,
        factories.make_reader(here.city): 302,
    }
    attempts = [here.typed(uploaded(), **TEXTS)]
    crest = factories.make_crest(here.city)
    attempts += [here.typed(OTHER), here.typed(DELETE="on"), here.typed(source="Gekapert")]
    for person, answer in others.items():
        client = Client()
        client.force_login(person)
        for attempt in attempts:
            if file := attempt.get("crest-0-upload"):
                file.seek(0)
            assert client.post(here.url, attempt).status_code == answer
    assert list(Crest.objects.values_list("pk", "digest", "source")) == [(crest.pk, crest.digest, crest.source)]


def test_the_row_of_another_city_is_not_reached_through_ones_own_page(here: Here) -> None:
    factories.make_crest(here.city)
    theirs = factories.make_crest(factories.make_municipality(slug="dort"))
    here.client.post(here.url, here.typed(OTHER, id=theirs.pk, source="Gekapert"))
    here.client.post(here.url, here.typed(id=theirs.pk, municipality=theirs.municipality_id, DELETE="on"))
    assert Crest.objects.get(pk=theirs.pk).digest == theirs.digest
    assert Crest.objects.get(pk=theirs.pk).source == theirs.source


def test_an_administrator_may_too(here: Here) -> None:
    here.client.force_login(factories.make_administrator())
    assert here.send(uploaded(), **TEXTS).status_code == 302
    assert Crest.objects.exists()
