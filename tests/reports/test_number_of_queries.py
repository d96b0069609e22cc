"""Every page needs few queries, and the same number for ten and for many measures."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import Column, Publication, Role
from catalog.models import Measure, Office, Report, Responsibility, Section
from monitoring.choices import FileKind, Status
from monitoring.current.judging import refresh_all
from monitoring.models import (
    Attachment,
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    StatusUpdate,
)
from reports.council.issuing import issue
from reports.documents.jobs.job import MOST_MEASURES_AT_ONCE
from reports.models import Committee, CommitteeSection, PreparedFile
from tests.effort import THOROUGH
from tests.factories import (
    make_committee,
    make_crest,
    make_measure,
    make_municipality,
    make_paper,
    make_prepared_file,
    make_reader,
    make_report,
    make_section,
    make_update,
)
from tests.themes import Themes

pytestmark = pytest.mark.django_db

MOST = 15
# More: several small queries for what is known of a table's measures take a tenth of the time of the one large query;
# what lists across reports count, choose and sort, they ask the database as well, and those of an earlier day make,
# index, empty and fill a table for it. A measure asks as a table does, and for those before and after it in its report.
OF_TABLES, OF_LISTS, OF_EARLIER_DAYS, OF_MEASURES = 6, 11, 4, 9
MORE = {
    **dict.fromkeys(("/bericht/", "/einbetten/balken/", "/einbetten/tabelle/"), OF_TABLES),
    **dict.fromkeys(("massnahmen/", "/themen/arbeit/"), OF_LISTS),
    **dict.fromkeys(("/A1/", "/M1/"), OF_MEASURES),
}
LOGGED_IN = 5  # session, person and roles; twice whether strangers may follow what is shown
FEW, MANY = 10, 1000 if THOROUGH else 40


def fill(report: Report, section: Section, numbers: range) -> None:
    """Measures with something of everything and an office of their own; every fifth has a part."""
    offices = Office.objects.bulk_create(
        Office(municipality=report.municipality, name=f"Amt {number}", slug=f"amt-{number}") for number in numbers
    )
    measures = Measure.objects.bulk_create(
        Measure(
            report=report,
            section=section,
            code=f"A{number}",
            title=f"Maßnahme {number}",
            plain_language="Kurz gesagt.",
            due="Ende 2022",
            publication=Publication.PUBLISHED,
        )
        for number in numbers
    )
    measures += Measure.objects.bulk_create(
        Measure(report=report, parent=whole, code="M1", title="Teil", publication=Publication.PUBLISHED)
        for whole in measures[::5]
    )
    Responsibility.objects.bulk_create(
        Responsibility(measure=measure, office=office, role=role)
        for measure, pair in zip(measures, zip(offices, offices[1:] + offices[:1], strict=True), strict=False)
        for office, role in zip(pair, Role, strict=True)
    )
    StatusUpdate.objects.bulk_create(
        StatusUpdate(measure=m, status=Status.DONE, as_of=date(year, 1, 1), publication=Publication.PUBLISHED)
        for m in measures
        for year in (2020, 2021)
    )
    Milestone.objects.bulk_create(Milestone(measure=m, title="Etappe", due="Ende 2023") for m in measures)
    Attachment.objects.bulk_create(
        Attachment(measure=m, title="Gutachten", kind=FileKind.PDF, digest="0" * 64, publication=Publication.PUBLISHED)
        for m in measures
    )
    Discussion.objects.bulk_create(Discussion(measure=m, held_on=date(2020, 1, 1)) for m in measures)
    indicators = Indicator.objects.bulk_create(Indicator(measure=m, name="Plätze") for m in measures)
    IndicatorTarget.objects.bulk_create(IndicatorTarget(indicator=i, value=10, due="Ende 2023") for i in indicators)
    IndicatorValue.objects.bulk_create(IndicatorValue(indicator=i, value=5, as_of=date(2022, 1, 1)) for i in indicators)


@pytest.fixture
def report() -> Report:
    city = make_municipality(slug="grossstadt")
    make_crest(city)
    return make_report(city, slug="bericht", columns=Column.values)


@pytest.fixture
def number_of_queries(client: Client) -> Callable[[str], int]:
    def count(url: str) -> int:
        refresh_all()  # the first visitor after a change has what lists know judged anew
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked = [query["sql"] for query in queries]
        assert [sql for sql in asked if 'FROM "catalog_crest"' in sql or '"picture"' in sql] == [], "it comes by a join"
        return len(queries)

    return count


PAGES = [
    "/",
    "/grossstadt/",
    "/grossstadt/einfache-sprache/",
    "/grossstadt/bericht/",
    "/grossstadt/bericht/aenderungen/?von=2019-01-01",
    "/grossstadt/bericht/dokumente/x/",
    "/grossstadt/bericht/verlauf/",
    "/grossstadt/bericht/indikatoren/",
    "/grossstadt/bericht/einbetten/",
    "/grossstadt/bericht/einbetten/balken/",
    "/grossstadt/bericht/einbetten/tabelle/",
    "/grossstadt/bericht/A1/",
    "/grossstadt/bericht/A1/?sprache=einfach",
    "/grossstadt/bericht/A1/M1/",
    "/grossstadt/aemter/amt-1/",
    "/grossstadt/vorlagen/",
    "/grossstadt/vorlagen/sachstand/",
    "/grossstadt/gremien/",
    "/grossstadt/gremien/rat/",
    "/grossstadt/gremien/rat/termine.ics",
    "/grossstadt/neues.atom",
    "/grossstadt/bericht/neues.atom",
    "/grossstadt/bericht/A1/neues.atom",
    "/grossstadt/aemter/amt-1/neues.atom",
    "/grossstadt/termine.ics",
    "/grossstadt/bericht/A1/termine.ics",
    "/grossstadt/aemter/amt-1/termine.ics",
    "/themen/",
    "/themen/arbeit/",
    "/themen/arbeit/?kommune=grossstadt&suche=teil&stand=2021-06-01&sortierung=frist",
    "/vergleich/",
    "/vergleich/?berichte=grossstadt/bericht&berichte=heidelberg/soziale-lage-2018",
    "/vergleich/?berichte=grossstadt/bericht&berichte=heidelberg/soziale-lage-2018&thema=arbeit",
    "/massnahmen/",
    "/massnahmen/?kommune=grossstadt&amt=grossstadt/amt-1&suche=teil&sortierung=frist",
    "/grossstadt/massnahmen/",
    "/grossstadt/massnahmen/?status=umgesetzt&stand=2021-06-01",
    "/grossstadt/bericht/?suche=massnahme&amt=amt-1&beteiligt=ja&stand=2021-06-01&sortierung=-status",
]


def test_every_page_needs_few_and_always_the_same(report: Report, number_of_queries: Callable[[str], int]) -> None:
    section = make_section(report, Themes.WORK)
    fill(report, section, range(1, FEW + 1))
    committee = make_committee(report.municipality, slug="rat")
    for slug in ("sachstand", "zweiter-sachstand"):
        issue(make_paper(report, slug=slug, committee=committee))
    make_prepared_file(report, token="x")
    few = {url: number_of_queries(url) for url in PAGES}
    fill(report, section, range(FEW + 1, MANY + 1))
    assert {url: number_of_queries(url) for url in PAGES} == few
    assert {url: n for url, n in few.items() if n > most_for(url)} == {}


def most_for(url: str) -> int:
    page, _question_mark, query = url.partition("?")
    more = sum(number for end, number in MORE.items() if page.endswith(end))
    is_earlier_list = more == OF_LISTS and "stand=" in query
    return MOST + more + (OF_EARLIER_DAYS if is_earlier_list else 0)


DOCUMENTS = {"statustabelle.docx": MOST + OF_TABLES, "massnahmenheft.docx": MOST + OF_TABLES + 3}


def test_a_document_needs_few_and_always_the_same(report: Report, number_of_queries: Callable[[str], int]) -> None:
    section = make_section(report, Themes.WORK)
    fill(report, section, range(1, FEW + 1))
    few = {name: number_of_queries(f"/grossstadt/bericht/{name}") for name in DOCUMENTS}
    fill(report, section, range(FEW + 1, min(MANY, MOST_MEASURES_AT_ONCE) + 1))
    assert {name: number_of_queries(f"/grossstadt/bericht/{name}") for name in DOCUMENTS} == few
    assert {name: number for name, number in few.items() if number > DOCUMENTS[name]} == {}


def test_asking_for_a_large_document_needs_few(client: Client, report: Report) -> None:
    fill(report, make_section(report, Themes.WORK), range(1, MOST_MEASURES_AT_ONCE + 2))
    for name in DOCUMENTS:
        PreparedFile.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/grossstadt/bericht/{name}").status_code == 303
        assert len(queries) <= MOST, name


def test_a_table_ordered_by_discussion_needs_no_more(report: Report, number_of_queries: Callable[[str], int]) -> None:
    report.row_order = "discussion"
    report.save()
    fill(report, make_section(report), range(1, FEW + 1))
    assert number_of_queries("/grossstadt/bericht/") <= MOST + OF_TABLES


OF_PAPERS = [
    "/grossstadt/",
    "/grossstadt/bericht-0/",
    "/grossstadt/bericht-0/aenderungen/",
    "/grossstadt/bericht-0/A1/",
    "/grossstadt/vorlagen/",
    "/grossstadt/vorlagen/vorlage-0/",
    "/grossstadt/gremien/",
    "/grossstadt/gremien/rat-0/",
    "/grossstadt/gremien/rat-0/termine.ics",
]


@pytest.mark.parametrize("is_reader", [False, True], ids=["stranger", "reader"])
def test_many_papers_need_no_more_than_three(
    client: Client, number_of_queries: Callable[[str], int], *, is_reader: bool
) -> None:
    """Of as many reports, before as many committees."""
    city = make_municipality(slug="grossstadt")
    if is_reader:
        client.force_login(make_reader(city))

    def fill_in(numbers: range) -> None:
        for number in numbers:
            report = make_report(city, slug=f"bericht-{number}")
            section = make_section(report)
            update = make_update(make_measure(report, code="A1", section=section), as_of=date(2022, 8, 1))
            make_update(make_measure(parent=update.measure, code="M1"), as_of=date(2022, 8, 1))
            make_committee(city, slug=f"rat-{number}")
            committee = Committee.objects.get(slug="rat-0")
            CommitteeSection.objects.create(committee=committee, section=section)
            paper = make_paper(report, slug=f"vorlage-{number}", committee=committee)
            paper.consultations.update(meeting_on=date(2022, 1, 1 + number))
            issue(paper)

    fill_in(range(3))
    few = {url: number_of_queries(url) for url in OF_PAPERS}
    fill_in(range(3, 30 if THOROUGH else 10))
    assert {url: number_of_queries(url) for url in OF_PAPERS} == few
    assert max(few.values()) <= MOST + OF_MEASURES + (LOGGED_IN if is_reader else 0)
