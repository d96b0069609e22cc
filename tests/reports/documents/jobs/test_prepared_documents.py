"""Documents of more than 100 measures are made beside the request; a page says how far they are."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from catalog.choices import Publication
from catalog.models import AuditEntry, Measure, Report, Revision
from catalog.permissions.roles import Visitor
from catalog.recycle_bin.cascade import remove
from catalog.tasks.worker import requeue_lost
from reports.choices import PreparedState
from reports.documents.document import Document
from reports.documents.jobs import queue
from reports.documents.jobs.job import MOST_MEASURES_AT_ONCE, DocumentJob, Recipe
from reports.documents.progress import MeasureProgress
from reports.documents.writers.docx import write_docx
from reports.documents.writers.formats import DOCX
from reports.models import PreparedFile
from reports.querysets import PreparedFileQuerySet
from tests import factories
from tests.queued import a_worker, begun_by, do_next, do_queued, number_queued
from tests.reports.documents.reading import of_docx
from tests.reports.pages import get, one, text

pytestmark = pytest.mark.usefixtures("without_cities")

URL = "/stadt/bericht/"
FILES = ["statustabelle.docx", "statustabelle.pdf", "massnahmenheft.docx", "massnahmenheft.pdf"]
TABLE = f"{URL}statustabelle.docx"
LARGE = MOST_MEASURES_AT_ONCE + 1


def report_of(number: int, slug: str = "bericht") -> Report:
    city = Report.objects.values_list("municipality", flat=True).first() or factories.make_municipality(slug="stadt").pk
    report = factories.make_report(slug=slug, title="Sozialbericht", municipality_id=city)
    Measure.objects.bulk_create(
        Measure(report=report, code=f"A{n}", title=f"Vorhaben {n}", publication=Publication.PUBLISHED)
        for n in range(number)
    )
    return report


@pytest.fixture
def report() -> Report:
    return report_of(LARGE)


@pytest.fixture
def planner() -> Client:
    return logged_in("planerin")


def logged_in(username: str) -> Client:
    client = Client()
    client.force_login(factories.make_planner(username=username))
    return client


def client_from(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def ask(client: Client, url: str = TABLE) -> str:
    """The page that says how far it is."""
    response = client.get(url)
    assert response.status_code == 303, f"{url} answers {response.status_code}"
    assert "no-store" in response["Cache-Control"]
    return str(response["Location"])


def file_of(client: Client, page: str) -> Any:
    return client.get(str(one(get(client, page), "a.button")["href"]))


@pytest.mark.parametrize("name", FILES)
def test_a_hundred_measures_come_at_once(client: Client, name: str) -> None:
    report_of(MOST_MEASURES_AT_ONCE)
    assert client.get(f"{URL}{name}").status_code == 200
    assert (number_queued(), PreparedFile.objects.count()) == (0, 0)


@pytest.mark.both
@pytest.mark.parametrize("name", FILES)
def test_one_more_comes_later_and_is_the_same_file(
    client: Client, report: Report, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    page = ask(client, f"{URL}{name}")
    assert number_queued() == 1
    do_queued()
    later = file_of(client, page)
    monkeypatch.setattr("reports.documents.jobs.job.MOST_MEASURES_AT_ONCE", LARGE)
    at_once = client.get(f"{URL}{name}")
    assert later.content == at_once.content
    for header in ("Content-Type", "Content-Disposition", "Content-Language"):
        assert later[header] == at_once[header]


@pytest.mark.both
def test_what_is_counted_is_what_was_asked_for(client: Client, report: Report) -> None:
    factories.make_measure(report, code="B1", title="Radweg")
    assert client.get(f"{TABLE}?suche=radweg").status_code == 200
    ask(client, f"{TABLE}?suche=vorhaben")
    assert PreparedFile.objects.get().total == LARGE


@pytest.mark.parametrize("name", ["measures.csv", "measures.xlsx", "measures.json"])
def test_tables_for_programs_come_at_once(client: Client, report: Report, name: str) -> None:
    assert client.get(f"{URL}{name}").status_code == 200


def test_the_page_says_what_is_made_and_looks_again(client: Client, report: Report) -> None:
    page = get(client, ask(client, f"{TABLE}?sortierung=-titel"))
    assert text(page, "h1") == "Das Dokument wird erstellt"
    assert text(page, ".lead") == "Statustabelle: Sozialbericht (DOCX)"
    assert text(page, "[role=status]").startswith(f"Schritt 1 von 2: 0 von {LARGE} Maßnahmen sind gelesen.")
    assert one(page, "script[src$='waiting.js']")
    assert (one(page, "progress")["value"], one(page, "progress")["max"]) == ("0", str(LARGE))
    assert one(page, ".prepared p:last-child a")["href"] == f"{URL}?sortierung=-titel"


def test_the_page_says_how_far_it_is(client: Client, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ask(client)
    seen: list[str] = []

    def look(self: MeasureProgress, measure: Measure) -> None:
        told(self, measure)
        if measure.code == "A100":
            seen.append(text(get(client, page), "[role=status]"))

    told = MeasureProgress.of
    monkeypatch.setattr(MeasureProgress, "of", look)
    do_queued()
    assert seen[0].startswith(f"Schritt 1 von 2: 100 von {LARGE} Maßnahmen sind gelesen.")


def test_the_page_says_that_the_file_is_written(
    client: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ask(client)
    seen: list[str] = []

    def write(_recipe: Recipe, _document: Document) -> bytes:
        seen.append(text(get(client, page), "[role=status]"))
        return b"fertig"

    monkeypatch.setattr(Recipe, "written", write)
    do_queued()
    assert seen[0].startswith(
        f"Schritt 2 von 2: Alle {LARGE} Maßnahmen sind gelesen, jetzt wird die Datei geschrieben."
    )
    assert bytes(PreparedFile.objects.get().content) == b"fertig"


def order_of(report: Report, address: str = TABLE) -> DocumentJob:
    recipe = empty_recipe(None)
    return DocumentJob(report, "Titel", "titel.docx", DOCX, address, URL, LARGE, recipe, empty_recipe, {})


def empty_recipe(_visitor: Visitor | None) -> Recipe:
    document = Document("Titel", (), datetime(2021, 1, 19))  # noqa: DTZ001 - files name no time zone
    return Recipe(lambda _listener: document, write_docx)


def test_at_last_it_offers_the_file(client: Client, report: Report) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 12, 5, tzinfo=UTC), tick=False):
        page = ask(client)
        assert client.get(f"{page}datei/").status_code == 404
        do_queued()
        found = get(client, page)
    assert text(found, "h1") == "Das Dokument ist fertig"
    assert re.fullmatch(r"Datei speichern \(DOCX, [\d,]+ KB\)", text(found, "a.button"))
    assert "bis 14:05 Uhr" in text(found, "main")
    assert not found.select("script, progress")


def test_the_page_speaks_english_and_the_file_german(client: Client, report: Report) -> None:
    page = ask(client, f"/en{TABLE}")
    assert page.startswith("/en/stadt/")
    do_queued()
    assert text(get(client, page), "h1") == "The document is ready"
    assert "101 Maßnahmen" in of_docx(file_of(client, page).content)


def test_strangers_who_ask_for_the_same_wait_for_the_same(client: Client, report: Report) -> None:
    page = ask(client)
    assert ask(client_from("192.0.2.1")) == page
    assert ask(client_from("192.0.2.1"), f"{TABLE}?sortierung=titel") != page
    assert number_queued() == 2
    do_next()
    assert ask(client_from("192.0.2.2")) == page


def test_what_was_made_for_a_stranger_serves_until_something_changes(client: Client, report: Report) -> None:
    page = ask(client)
    do_queued()
    PreparedFile.objects.update(seen_at=timezone.now() - timedelta(minutes=50))
    assert ask(client) == page
    Revision.objects.all().delete()  # on PostgreSQL the stamp stays until the end of a transaction
    report.save()
    assert ask(client) != page


def test_who_is_logged_in_gets_what_is_known_now(report: Report, planner: Client) -> None:
    page = ask(planner)
    assert ask(planner) == page
    do_queued()
    assert ask(planner) != page


def test_what_a_planner_asks_for_is_for_nobody_else(client: Client, report: Report, planner: Client) -> None:
    factories.make_measure(report, code="B1", title="Geheimvorhaben", publication=Publication.DRAFT)
    page, public = ask(planner), ask(client)
    assert public != page
    do_queued()
    for stranger in (client, logged_in("kollegin")):
        assert stranger.get(page).status_code == 404
        assert stranger.get(f"{page}datei/").status_code == 404
        assert "Geheimvorhaben" not in of_docx(file_of(stranger, public).content)
    assert "Geheimvorhaben" in of_docx(file_of(planner, page).content)
    assert AuditEntry.objects.filter(kind="drafts_exported").count() == 1


def test_a_report_that_is_no_longer_public_takes_its_files_along(client: Client, report: Report) -> None:
    page = ask(client)
    do_queued()
    other = page.replace("/bericht/", f"/{report_of(1, 'anderer').slug}/")
    assert client.get(other).status_code == 404
    Report.objects.update(is_public=False)
    assert client.get(page).status_code == 404
    assert client.get(f"{page}datei/").status_code == 404


def test_what_is_not_there_says_why(client: Client, report: Report) -> None:
    response = client.get(f"{URL}dokumente/x/")
    assert response.status_code == 404
    assert "Große Dokumente liegen eine Stunde lang bereit" in response.text


def test_after_an_hour_it_is_gone(client: Client, report: Report) -> None:
    page = ask(client)
    do_queued()
    PreparedFile.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert client.get(page).status_code == 404
    assert client.get(f"{page}datei/").status_code == 404
    assert PreparedFile.objects.count() == 1
    ask(client, f"{URL}massnahmenheft.pdf")
    assert [row.name for row in PreparedFile.objects.all()] == ["stadt-bericht-massnahmenheft.pdf"]


@pytest.mark.both
def test_a_worker_that_died_is_replaced_and_the_document_made_anew(client: Client, report: Report) -> None:
    page = ask(client)
    with begun_by("first"):
        requeue_lost()
        assert number_queued() == 0
        PreparedFile.objects.update(state=PreparedState.WRITING, done=LARGE)
    requeue_lost()
    assert number_queued() == 1
    do_queued()
    assert file_of(client, page).status_code == 200
    assert ask(client) == page


@pytest.mark.both
def test_who_kills_three_workers_is_given_up(client: Client, report: Report) -> None:
    page = ask(client)
    for name in ("first", "second", "third"):
        with begun_by(name):
            pass
        requeue_lost()
    do_queued()
    found = get(client, page)
    assert text(found, "h1") == "Das Dokument wurde nicht fertig"
    assert "wählen Sie auf der Seite des Berichts weniger Maßnahmen" in text(found, "main")
    assert not found.select("script")
    again = ask(client, str(one(found, "a.button")["href"]))
    assert again != page


@pytest.mark.both
def test_what_was_given_up_meanwhile_is_not_touched(client: Client, report: Report) -> None:
    ask(client)
    PreparedFile.objects.update(state=PreparedState.FAILED)
    do_queued()
    assert PreparedFile.objects.get().state == PreparedState.FAILED


def test_where_no_worker_runs_the_page_says_so(client: Client, report: Report) -> None:
    page = ask(client)
    with a_worker():
        assert not get(client, page).select("#waiting [role=alert]")
    alert = text(get(client, page), "#waiting [role=alert]")
    assert alert.startswith("Der Hintergrunddienst antwortet zurzeit nicht.")


@pytest.mark.parametrize("error", [ValueError("unlesbar"), OperationalError("database is locked")])
def test_what_fails_says_so(client: Client, report: Report, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_arguments: object) -> None:
        raise error

    page = ask(client, f"{TABLE}?sortierung=-titel")
    monkeypatch.setattr(MeasureProgress, "of", fail)
    do_queued()
    found = get(client, page)
    assert text(found, "[role=alert]") == "Das Dokument konnte nicht erstellt werden."
    assert one(found, "a.button")["href"] == f"{TABLE}?sortierung=-titel"


def is_busy(client: Client, url: str = TABLE) -> bool:
    response = client.get(url)
    if response.status_code == 503:
        assert response["Retry-After"] == "60"
        assert "Versuchen Sie es in einer Minute noch einmal." in response.text
    return response.status_code == 503


@pytest.mark.both
def test_a_visitor_has_one_made_at_a_time(client: Client, report: Report, planner: Client) -> None:
    for visitor in (client, planner):
        ask(visitor)
        assert is_busy(visitor, f"{TABLE}?sortierung=titel")
    assert AuditEntry.objects.filter(kind="drafts_exported").count() == 1
    do_queued()
    ask(client, f"{TABLE}?sortierung=titel")


@pytest.mark.both
def test_too_many_at_once_wait(report: Report, planner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_AT_WORK", 3)
    monkeypatch.setattr(queue, "MOST_OF_STRANGERS", 2)
    for number, word in enumerate(("titel", "-titel")):
        ask(client_from(f"192.0.2.{number}"), f"{TABLE}?sortierung={word}")
    assert is_busy(client_from("192.0.2.9"))
    ask(planner)
    assert is_busy(logged_in("kollegin"))
    do_next()
    ask(client_from("192.0.2.9"))


def test_a_renamed_report_takes_those_who_wait_along(client: Client, report: Report) -> None:
    page = ask(client)
    do_queued()
    report.slug = "umbenannt"
    report.save()
    response = client.get(f"{page}datei/", follow=True)
    assert response.redirect_chain == [(f"{page}datei/".replace("bericht", "umbenannt"), 301)]
    assert response.status_code == 200


@pytest.mark.both
def test_only_so_many_are_kept(client: Client, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_KEPT", 2)
    for number in range(5):
        order = order_of(report, address=f"{TABLE}?{number}")
        queue.enqueue(order, None, "")
        do_queued()
    assert [row.address[-1] for row in PreparedFile.objects.order_by("pk")] == ["2", "3", "4"]


@pytest.mark.both
def test_two_who_ask_at_the_same_moment_wait_for_the_same(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one is faster, after this one has looked."""
    order = order_of(report)
    answering = PreparedFileQuerySet.answering
    first: list[PreparedFile] = []

    def look(files: Any, question: str) -> Any:
        found = answering(files, question)
        if not first:
            monkeypatch.undo()
            none = list(found)
            first.append(queue.enqueue(order, None, ""))
            return PreparedFile.objects.filter(pk__in=none)
        return found

    monkeypatch.setattr(PreparedFileQuerySet, "answering", look)
    assert queue.enqueue(order, None, "") == first[0]
    assert PreparedFile.objects.count() == 1


def test_files_do_not_go_to_the_bin_with_a_report(client: Client, report: Report) -> None:
    page = ask(client)
    do_queued()
    (thing,) = remove([report], None)
    assert thing.contents == {"catalog.measure": LARGE}
    assert client.get(page).status_code == 404
    assert client.get(f"{page}datei/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_there_is_nothing_to_send(client: Client, report: Report, method: str) -> None:
    page = ask(client)
    for url in (TABLE, page, f"{page}datei/"):
        assert getattr(client, method)(url).status_code == 405
