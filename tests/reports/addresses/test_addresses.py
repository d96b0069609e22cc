"""Every measure has one address; other spellings of its code lead there."""

import pytest
from django.test import Client

from catalog.models import Report
from tests.factories import make_measure, make_municipality, make_report
from tests.reports.pages import get, text

pytestmark = pytest.mark.django_db

HEIDELBERG = "/heidelberg/soziale-lage-2018"


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht")


@pytest.mark.parametrize("spelling", ["Z6", "z6", "Z%206", "z-6", "Z%C2%A06", "z%206"])
def test_other_spellings_redirect_for_good(client: Client, spelling: str) -> None:
    response = client.get(f"{HEIDELBERG}/{spelling}/")
    assert response.status_code == 301
    assert response["Location"] == f"{HEIDELBERG}/Z-6/"


def test_the_address_itself_answers(client: Client) -> None:
    assert text(get(client, f"{HEIDELBERG}/Z-6/"), "h1").startswith("Z 6 ")
    assert get(client, "/bielefeld/ziele-und-massnahmen-2022-2023/Jobcenter-1/")


@pytest.mark.parametrize("spelling", ["s2/m1", "S2/m1", "s2/M1"])
def test_parts_redirect_as_well(client: Client, spelling: str) -> None:
    response = client.get(f"{HEIDELBERG}/{spelling}/")
    assert response.status_code == 301
    assert response["Location"] == f"{HEIDELBERG}/S2/M1/"


def test_the_query_string_survives_the_redirect(client: Client) -> None:
    assert client.get(f"{HEIDELBERG}/z6/?stand=2021-01-19")["Location"] == f"{HEIDELBERG}/Z-6/?stand=2021-01-19"


def test_an_exact_address_wins_over_another_spelling(client: Client, report: Report) -> None:
    make_measure(report, code="Z 6", title="Mit Leerzeichen")
    make_measure(report, code="Z6-", title="Anders", order=1)
    assert "Mit Leerzeichen" in text(get(client, "/stadt/bericht/Z-6/"), "h1")


def test_codes_with_unusual_characters_have_an_address(client: Client, report: Report) -> None:
    for code in ("3.10", "1/2", "4 a)", "Ü 1", "§ 16 h", "50 %", "Was?", "#1"):
        measure = make_measure(report, code=code, title=f"Maßnahme {code}")
        assert f"Maßnahme {code}" in text(get(client, measure.get_absolute_url()), "h1")


def test_similar_codes_are_not_confused(client: Client, report: Report) -> None:
    make_measure(report, code="3.1", title="Drei eins")
    make_measure(report, code="3.10", title="Drei zehn")
    assert "Drei eins" in text(get(client, "/stadt/bericht/3.1/"), "h1")
    assert "Drei zehn" in text(get(client, "/stadt/bericht/3.10/"), "h1")


def test_unknown_codes_and_parts_are_not_found(client: Client) -> None:
    for path in ("X9", "S2/M9", "A3/M1", "X9/M1"):
        assert client.get(f"{HEIDELBERG}/{path}/").status_code == 404


def test_a_measure_of_another_report_is_not_found(client: Client) -> None:
    assert client.get("/koblenz/soziale-lage-2015/A3/").status_code == 404


def test_an_office_of_another_city_is_not_found(client: Client) -> None:
    assert client.get("/heidelberg/aemter/kbb/").status_code == 200
    assert client.get("/koblenz/aemter/kbb/").status_code == 404


def test_rows_are_linked_by_the_address_of_their_code(client: Client) -> None:
    page = get(client, f"{HEIDELBERG}/")
    for anchor in ("A3", "S2", "S2-M1", "S3-2", "Z-6"):
        assert len(page.select(f'[id="{anchor}"]')) == 1


def test_ids_are_unique(client: Client) -> None:
    pages = ("", "verlauf/", "indikatoren/")
    reports = (f"{HEIDELBERG}/", "/bielefeld/ziele-und-massnahmen-2022-2023/", "/koblenz/soziale-lage-2015/")
    for url in (report + page for report in reports for page in pages):
        ids = [element["id"] for element in get(client, url).select("[id]")]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_pages_can_only_be_read(client: Client, method: str) -> None:
    for url in (
        "/",
        "/heidelberg/",
        f"{HEIDELBERG}/",
        f"{HEIDELBERG}/A3/",
        "/heidelberg/aemter/kbb/",
        "/status/",
        f"{HEIDELBERG}/verlauf/",
    ):
        assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize("path", ["%00/", "A3%00/", "S2/%00/", "?stand=%00", "A3/?x=%00"])
def test_a_zero_byte_is_in_no_address(client: Client, path: str) -> None:
    assert client.get(f"{HEIDELBERG}/{path}").status_code == 404
