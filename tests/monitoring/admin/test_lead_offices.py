"""A lead office reports on the parts of its measures, sees what it said last, and is told what its act has caused."""

import pytest
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure, Office
from monitoring.choices import ReviewState
from monitoring.models import StatusUpdate
from tests import factories
from tests.admin_pages import admin_url, rows
from tests.reports.pages import get, text

pytestmark = pytest.mark.usefixtures("without_cities")
MEASURES = admin_url("catalog_measure_changelist")
ADD = admin_url("monitoring_statusupdate_add")


@pytest.fixture
def office() -> Office:
    return factories.make_office(name="Jugendamt")


@pytest.fixture
def whole(office: Office) -> Measure:
    return factories.make_measure(factories.make_report(office.municipality), code="A1", lead=office)


@pytest.fixture
def part(whole: Measure) -> Measure:
    """Another office leads it."""
    other = factories.make_office(whole.report.municipality)
    return factories.make_measure(parent=whole, code="M1", title="Räume mieten", lead=other)


@pytest.fixture
def contributor(client: Client, office: Office) -> Client:
    client.force_login(factories.make_contributor(office, username="amt"))
    return client


def report_on(client: Client, measure: Measure, **fields: str) -> str:
    data = {"measure": str(measure.pk), "status": "done", "as_of": "2021-01-19", "text": "Fertig.", **fields}
    return client.post(ADD, data, follow=True).text


def test_it_sees_and_reports_on_the_parts_of_what_it_leads(contributor: Client, whole: Measure, part: Measure) -> None:
    assert set(rows(contributor.get(MEASURES))) == {whole, part}
    assert "Räume mieten" in contributor.get(ADD).text
    assert "Not public yet: it is a draft." in report_on(contributor, part)
    assert StatusUpdate.objects.get().measure == part
    assert contributor.post(admin_url("catalog_measure_change", part.pk), {"title": "x"}).status_code == 403


def test_whoever_takes_part_in_a_whole_does_not_report_on_its_parts(whole: Measure, part: Measure) -> None:
    helping = factories.make_office(whole.report.municipality)
    factories.make_responsibility(whole, helping, role="participating")
    client = Client()
    client.force_login(factories.make_contributor(helping))
    assert set(rows(client.get(MEASURES))) == {whole}
    report_on(client, part)
    assert not StatusUpdate.objects.exists()


def test_whoever_leads_a_part_does_not_report_on_the_whole(whole: Measure, part: Measure) -> None:
    client = Client()
    client.force_login(factories.make_contributor(part.responsibilities.get().office))
    assert set(rows(client.get(MEASURES))) == {part}


def test_its_list_shows_the_last_status_and_text(contributor: Client, whole: Measure) -> None:
    factories.make_update(whole, as_of="2020-01-01", status="in_progress", text="Veraltet.")
    factories.make_update(whole, as_of="2021-01-01", status="ongoing", text="**Zwei** Stellen\n\nsind besetzt.")
    factories.make_update(whole, as_of="2021-02-01", text="Noch geheim.", publication=Publication.DRAFT)
    table = text(get(contributor, MEASURES), "#result_list")
    assert "Zwei" in table
    assert "sind besetzt." in table
    assert "Veraltet" not in table
    assert "geheim" not in table
    planner = Client()
    planner.force_login(factories.make_planner(whole.report.municipality))
    assert "sind besetzt." not in text(get(planner, MEASURES), "#result_list")


def test_after_submitting_it_knows_that_it_is_reviewed(contributor: Client, whole: Measure) -> None:
    assert "Not public yet: it is being reviewed." in report_on(contributor, whole, _submit="x")
    update = StatusUpdate.objects.get()
    StatusUpdate.objects.update(publication=ReviewState.DRAFT)
    data = {"action": "submit", "_selected_action": [update.pk]}
    page = contributor.post(admin_url("monitoring_statusupdate_changelist"), data, follow=True).text
    assert "1 submitted for review. Not public yet: it is being reviewed." in page


@pytest.mark.parametrize(
    ("publication", "is_public", "said"),
    [
        ("published", True, "The public sees it now."),
        ("published", False, "Published, but the measure or its report is not public."),
        ("committee", True, "Not public yet: it is released for the committee."),
        ("draft", True, "Not public yet: it is a draft."),
    ],
)
def test_planners_know_who_sees_it(whole: Measure, publication: str, is_public: bool, said: str) -> None:
    whole.report.is_public = is_public
    whole.report.save()
    planner = Client()
    planner.force_login(factories.make_planner(whole.report.municipality))
    assert said in report_on(planner, whole, publication=publication)
