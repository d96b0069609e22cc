"""What strangers get is the page of the stranger before them, or a new one once anything has changed."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from catalog.choices import Publication
from catalog.models import Measure, Theme, User
from measures_tracker.kept_pages.middleware import KeepPages
from measures_tracker.kept_pages.store import KeptPage, Shelf
from tests import factories
from tests.databases import Databases, connected_to
from tests.story import PLANNER

URL = "/heidelberg/soziale-lage-2018/"
TITLE = "Ein ganz neuer Titel"


@pytest.fixture(autouse=True)
def committed(databases: Databases, own_full: str) -> Iterator[None]:
    """Pages are kept only of what is committed."""
    with connected_to(databases.url_of(own_full)):
        yield


@pytest.fixture
def other_host() -> Client:
    return Client()


def get(client: Client, url: str = URL, **headers: str) -> HttpResponse:
    return client.get(url, headers=headers)  # type: ignore[return-value]


def is_kept(client: Client, url: str = URL) -> bool:
    """Tell whether the answer costs no more than one look at the stamp, which on PostgreSQL passes Django by."""
    with CaptureQueriesContext(connection) as queries:
        assert get(client, url).status_code == 200
    return len(queries) <= 1


def rename(title: str = TITLE) -> None:
    measure = Measure.objects.get_by_natural_key("08221000", "soziale-lage-2018", "A3")
    measure.title = title
    measure.save()


@pytest.mark.both
def test_the_second_stranger_gets_the_same_page(client: Client) -> None:
    first = get(client)
    assert is_kept(client)
    second = get(client)
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())
    assert second["Cache-Control"] == "no-cache"


def test_a_browser_that_has_the_page_gets_no_more_than_its_headers(client: Client, other_host: Client) -> None:
    first = get(client, **{"accept-encoding": "gzip"})
    for host in (client, other_host):
        answer = get(host, **{"accept-encoding": "gzip", "if-none-match": f'"x", {first["ETag"]}'})
        assert (answer.status_code, answer.content) == (304, b"")
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control", "ETag", "Vary"):
            assert answer[name] == first[name], name
    rename()
    assert get(client, **{"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.both
def test_a_change_is_seen_at_once_on_every_host(client: Client, other_host: Client) -> None:
    for host in (client, other_host):
        assert TITLE not in get(host).content.decode()
    rename()
    for host in (client, other_host):
        assert TITLE in get(host).content.decode()
        assert is_kept(host)


@pytest.mark.both
def test_a_page_notices_a_file_and_what_becomes_of_it(client: Client) -> None:
    measure = Measure.objects.get_by_natural_key("08221000", "soziale-lage-2018", "A3")
    url = measure.get_absolute_url()
    get(client, url)
    assert is_kept(client, url)
    attachment = factories.make_attachment(measure, title=TITLE)
    assert TITLE in get(client, url).content.decode()
    attachment.publication = Publication.DRAFT
    attachment.save()
    assert TITLE not in get(client, url).content.decode()


def test_files_are_kept_by_browsers_not_in_memory(client: Client) -> None:
    measure = Measure.objects.get_by_natural_key("08221000", "soziale-lage-2018", "A3")
    url = factories.make_attachment(measure).get_absolute_url()
    first = get(client, url)
    assert get(client, url, **{"if-none-match": first["ETag"]}).status_code == 304
    assert not is_kept(client, url)


@pytest.mark.both
def test_pages_about_everything_see_every_change(client: Client) -> None:
    get(client, "/massnahmen/?kommune=heidelberg")
    assert is_kept(client, "/massnahmen/?kommune=heidelberg")
    rename()
    assert TITLE in get(client, "/massnahmen/?kommune=heidelberg").content.decode()


@pytest.mark.both
def test_another_municipality_and_what_all_share(client: Client) -> None:
    get(client)
    factories.make_office(factories.make_municipality())
    assert is_kept(client)
    Theme.objects.all()[0].save()
    assert not is_kept(client)


def test_whoever_is_logged_in_gets_a_page_of_their_own(client: Client) -> None:
    Measure.objects.filter(code="A4", report__slug="soziale-lage-2018").update(publication=Publication.DRAFT)
    stranger = get(client).content
    planner = Client()
    planner.force_login(User.objects.get(username=PLANNER))
    first = get(planner)
    assert first.content != stranger
    assert "private" in first["Cache-Control"]
    assert not is_kept(planner)
    assert get(Client()).content == stranger
    planner.logout()
    assert get(planner).content == stranger


def test_what_one_was_told_is_told_to_nobody_else(client: Client) -> None:
    get(client)
    request = RequestFactory().get("/")
    storage = CookieStorage(request)
    storage.add(constants.INFO, "Nur für Sie")
    response = HttpResponse()
    storage.update(response)
    told = Client()
    told.cookies = response.cookies
    assert not is_kept(told)


def test_pages_with_a_token_are_made_for_each(client: Client) -> None:
    form = "/heidelberg/abonnieren/?bericht=soziale-lage-2018"
    tokens = {get(Client(), form).cookies["csrftoken"].value for _visitor in range(2)}
    assert len(tokens) == 2


def test_a_page_belongs_to_its_language_day_and_compression(client: Client) -> None:
    with time_machine.travel(datetime(2026, 5, 3, 12, tzinfo=UTC), tick=False):
        get(client)
        assert get(client, f"/en{URL}").content != get(client).content
        assert get(client, **{"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"
        assert not get(client).has_header("Content-Encoding")
    with time_machine.travel(datetime(2026, 5, 3, 22, 30, tzinfo=UTC), tick=False):  # after midnight in Germany
        assert not is_kept(client)


@pytest.mark.both
def test_nothing_is_kept_of_what_may_be_taken_back(client: Client) -> None:
    with transaction.atomic():
        rename()
        assert TITLE in get(client).content.decode()
        transaction.set_rollback(True)
    assert TITLE not in get(client).content.decode()


@pytest.mark.parametrize("url", [f"{URL}X99/", "/admin/login/", "/healthz", "/static/css/site.css", "/k/b1/"])
def test_other_answers_are_not_kept(client: Client, url: str) -> None:
    keeper = KeepPages(lambda _request: HttpResponse(status=404))
    keeper(RequestFactory().get(url))
    assert len(keeper.plain) == 0


@pytest.mark.parametrize(
    ("query", "is_known"), [("suche=a&seite=2", True), ("utm_source=x", False), ("suche=a&x=", False), ("%ff=1", False)]
)
def test_nobody_fills_the_memory_with_invented_parameters(query: str, is_known: bool) -> None:
    keeper = KeepPages(lambda _request: HttpResponse("Seite"))
    request = RequestFactory().get(f"/massnahmen/?{query}")
    keeper(request)
    assert (len(keeper.plain), len(keeper.asked)) == (0, int(is_known))


def test_the_order_of_parameters_does_not_matter() -> None:
    keeper = KeepPages(lambda _request: HttpResponse("Seite"))
    for query in ("suche=a&seite=2", "seite=2&suche=a"):
        keeper(RequestFactory().get(f"/massnahmen/?{query}"))
    assert len(keeper.asked) == 1


def test_searches_drive_no_page_out(settings: Settings) -> None:
    settings.KEPT_PAGES_BYTES = 40_000
    keeper = KeepPages(lambda _request: HttpResponse("Seite"))
    keeper(RequestFactory().get("/massnahmen/"))
    for number in range(100):
        keeper(RequestFactory().get(f"/massnahmen/?suche={number}"))
    assert len(keeper.plain) == 1
    assert 0 < keeper.asked.size <= 10_000


def test_a_shelf_keeps_what_was_asked_for_last() -> None:
    def page(content: bytes) -> KeptPage:
        return KeptPage(place=1, stamp=1, content=content, headers=(), tag="")

    shelf = Shelf(room=8_000)
    for key in "abc":
        shelf.put(key, page(b"x" * 1_000))
    shelf.get("a")
    shelf.put("d", page(b"x" * 1_000))
    assert [key for key in "abcd" if shelf.get(key)] == ["a", "c", "d"]
    shelf.put("e", page(b"x" * 4_000))
    assert shelf.get("e") is None
    shelf.put("a", page(b""))
    assert shelf.size == sum(found.size for key in "abcd" if (found := shelf.get(key)))


def test_nothing_is_kept_if_there_is_no_room(settings: Settings) -> None:
    settings.KEPT_PAGES_BYTES = 0
    asked: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        asked.append(request)
        return HttpResponse("Seite")

    keeper = KeepPages(answer)
    for _time in range(2):
        keeper(RequestFactory().get("/massnahmen/"))
    assert len(asked) == 2
