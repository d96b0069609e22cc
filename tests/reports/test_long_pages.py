"""Pages of a long report besides its table: the schedule, the changes and the indicators go from page to page.

Together the pages show all of it, each once, and say on every page how much there is.
"""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from catalog.models import Report
from monitoring.choices import Status
from reports.council.issuing import issue
from tests.factories import (
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_paper,
    make_report,
    make_section,
    make_update,
    make_value,
)
from tests.reports.pages import get, one, text, texts

pytestmark = pytest.mark.django_db

URL = "/stadt/bericht/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(date(2023, 6, 15), tick=False):
        yield


@pytest.fixture
def report() -> Report:
    """Two sections of six measures: with a milestone and a deadline, an update, or nothing."""
    found = make_report(make_municipality(slug="stadt"), slug="bericht", published_on=date(2018, 5, 1))
    for letter in "AB":
        section = make_section(found, slug=f"abschnitt-{letter.lower()}", title=f"Abschnitt {letter}")
        for number in range(1, 7):
            due = "" if number > 4 else f"0{number}.{2023 if letter == 'A' else 2024}"
            measure = make_measure(found, section=section, code=f"{letter}{number}", due=due)
            if due:
                make_milestone(measure, due="30.11.2023", title=f"Etappe {letter}{number}")
            if number % 2:
                make_update(measure, status=Status.IN_PROGRESS, as_of=date(2021, number, 1))
    return found


def pages(client: Client, url: str) -> list[BeautifulSoup]:
    found = [get(client, url)]
    while following := found[-1].select_one("nav.pages a[rel=next]"):
        found.append(get(client, str(following["href"])))
    return found


def test_the_schedule_goes_on(client: Client, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.charts.schedule.ON_A_PAGE", 5)
    found = pages(client, f"{URL}verlauf/")
    codes = [f"{letter}{number}" for letter in "AB" for number in range(1, 5)]
    assert [code for page in found for code in texts(page, "table.schedule tbody .code")] == codes
    assert [len(page.select(".named-dates > li")) for page in found] == [10, 6, 0]
    for page in found:
        assert texts(page, "#stand ~ figure table tbody th") == ["01.01.2021", "01.03.2021", "01.05.2021"]
    legends = [texts(page, ".keys .step") for page in found[:2]]
    assert [sum(int(number) for number in legend if number) for legend in legends] == [16, 16]
    assert [texts(page, ".dates details li") for page in found[1:]] == [
        ["A5 " + title_of(report, "A5"), "A6 " + title_of(report, "A6")],
        ["B5 " + title_of(report, "B5"), "B6 " + title_of(report, "B6")],
    ]
    assert all("4 Maßnahmen ohne Termine" in text(page, ".dates summary") for page in found[1:])


def title_of(report: Report, code: str) -> str:
    return report.measures.get(code=code).title


def test_changes_go_on_below_the_same_sums(client: Client, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.changes.page.ON_A_PAGE", 4)
    url = f"{URL}aenderungen/?von=2020-12-31&bis=2023-06-15"
    found = pages(client, url)
    assert [len(page.select("main section > ol > li, main section > ul > li")) for page in found] == [4, 4, 4]
    assert [len(page.select(".change-list > li")) for page in found] == [4, 2, 0]
    assert len({tuple(texts(page, ".sums li")) for page in found}) == 1
    assert "Neues (6)" in text(found[0], "main")
    assert "Neues (6)" in text(found[1], "main")
    monkeypatch.setattr("reports.changes.page.ON_A_PAGE", 7)  # the last of a page begins a section
    for page in [*found, *pages(client, url)]:
        for link in page.select(".sums a"):
            address, _, anchor = str(link["href"]).partition("#")
            if page not in found or not address:
                assert one(get(client, address) if address else page, f"h2[id={anchor}]"), link


def test_hidden_changes_fill_no_pages(client: Client, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.changes.page.ON_A_PAGE", 4)
    for measure in report.measures.filter(code__in=["A2", "A4", "A6", "B2", "B4"]):
        make_update(measure, status=Status.DONE, as_of=date(2019, 1, 1))
    url = f"{URL}aenderungen/?von=2020-12-31&bis=2023-06-15"
    assert len(pages(client, url)) == 3
    hidden = pages(client, f"{url}&abgeschlossene=aus")
    assert len(hidden) == 2
    assert [len(page.select("#abgeschlossen")) for page in hidden] == [0, 1]
    assert "Schon vorher abgeschlossen (5)" in text(hidden[1], "main")
    assert "abgeschlossene=aus" in str(one(hidden[0], "nav.pages a[rel=next]")["href"])


def test_of_very_many_days_one_is_typed(client: Client, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"{URL}aenderungen/?von=2020-12-31&bis=2023-06-15"
    issue(make_paper(report, dated_on=date(2019, 7, 1)))
    chosen = get(client, url)
    assert len(chosen.select("select[name=von] option")) == 7
    by_default = text(get(client, f"{URL}aenderungen/"), ".lead-sentence")
    assert "01.07.2019" in by_default
    monkeypatch.setattr("reports.changes.views.MOST_DAYS", 2)
    page = get(client, url)
    assert page.select_one(".presets") == chosen.select_one(".presets")
    assert text(get(client, f"{URL}aenderungen/"), ".lead-sentence") == by_default
    assert [one(page, f"input[name={name}]")["value"] for name in ("von", "bis")] == ["31.12.2020", "15.06.2023"]
    typed = get(client, f"{URL}aenderungen/?von=31.12.2020&bis=15.06.2023")
    assert text(typed, ".lead-sentence") == text(page, ".lead-sentence")


def test_indicators_go_on_below_the_same_choices(
    client: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.indicators.followed.ON_A_PAGE", 5)
    for measure in report.measures.all():
        make_value(make_indicator(measure, name=f"Zahl {measure.code}"), value=3, as_of=date(2022, 1, 1))
    found = pages(client, f"{URL}indikatoren/?stand=2023-01-01")
    codes = [f"Zahl {letter}{number}" for letter in "AB" for number in range(1, 7)]
    shown = [code for page in found for code in codes if code in text(page, "main")]
    assert shown == codes
    assert len({tuple(texts(page, ".course-filter li")) for page in found}) == 1
    for page in found:
        assert len(page.select("nav.toc li")) == 2
        for link in page.select("nav.toc a"):
            address, _, anchor = str(link["href"]).partition("#")
            assert one(get(client, address) if address else page, f"h2[id={anchor}]"), link
    assert "stand=2023-01-01" in str(one(found[0], "nav.pages a[rel=next]")["href"])
