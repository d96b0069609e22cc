"""On paper every page says where it stands on the web; the short address leads back to exactly that view."""

from datetime import date

import pytest
import segno
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from catalog.models import Municipality, Publication, Report
from tests.effort import sample
from tests.factories import make_measure, make_municipality, make_office, make_planner, make_report
from tests.public_addresses import EMBEDDING, addresses, pages
from tests.reports.pages import get, one, text

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def printed(page: BeautifulSoup) -> str:
    """The address on paper, without the name of the site."""
    address = text(page, ".take-along b")
    assert address.startswith(f"{SITE}/")
    return address.removeprefix(SITE)


def code(url: str) -> str:
    return segno.make(url, micro=False).svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=2)


def test_the_address_of_every_page_leads_back_to_it(client: Client) -> None:
    framed = {url for name in EMBEDDING[1:] for url in addresses()[name]}
    for url in {*sample(pages()), *(urls[0] for urls in addresses().values() if urls)} & set(pages()) - framed:
        short = printed(get(client, url))
        response = client.get(short)
        if short == url:
            assert response.status_code == 200
        else:
            assert (response.status_code, response["Location"]) == (302, url)


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("/stadt/", "/k/k{city}/"),
        ("/stadt/bericht/?status=done&q=%C3%A4lter&amt=a+b", "/k/b{report}/?status=done&q=%C3%A4lter&amt=a+b"),
        ("/stadt/bericht/einbetten/", "/k/b{report}/einbetten/"),
        ("/stadt/bericht/%C3%9C-1/?sprache=einfach", "/k/m{measure}/?sprache=einfach"),
        ("/stadt/aemter/bauamt/", "/k/a{office}/"),
        ("/en/stadt/bericht/", "/en/k/b{report}/"),
        ("/status/", "/status/"),
        ("/?q=Stadt", "/?q=Stadt"),
    ],
)
def test_it_is_short_and_keeps_the_filters(client: Client, url: str, short: str) -> None:
    city = make_municipality(slug="stadt")
    report = make_report(city, slug="bericht")
    measure = make_measure(report, code="Ü 1", plain_language="Kurz.")
    office = make_office(city, slug="bauamt")
    page = get(client, url)
    expected = short.format(city=city.pk, report=report.pk, measure=measure.pk, office=office.pk)
    assert printed(page) == expected
    assert str(one(page, ".take-along svg.qr")) == str(BeautifulSoup(code(SITE + expected), "html.parser"))
    if expected != url:
        assert client.get(expected)["Location"] == url


@pytest.mark.parametrize("rest", ["aenderungen/?von=2020-01-01", "A%3F1/", "a%20b/%C3%BC/?x=%2F&y=%26"])
def test_what_follows_the_row_is_kept_as_it_was(client: Client, rest: str) -> None:
    report = make_report(make_municipality(slug="stadt"), slug="bericht")
    assert client.get(f"/k/b{report.pk}/{rest}")["Location"] == f"/stadt/bericht/{rest}"


def test_it_survives_new_names(client: Client) -> None:
    report = make_report(make_municipality(slug="stadt"), slug="bericht")
    short = printed(get(client, "/stadt/bericht/?status=done"))
    Report.objects.filter(pk=report.pk).update(slug="bericht-2020")
    Municipality.objects.filter(pk=report.municipality_id).update(slug="kreis")
    assert client.get(short)["Location"] == "/kreis/bericht-2020/?status=done"


def test_what_is_not_public_has_no_short_address(client: Client) -> None:
    hidden_city = make_municipality(is_public=False)
    hidden_report = make_report(is_public=False)
    draft = make_measure(publication=Publication.DRAFT)
    office = make_office(hidden_city)
    tokens = [f"k{hidden_city.pk}", f"b{hidden_report.pk}", f"m{draft.pk}", f"a{office.pk}"]
    for token in tokens:
        assert client.get(f"/k/{token}/").status_code == 404
        assert client.get(f"/k/{token}/mehr/").status_code == 404
    client.force_login(make_planner())
    for token in tokens:
        assert client.get(f"/k/{token}/").status_code == 302


@pytest.mark.parametrize("token", ["b0", "b", "7", "x1", "b1x", "B1", "b-1", "b" + "9" * 18, "b" + "9" * 40, "b1%00"])
def test_what_leads_nowhere_is_not_found(client: Client, token: str) -> None:
    assert client.get(f"/k/{token}/").status_code == 404


@pytest.mark.parametrize("rest", ["/evil.example/", "//evil.example", "%5Cevil.example", "..%2F..%2Fevil"])
def test_it_never_leads_to_another_host(client: Client, rest: str) -> None:
    report = make_report(make_municipality(slug="stadt"), slug="bericht")
    assert client.get(f"/k/b{report.pk}/{rest}")["Location"].startswith("/stadt/bericht/")


def test_a_page_that_does_not_exist_has_none(client: Client) -> None:
    response = client.get("/nirgendwo/")
    assert b"take-along" not in response.content


def test_a_very_long_address_is_printed_without_a_code(client: Client) -> None:
    page = get(client, f"/?q={'x' * 400}")
    assert printed(page).endswith("xxx")
    assert not page.select("svg.qr")


@time_machine.travel(date(2023, 6, 15), tick=False)
def test_it_says_when_the_page_was_retrieved(client: Client) -> None:
    assert "abgerufen am 15.06.2023" in text(get(client, "/heidelberg/"), ".take-along")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    report = make_report()
    assert getattr(client, method)(f"/k/b{report.pk}/").status_code == 405
