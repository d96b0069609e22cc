"""What changed between two days: in one sentence, measure by measure, and only what may be seen."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure, Report
from monitoring.choices import Status
from tests.factories import make_measure, make_milestone, make_municipality, make_report, make_update
from tests.reports.pages import get, one, text, texts

pytestmark = pytest.mark.django_db

PAGE = "/stadt/bericht/aenderungen/"
SPAN = f"{PAGE}?von=2020-01-01&bis=2021-12-31"


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(date(2022, 3, 1), tick=False):
        yield


@pytest.fixture
def report() -> Report:
    """A1 done in between, A2 done before, A3 newly late, A4 without any report, A5 added in between."""
    report = make_report(make_municipality(slug="stadt"), slug="bericht", published_on=date(2018, 5, 1))
    done = make_measure(report, code="A1", title="Kita bauen")
    make_update(done, as_of=date(2019, 1, 1), status=Status.IN_PROGRESS, text="Der Bau läuft.")
    make_update(done, as_of=date(2021, 1, 1), status=Status.DONE, text="Die Kita ist offen.")
    make_update(make_measure(report, code="A2", title="Fest"), as_of=date(2019, 1, 1), status=Status.DONE)
    late = make_measure(report, code="A3", title="Spielplatz", due="30.06.2021")
    make_update(late, as_of=date(2019, 1, 1), status=Status.IN_PROGRESS)
    make_measure(report, code="A4", title="Beratung")
    make_measure(report, code="A5", title="Nachgekommen", added_on=date(2020, 6, 1))
    return report


def news(client: Client, url: str = SPAN) -> list[str]:
    return texts(get(client, url), ".change-list > li")


def test_a_sentence_says_it_all(client: Client, report: Report) -> None:
    assert text(get(client, SPAN), ".lead-sentence") == (
        "Vom 01.01.2020 bis 31.12.2021: 1 Maßnahme umgesetzt, 1 Frist verstrichen, 1 hinzugekommen, "
        "1 mit neuer Meldung, 2 ohne neue Meldung."
    )


def test_no_two_numbers_have_the_same_words(client: Client, report: Report) -> None:
    """The two without a new report are the one whose deadline has passed, and another."""
    assert texts(get(client, SPAN), ".sums li") == [
        "2 mit Neuem",
        "1 mit verstrichenen Terminen",
        "1 weitere ohne neue Meldung",
        "1 schon vorher abgeschlossen",
    ]


@pytest.mark.both
def test_a_status_moves_from_old_to_new_and_is_marked_once(client: Client, report: Report) -> None:
    first = news(client)[0]
    assert first.startswith("A1 Kita bauen in Umsetzung → ist jetzt umgesetzt neu")
    assert "Die Kita ist offen." in first
    assert "Der Bau läuft." not in first
    later = get(client, f"{PAGE}?von=2021-06-01&bis=2021-12-31")
    assert "A1 Kita bauen" in text(later, "section[aria-labelledby=abgeschlossen]")


@pytest.mark.both
def test_what_was_closed_before_can_be_hidden(client: Client, report: Report) -> None:
    page = get(client, SPAN)
    closed = one(page, "section[aria-labelledby=abgeschlossen]")
    assert "A2 Fest" in text(closed)
    hidden = get(client, str(one(closed, "a[href*=abgeschlossene]")["href"]))
    assert "A2 Fest" not in text(hidden)
    assert "A1 Kita bauen" in text(hidden)


@pytest.mark.both
def test_newly_late_and_silent_ones_are_named(client: Client, report: Report) -> None:
    page = get(client, SPAN)
    passed = texts(page, "section[aria-labelledby=verstrichen] > ul > li")
    assert passed[0].startswith("A3 Spielplatz verstrichen")
    silent = texts(page, "section[aria-labelledby=ohne-meldung] li")
    assert silent[0].startswith("A4 Beratung")
    assert texts(page, ".sums a[href='#verstrichen'] b") == [str(len(passed))]
    make_update(Measure.objects.get(title="Spielplatz"), as_of=date(2021, 8, 1), status=Status.IN_PROGRESS)
    assert any(item.startswith("A3 Spielplatz in Umsetzung verspätet seit 6 Monaten neu") for item in news(client))


@pytest.mark.both
def test_an_added_measure_is_news_and_unknown_before(client: Client, report: Report) -> None:
    assert any(item.startswith("A5 Nachgekommen hinzugekommen") for item in news(client))
    assert "Nachgekommen" not in text(get(client, f"{PAGE}?von=2018-01-01&bis=2020-05-31"))


@pytest.mark.both
def test_moved_deadlines_come_with_their_reason(client: Client, report: Report) -> None:
    measure = make_measure(report, code="B1", title="Haus", due="Ende 2020")
    milestone = make_milestone(measure, title="Planung", due="Mitte 2020")
    with time_machine.travel(date(2020, 5, 5), tick=False):
        for deadline, reason in ((measure, "Stelle unbesetzt"), (milestone, "Gutachten fehlt")):
            deadline.due, deadline.change_reason = "Ende 2023", reason
            deadline.save()
    [item] = [item for item in news(client) if item.startswith("B1")]
    assert "Frist am 05.05.2020 von Ende 2020 auf Ende 2023 verschoben ( Stelle unbesetzt )" in item
    assert "Planung : Frist am 05.05.2020 von Mitte 2020 auf Ende 2023 verschoben ( Gutachten fehlt )" in item


def test_milestones_are_reached_or_open(client: Client, report: Report) -> None:
    measure = make_measure(report, code="B1", title="Haus")
    make_milestone(measure, title="Richtfest", due="2021", done_on=date(2020, 9, 9))
    make_milestone(measure, title="Einzug", due="1. Quartal 2021")
    [item] = [item for item in news(client) if item.startswith("B1")]
    assert "Etappe erreicht (09.09.2020): Richtfest" in item
    assert "Etappe offen seit 9 Monaten Einzug (1. Quartal 2021)" in item


def test_drafts_are_no_news(client: Client, report: Report) -> None:
    make_update(make_measure(report, code="B1"), as_of=date(2021, 1, 1), publication=Publication.DRAFT, text="Geheim")
    make_measure(report, code="B2", title="Entwurf", publication=Publication.DRAFT, added_on=date(2021, 1, 1))
    page = text(get(client, SPAN))
    assert "Geheim" not in page
    assert "Entwurf" not in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("von=gestern", "„gestern“ ist kein Tag. Schreiben Sie zum Beispiel 21.09.2018."),
        ("von=31.02.2020", "„31.02.2020“ ist kein Tag."),
        ("bis=2030-01-01", "Der 01.01.2030 liegt noch vor uns"),
        ("von=2021-12-31&bis=2020-01-01", "Der erste Tag liegt nach dem zweiten; sie wurden vertauscht."),
    ],
)
def test_what_cannot_be_read_is_said(client: Client, report: Report, query: str, message: str) -> None:
    assert message in text(get(client, f"{PAGE}?{query}"), ".problems")


@pytest.mark.both
def test_the_days_something_is_known_of_can_be_chosen(client: Client, report: Report) -> None:
    page = get(client, PAGE)
    assert texts(page, "#von option") == ["01.03.2022", "01.01.2021", "01.01.2019", "01.05.2018"]
    assert texts(page, "#von option[selected]") == ["01.01.2019"]
    assert texts(page, ".presets a") == [f"seit 01.01.{year}" for year in (2021, 2020, 2019, 2018, 2017)]


def test_a_report_without_measures_says_so(client: Client) -> None:
    make_report(make_municipality(slug="stadt"), slug="bericht")
    assert "noch keine Maßnahme veröffentlicht" in text(get(client, PAGE))


def test_two_clicks_from_heidelberg_to_what_changed_since_2020(client: Client) -> None:
    city = get(client, "/heidelberg/")
    first = one(city, ".report-card a[href$='aenderungen/']")
    second = next(link for link in get(client, str(first["href"])).select(".presets a") if "01.01.2020" in link.text)
    page = get(client, str(second["href"]))
    assert text(page, ".lead-sentence").startswith("Vom 01.01.2020 bis")
    assert len(page.select(".change-list > li")) == 16


def test_a_hidden_report_has_no_changes(client: Client, report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(is_public=False)
    assert client.get(SPAN).status_code == 404
    assert client.post(SPAN).status_code == 405
