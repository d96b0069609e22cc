"""The changes of a long report, which the database chooses and counts, say what those of loaded measures say."""

import random
from datetime import date

import pytest
from django.test import Client

from catalog.choices import Publication
from catalog.models import Report
from monitoring.current.judging import refresh_all
from reports.changes.between_days import ChangeKind
from reports.measures.table import pages
from tests.factories import (
    make_measure,
    make_milestone,
    make_municipality,
    make_planner,
    make_reader,
    make_report,
    make_section,
    make_update,
)
from tests.fetched import counting
from tests.reports.measures.test_past_lists import eventful  # noqa: F401 - a fixture
from tests.reports.pages import get, one
from tests.reports.test_one_unit_of_counting import random_city  # noqa: F401 - a fixture

pytestmark = [pytest.mark.both, pytest.mark.django_db]

SPANS = [
    ("2016-01-01", "2020-05-31"),
    ("2019-12-31", "2020-12-31"),
    ("2020-01-01", "2021-03-01"),
    ("2020-12-31", ""),
    ("2021-01-01", ""),
    ("2022-07-01", ""),
]


@pytest.fixture
def report(eventful: Report) -> Report:  # noqa: F811
    """A report with sections, drafts, confirmed updates, and measures of which nothing but their parts speaks."""
    chance = random.Random(7)  # noqa: S311 - the same report every time
    sections = [*(make_section(eventful, slug=f"s{number}") for number in range(4)), None]
    for measure in eventful.measures.filter(parent=None):
        measure.section = chance.choice(sections)
        measure.publication = chance.choice([Publication.DRAFT, Publication.COMMITTEE, *[Publication.PUBLISHED] * 6])
        measure.save()
        before = measure.status_updates.order_by("-as_of").first()
        if before and chance.random() < 0.4:
            day = chance.choice([date(2020, 3, 1), date(2021, 2, 1), date(2021, 4, 1)])
            if before.as_of < day:
                before.publication = chance.choice([Publication.DRAFT, Publication.PUBLISHED])
                before.save()
                make_update(measure, as_of=day, status=before.status, confirms=before)
    return eventful


def as_a_long_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_ON_ONE_PAGE", 7)


def test_a_long_report_says_the_same(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.changes.page.ON_A_PAGE", 50)
    visitors = [Client(), Client(), Client()]
    visitors[1].force_login(make_planner(report.municipality))
    visitors[2].force_login(make_reader(report.municipality))
    sections = set()
    for place, (since, until) in enumerate(SPANS):
        visitor = visitors[place % 3]
        for number in (1, 2):
            url = f"{report.get_absolute_url()}aenderungen/?von={since}&bis={until}&seite={number}"
            whole = one(get(visitor, url), "main")
            with monkeypatch.context() as patched:
                as_a_long_one(patched)
                assert one(get(visitor, url), "main") == whole, url
            sections |= {str(heading["id"]) for heading in whole.select("section h2")}
    assert sections == {kind.value for kind in ChangeKind}  # so that something of every kind is compared


def test_a_page_loads_as_many_rows_of_a_long_report_as_of_a_longer_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_a_long_one(monkeypatch)
    monkeypatch.setattr("reports.changes.page.ON_A_PAGE", 5)
    found = make_report(make_municipality(slug="stadt"), slug="bericht", published_on=date(2018, 5, 1))

    def grow(numbers: range) -> None:
        for number in numbers:
            measure = make_measure(found, code=f"A{number}")
            make_update(measure, as_of=date(2020, 1, 1))
            make_update(measure, as_of=date(2021, 1, 1))
            make_milestone(measure, title="Etappe", due="Mai 2020")

    def fetched() -> tuple[int, int]:
        refresh_all()
        with counting() as numbers:
            get(client, "/stadt/bericht/aenderungen/?von=2019-01-01&bis=2020-12-31")
        return len(numbers.statements), numbers.rows

    grow(range(10))
    fetched()
    before = fetched()
    grow(range(10, 40))
    assert fetched() == before
