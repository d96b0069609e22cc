"""The resolutions of a committee: open ones first, done ones once in the open and then in a fold; by faction."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from bs4 import Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import Column, Publication, ReportKind
from catalog.models import Measure, Report
from monitoring.choices import Status
from reports.council.drafting import summary
from reports.council.issuing import issue
from reports.council.standard_form import layout_of
from reports.models import Committee
from tests import factories
from tests.reports.pages import get, text

pytestmark = pytest.mark.usefixtures("without_cities")
PAGE = "/musterstadt/gremien/sozialausschuss/beschluesse/"
TODAY = date(2026, 7, 20)


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def committee() -> Committee:
    city = factories.make_municipality(name="Musterstadt", slug="musterstadt")
    return factories.make_committee(city, name="Sozialausschuss", abbreviation="SozA", slug="sozialausschuss")


@pytest.fixture
def report(committee: Committee) -> Report:
    facts = {"kind": ReportKind.RESOLUTIONS, "slug": "beschluesse", "published_on": date(2025, 1, 1)}
    return factories.make_report(committee.municipality, **facts)


def resolve(report: Report, title: str, moved_by: str = "CDU", **fields: Any) -> Measure:
    defaults = {"resolved_by": "Sozialausschuss", "resolved": "12.05.2025", "moved_by": moved_by}
    return factories.make_measure(report, title=title, **{**defaults, **fields})


def report_done(measure: Measure, day: date, status: Status = Status.DONE) -> None:
    factories.make_update(measure, status=status, as_of=day)


def meet(report: Report, committee: Committee, day: date) -> None:
    paper = factories.make_paper(report, committee=committee, dated_on=min(day, TODAY))
    paper.consultations.update(meeting_on=day)
    issue(paper)


def listed(client: Client, address: str = PAGE) -> dict[str, list[str]]:
    """The titles below "open", "done lately" and "done before"."""
    page = get(client, address)

    def titles(part: Tag | None) -> list[str]:
        return (
            [one.get_text(" ", strip=True).split(" ", 1)[-1] for one in part.select("li.resolution a")] if part else []
        )

    return {
        "open": titles(page.select_one("section[aria-labelledby=offen]")),
        "lately": titles(page.select_one("section[aria-labelledby=erledigt]")),
        "before": titles(page.select_one("details.resolutions-done")),
    }


def test_open_ones_come_first_with_all_that_is_known(client: Client, report: Report) -> None:
    lead = factories.make_office(report.municipality, name="Sozialamt")
    resolve(report, "Brunnen", code="7", lead=lead, moved_by="CDU; SPD", paper_references="Drs. 31/A")
    resolve(report, "Älterer", code="3", resolved="Mai 2024")
    resolve(report, "Von anderen", resolved_by="Bauausschuss")
    page = get(client, PAGE)
    first = text(page.select("li.resolution")[0])
    for words in ("7 Brunnen", "CDU; SPD", "12.05.2025", "Drs. 31/A", "Sozialamt", "keine Meldung"):
        assert words in first
    assert listed(client)["open"] == ["Brunnen", "Älterer"]
    assert "2 offene Beschlüsse" in text(page)
    assert PAGE in str(get(client, "/musterstadt/gremien/sozialausschuss/"))


@pytest.mark.both
def test_done_ones_are_shown_until_the_committee_meets_again(
    client: Client, report: Report, committee: Committee
) -> None:
    report_done(resolve(report, "Vor der Sitzung"), date(2026, 5, 1))
    report_done(resolve(report, "Seit der Sitzung"), date(2026, 6, 20))
    report_done(resolve(report, "Aufgegeben"), date(2026, 7, 1), Status.NOT_FEASIBLE)
    report_done(resolve(report, "Läuft"), date(2026, 7, 1), Status.IN_PROGRESS)
    everything = {"Vor der Sitzung", "Seit der Sitzung", "Aufgegeben"}
    assert set(listed(client)["lately"]) == everything
    meet(report, committee, date(2026, 6, 10))
    assert listed(client) == {
        "open": ["Läuft"],
        "lately": ["Seit der Sitzung", "Aufgegeben"],
        "before": ["Vor der Sitzung"],
    }
    meet(report, committee, date(2026, 7, 30))  # still to come
    assert set(listed(client)["lately"]) == {"Seit der Sitzung", "Aufgegeben"}


def test_a_closed_round_folds_what_was_done_before_it(client: Client, report: Report) -> None:
    report_done(resolve(report, "Vorher"), date(2026, 5, 1))
    report_done(resolve(report, "In der Runde"), date(2026, 6, 30))
    running = factories.make_round(report, as_of=date(2026, 6, 30))
    assert listed(client)["before"] == []
    running.closed_at = datetime(2026, 7, 10, 9, tzinfo=UTC)
    running.save()
    factories.make_snapshot(running, report)
    assert listed(client)["before"] == ["Vorher"]
    assert listed(client)["lately"] == ["In der Runde"]


def test_saying_it_again_does_not_make_it_new(client: Client, report: Report, committee: Committee) -> None:
    again, reopened = resolve(report, "Noch einmal gemeldet"), resolve(report, "Wieder aufgenommen")
    for measure in (again, reopened):
        report_done(measure, date(2026, 5, 1))
    meet(report, committee, date(2026, 6, 10))
    report_done(again, date(2026, 7, 1))
    report_done(reopened, date(2026, 6, 20), Status.IN_PROGRESS)
    assert listed(client) == {"open": ["Wieder aufgenommen"], "lately": [], "before": ["Noch einmal gemeldet"]}
    report_done(reopened, date(2026, 7, 2))
    assert listed(client)["lately"] == ["Wieder aufgenommen"]


@pytest.mark.both
def test_a_faction_has_its_motions(client: Client, report: Report) -> None:
    resolve(report, "Eins", "CDU; SPD")
    resolve(report, "Zwei", "SPD")
    resolve(report, "Drei", "Die Linke, Piraten")
    links = {text(one): one["href"] for one in get(client, PAGE).select(".chips a")}
    assert list(links) == ["alle (3)", "CDU (1)", "Die Linke (1)", "Piraten (1)", "SPD (2)"]
    assert sorted(listed(client, f"{PAGE}{links['SPD (2)']}")["open"]) == ["Eins", "Zwei"]
    assert listed(client, f"{PAGE}{links['Die Linke (1)']}")["open"] == ["Drei"]
    assert listed(client, f"{PAGE}?fraktion=Unbekannt")["open"] == []
    assert get(client, f"{PAGE}?fraktion=SPD").select_one(".chips [aria-current]").get_text() == "SPD (2)"  # type: ignore[union-attr]


@pytest.mark.both
def test_nothing_hidden_is_listed_or_counted(client: Client, report: Report, committee: Committee) -> None:
    resolve(report, "Öffentlich")
    resolve(report, "Entwurf", "Geheimfraktion", publication=Publication.DRAFT)
    hidden = factories.make_report(committee.municipality, kind=ReportKind.RESOLUTIONS, is_public=False)
    resolve(hidden, "Intern", "Geheimfraktion")
    factories.make_measure(factories.make_report(committee.municipality), title="Maßnahme", resolved_by="SozA")
    factories.make_update(report.measures.get(title="Öffentlich"), status=Status.DONE, publication=Publication.DRAFT)
    assert listed(client) == {"open": ["Öffentlich"], "lately": [], "before": []}
    assert "Geheimfraktion" not in client.get(PAGE).text
    client.force_login(factories.make_planner(committee.municipality))
    assert sorted(listed(client)["open"]) == ["Entwurf", "Intern", "Öffentlich"]


def test_the_abbreviation_names_the_committee_and_none_is_said_kindly(client: Client, report: Report) -> None:
    assert "keine Beschlüsse verfolgt" in text(get(client, PAGE))
    resolve(report, "Kurz", resolved_by="SozA")
    assert listed(client)["open"] == ["Kurz"]


@pytest.mark.both
def test_few_queries_however_many_there_are(client: Client, report: Report, committee: Committee) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{PAGE}?x={len(captured)}").status_code == 200
        return len(captured)

    def some(number: int) -> None:
        office = factories.make_office(report.municipality)
        resolve(report, f"Offen {number}", f"Fraktion {number}", lead=office)
        report_done(resolve(report, f"Neu {number}", lead=office), date(2026, 7, 1))
        report_done(resolve(report, f"Alt {number}", lead=office), date(2026, 5, 1))

    meet(report, committee, date(2026, 6, 10))
    some(0)
    queries()
    few = queries()
    for number in range(1, 9):
        some(number)
    queries()
    assert queries() == few


@pytest.mark.both
def test_long_lists_have_pages(client: Client, report: Report) -> None:
    for number in range(51):
        resolve(report, f"Nr. {number}", "CDU", code=str(number + 1))
    first = get(client, f"{PAGE}?fraktion=CDU")
    assert "51 offene Beschlüsse" in text(first)
    assert len(first.select("li.resolution")) == 50
    second = first.select_one(".pages a[rel=next]")
    assert second is not None
    assert len(get(client, str(second["href"])).select("li.resolution")) == 1


class TestElsewhere:
    """The table, files and papers of such a report."""

    def test_a_new_report_of_resolutions_has_its_columns(self, report: Report) -> None:
        assert {Column.MOVED_BY, Column.RESOLVED, Column.PAPERS} <= set(report.columns)
        report.columns = [Column.TITLE]
        report.save()
        assert report.columns == [Column.TITLE]
        assert Column.MOVED_BY not in factories.make_report(report.municipality).columns

    def test_the_table_and_the_page_of_a_resolution_name_them(self, client: Client, report: Report) -> None:
        resolution = resolve(report, "Brunnen", "CDU; SPD", paper_references="Drs. 31/A")
        table = get(client, f"{report.get_absolute_url()}?ansicht=voll")
        page = get(client, resolution.get_absolute_url())
        for words in ("CDU; SPD", "Sozialausschuss, 12.05.2025", "Drs. 31/A"):
            assert words in text(table)
            assert words in text(page)
        headings = [text(one) for one in table.select("thead th")]
        assert {"Beschluss", "Antragsteller", "Beschlossen"} <= set(headings)

    def test_the_files_hold_them(self, client: Client, report: Report) -> None:
        resolve(report, "Brunnen", "CDU; SPD")
        found = client.get(f"{report.get_absolute_url()}measures.json").json()["measures"][0]
        assert (found["moved_by"], found["resolved_by"]) == (["CDU", "SPD"], "Sozialausschuss")
        assert (found["resolved"], found["resolved_on"]) == ("12.05.2025", "2025-05-12")
        heading = client.get(f"{report.get_absolute_url()}measures.csv").content.decode("utf-8-sig").splitlines()[0]
        assert {"Antragsteller", "Gremium", "Beschlossen am"} <= set(heading.replace('"', "").split(";"))
        other = factories.make_measure(factories.make_report(report.municipality)).report
        assert "Antragsteller" not in client.get(f"{other.get_absolute_url()}measures.csv").content.decode()

    def test_a_paper_speaks_of_resolutions(self, report: Report) -> None:
        paper = factories.make_paper(report, dated_on=TODAY)
        resolution = resolve(report, "Brunnen")
        assert summary(paper) == "Zu den {gesamt} Beschlüssen liegt noch keine Meldung vor."
        report_done(resolution, date(2026, 5, 1))
        assert "Beschlüssen ist" in summary(paper)
        assert "Maßnahme" not in summary(paper)
        lines = "\n".join(block.lines for block in layout_of(paper))
        assert "Umsetzung der Beschlüsse" in lines
        assert "Maßnahmen" not in lines
