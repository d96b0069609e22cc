"""Who gets a file, with which headers, and how long browsers keep it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import Publication
from catalog.models import Measure
from monitoring.attachments.contents import digest_of
from monitoring.current.judging import refresh_all
from monitoring.models import Attachment
from tests import factories
from tests.pictures import opened
from tests.uploads import PDF, office_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]


@pytest.fixture
def measure() -> Measure:
    city = factories.make_municipality(name="Hier", slug="hier")
    return factories.make_measure(
        factories.make_report(city, slug="bericht"), code="A1", lead=factories.make_office(city)
    )


def logged_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_a_document_is_saved_and_can_do_nothing(client: Client, measure: Measure) -> None:
    row = factories.make_attachment(measure, PDF, name="Über uns; 100%.pdf")
    response = client.get(row.get_absolute_url())
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%9Cber%20uns%3B%20100%25.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_every_kind_has_its_own_type(client: Client, measure: Measure) -> None:
    for kind, word in (("docx", "wordprocessingml"), ("ods", "opendocument.spreadsheet")):
        response = client.get(factories.make_attachment(measure, office_file(kind)).get_absolute_url())
        assert word in response["Content-Type"]
        assert response["Content-Disposition"].startswith("attachment")


def test_a_photo_is_looked_at_and_has_a_small_version(client: Client, measure: Measure) -> None:
    row = factories.make_attachment(measure)
    for address in (row.get_absolute_url(), row.preview_address):
        response = client.get(address)
        assert response["Content-Type"] == "image/jpeg"
        assert response["Content-Disposition"].startswith("inline")
        assert opened(response.content).size == (30, 40)
    document = factories.make_attachment(measure, PDF)
    assert client.get(document.preview_address).status_code == 404


def test_browsers_ask_again_and_get_what_they_have_not(client: Client, measure: Measure) -> None:
    row = factories.make_attachment(measure, PDF)
    first = client.get(row.get_absolute_url())
    assert first["Cache-Control"] == "no-cache"
    again = client.get(row.get_absolute_url(), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    row.publication = Publication.DRAFT
    row.save()
    assert client.get(row.get_absolute_url(), headers={"If-None-Match": first["ETag"]}).status_code == 404


def test_a_private_one_is_kept_by_nobody(measure: Measure) -> None:
    row = factories.make_attachment(measure, PDF, publication=Publication.DRAFT)
    planner = logged_in(factories.make_planner(measure.report.municipality))
    response = planner.get(row.get_absolute_url())
    assert response.content == PDF
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    etag = f'"{digest_of(PDF)}"'
    assert planner.get(row.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 200


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "published": ({}, "200 200 200 200 404"),
    "a draft": ({"publication": Publication.DRAFT}, "404 404 200 200 404"),
    "submitted": ({"publication": "submitted"}, "404 404 200 200 404"),
    "for the committee": ({"publication": Publication.COMMITTEE}, "404 200 200 200 404"),
}


@pytest.mark.parametrize("case", CASES)
def test_who_gets_it(measure: Measure, case: str) -> None:
    fields, answers = CASES[case]
    row = factories.make_attachment(measure, PDF, **fields)
    city = measure.report.municipality
    office = measure.responsibilities.get().office
    people = [
        Client(),
        *map(
            logged_in, (factories.make_reader(city), factories.make_contributor(office), factories.make_planner(city))
        ),
    ]
    found = [client.get(row.get_absolute_url()).status_code for client in people]
    found.append(people[-1].get(f"/dort/anhaenge/{row.pk}/").status_code)
    assert found == [int(answer) for answer in answers.split()]
    other = logged_in(factories.make_contributor(factories.make_office(city)))
    assert other.get(row.get_absolute_url()).status_code == (200 if case == "published" else 404)


def is_public(row: Attachment) -> bool:
    return Client().get(row.get_absolute_url()).status_code == 200


def test_it_is_never_more_visible_than_what_it_belongs_to(measure: Measure) -> None:
    update = factories.make_update(measure)
    row = factories.make_attachment(measure, PDF, update=update)
    assert is_public(row)
    rows: list[Any] = [update, measure]
    for above in rows:
        above.publication = Publication.DRAFT
        above.save()
        assert not is_public(row)
        above.publication = Publication.PUBLISHED
        above.save()
        assert is_public(row)
    rows = [measure.report, measure.report.municipality]
    for above in rows:
        above.is_public = False
        above.save()
        assert not is_public(row)
        above.is_public = True
        above.save()
        assert is_public(row)


def test_its_page_shows_it_to_those_who_get_it(client: Client, measure: Measure) -> None:
    update = factories.make_update(measure, as_of="2021-01-19")
    photo = factories.make_attachment(measure, title="Lindenfest", alternative="Kinder pflanzen", update=update)
    document = factories.make_attachment(measure, PDF, title="Gutachten")
    factories.make_attachment(measure, PDF, title="Vermerk", publication=Publication.DRAFT)
    page = BeautifulSoup(client.get(measure.get_absolute_url()).text, "lxml")
    section = page.select_one("section:has(#anhaenge)")
    assert section
    (image,) = section.select("img")
    shown = {name: str(image[name]) for name in ("src", "alt", "width", "height", "loading")}
    expected = {"src": photo.preview_address, "alt": "Kinder pflanzen", "loading": "lazy"}
    assert shown == {**expected, "width": "30", "height": "40"}
    words = " ".join(section.get_text().split())
    assert "zur Meldung vom 19.01.2021" in words
    assert f"Gutachten PDF, {len(PDF)} Bytes" in words
    assert section.select_one(f'a[href="{document.get_absolute_url()}"]')
    assert "Vermerk" not in words
    planner = logged_in(factories.make_planner(measure.report.municipality))
    text = " ".join(BeautifulSoup(planner.get(measure.get_absolute_url()).text, "lxml").get_text().split())
    assert "Vermerk PDF, " in text
    assert "nicht öffentlich" in text


def test_a_page_of_an_earlier_day_shows_what_was_there(client: Client, measure: Measure) -> None:
    factories.make_attachment(measure, PDF, title="Gutachten", added_on="2022-05-01")
    assert "Gutachten" not in client.get(f"{measure.get_absolute_url()}?stand=2022-04-30").text
    assert "Gutachten" in client.get(f"{measure.get_absolute_url()}?stand=2022-05-01").text


def test_open_data_names_public_ones(measure: Measure) -> None:
    row = factories.make_attachment(measure, title="Lindenfest")
    factories.make_attachment(measure, PDF, title="Vermerk", publication=Publication.DRAFT)
    factories.make_attachment(
        measure, PDF, title="Zum Entwurf", update=factories.make_update(measure, publication=Publication.DRAFT)
    )
    for client in (Client(), logged_in(factories.make_planner(measure.report.municipality))):
        (found,) = client.get("/hier/bericht/measures.json").json()["measures"][0]["attachments"]
        assert found == {
            "title": "Lindenfest",
            "url": f"http://testserver{row.get_absolute_url()}",
            "content_type": "image/jpeg",
            "bytes": row.size,
            "sha256": row.digest,
            "text_alternative": "Eine blaue Fläche",
            "width": 30,
            "height": 40,
            "added_on": row.added_on.isoformat(),
        }


def test_many_files_need_no_more_queries(client: Client, measure: Measure) -> None:
    def number() -> int:
        refresh_all()  # what has changed is judged with the next visit
        with CaptureQueriesContext(connection) as queries:
            client.get(measure.get_absolute_url())
        assert not [query["sql"] for query in queries if "filecontent" in query["sql"]]
        return len(queries)

    update = factories.make_update(measure)
    factories.make_attachment(measure, PDF, update=update)
    few = number()
    for _ in range(5):
        factories.make_attachment(measure, PDF, update=update)
        factories.make_attachment(measure)
    assert number() == few
