"""Names of staff do not get into papers, whoever has written, reported, released or issued."""

from datetime import date

import pytest
from django.test import Client

from catalog.choices import Column
from catalog.models import Municipality
from reports.council.issuing import issue
from reports.models import CouncilPaper, FrozenPaper
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(slug="stadt")


def person(name: str) -> dict[str, str]:
    """A name that stands nowhere else."""
    return {
        "username": f"xg{name}",
        "first_name": f"Vorname{name}",
        "last_name": f"Nachname{name}",
        "email": f"{name}@stadt.example",
    }


WRITER, REPORTER = person("planung"), person("jugendamt")


@pytest.fixture
def paper(city: Municipality) -> CouncilPaper:
    """With every column; a planner has issued it, an office has reported, both have left notes."""
    report = factories.make_report(city, slug="bericht")
    office = factories.make_office(city, name="Jugendamt")
    measure = factories.make_measure(report, code="A1", lead=office, internal_note=f"Frag {REPORTER['last_name']}")
    reporter = factories.make_contributor(office, **REPORTER)
    factories.make_update(measure, author=reporter, as_of=date(2022, 1, 1), remark=f"Danke, {REPORTER['first_name']}")
    paper = factories.make_paper(report, slug="sachstand", responsible_office=office, columns=list(Column.values))
    return issue(paper, factories.make_planner(city, **WRITER))


def test_no_document_names_anybody(paper: CouncilPaper) -> None:
    texts = list(FrozenPaper.objects.filter(paper=paper).values_list("text", flat=True))
    assert len(texts) == 2
    for text in texts:
        assert "Jugendamt" in text
        assert named_in(text) == []


@pytest.mark.parametrize("is_reader", [False, True], ids=["stranger", "reader"])
def test_no_page_names_anybody(client: Client, city: Municipality, paper: CouncilPaper, is_reader: bool) -> None:
    if is_reader:
        client.force_login(factories.make_reader(city))
    committee = paper.consultations.get().committee
    for url in ("/stadt/vorlagen/", paper.get_absolute_url(), "/stadt/gremien/", committee.get_absolute_url()):
        assert named_in(client.get(url).text) == [], url


def named_in(text: str) -> list[str]:
    return [name for name in [*WRITER.values(), *REPORTER.values()] if name.casefold() in text.casefold()]
