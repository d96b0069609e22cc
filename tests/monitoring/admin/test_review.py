"""An office drafts and submits, a planner publishes or sends back; nothing goes public by accident."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure, Office, User
from monitoring.choices import ReviewState
from monitoring.models import IndicatorValue, Milestone, StatusUpdate
from tests import factories
from tests.admin_pages import admin_url, errors, form_data, rows

pytestmark = pytest.mark.usefixtures("without_cities")
UPDATES = admin_url("monitoring_statusupdate_changelist")
DRAFT, SUBMITTED, PUBLISHED = ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.PUBLISHED


@pytest.fixture
def office() -> Office:
    return factories.make_office(name="Jugendamt")


@pytest.fixture
def measure(office: Office) -> Measure:
    return factories.make_measure(
        factories.make_report(office.municipality), lead=office, title="Beratung", internal_note="Vertraulich"
    )


@pytest.fixture
def contributor(client: Client, office: Office, measure: Measure) -> Client:
    client.force_login(factories.make_contributor(office, username="amt"))
    return client


@pytest.fixture
def planner(office: Office) -> Client:
    client = Client()
    client.force_login(factories.make_planner(office.municipality))
    return client


def report_on(client: Client, measure: Measure, **fields: Any) -> Any:
    data = {"measure": measure.pk, "status": "done", "as_of": "2021-01-19", "text": "Fertig."}
    return client.post(admin_url("monitoring_statusupdate_add"), {**data, **fields})


def change_url(row: Any) -> str:
    return admin_url(f"monitoring_{row._meta.model_name}_change", row.pk)


class TestOffice:
    def test_it_sees_its_measures_and_no_others(self, contributor: Client, measure: Measure, office: Office) -> None:
        takes_part = factories.make_measure(measure.report)
        factories.make_responsibility(takes_part, office, role="participating")
        other = factories.make_measure(measure.report, lead=factories.make_office(office.municipality))
        assert set(rows(contributor.get(admin_url("catalog_measure_changelist")))) == {measure, takes_part}
        assert contributor.get(admin_url("catalog_measure_change", other.pk)).status_code == 404

    def test_it_reads_the_measure_without_the_internal_note(self, contributor: Client, measure: Measure) -> None:
        url = admin_url("catalog_measure_change", measure.pk)
        page = contributor.get(url).text
        assert "Beratung" in page
        assert "Vertraulich" not in page
        assert contributor.post(url, {"title": "Anders"}).status_code == 403
        guess = {"internal_note__startswith": "V"}
        assert contributor.get(admin_url("catalog_measure_changelist"), guess).status_code == 400

    def test_it_finds_the_ways_to_report_on_the_measure(self, contributor: Client, measure: Measure) -> None:
        indicator = factories.make_indicator(measure)
        page = contributor.get(admin_url("catalog_measure_change", measure.pk)).text
        assert f"{admin_url('monitoring_statusupdate_add')}?measure={measure.pk}" in page
        assert f"{admin_url('monitoring_milestone_add')}?measure={measure.pk}" in page
        assert f"{admin_url('monitoring_indicatorvalue_add')}?indicator={indicator.pk}" in page

    def test_what_it_saves_is_a_draft_of_its_own(self, contributor: Client, measure: Measure) -> None:
        report_on(contributor, measure, publication="published", remark="selbst")
        update = StatusUpdate.objects.get()
        assert (update.publication, update.remark, update.author) == (DRAFT, "", User.objects.get(username="amt"))

    def test_it_submits_at_once_or_later(self, contributor: Client, measure: Measure) -> None:
        report_on(contributor, measure, _submit="1")
        assert StatusUpdate.objects.get().publication == SUBMITTED
        later = factories.make_update(measure, publication=DRAFT)
        url = change_url(later)
        contributor.post(url, {**form_data(contributor, url), "_submit": "1"})
        later.refresh_from_db()
        assert later.publication == SUBMITTED

    def test_it_submits_several_at_once(self, contributor: Client, measure: Measure) -> None:
        drafts = [factories.make_update(measure, publication=DRAFT) for _number in range(2)]
        published = factories.make_update(measure)
        data = {"action": "submit", "_selected_action": [row.pk for row in [*drafts, published]]}
        assert "2 submitted for review." in contributor.post(UPDATES, data, follow=True).text
        assert set(StatusUpdate.objects.filter(publication=SUBMITTED)) == set(drafts)
        published.refresh_from_db()
        assert published.publication == PUBLISHED

    @pytest.mark.parametrize("state", [SUBMITTED, ReviewState.COMMITTEE, PUBLISHED])
    def test_what_is_out_of_its_hands_it_only_reads(
        self, contributor: Client, measure: Measure, state: ReviewState
    ) -> None:
        update = factories.make_update(measure, publication=state, text="Stand der Dinge")
        assert "Stand der Dinge" in contributor.get(change_url(update)).text
        assert contributor.post(change_url(update), {"text": "Anders"}).status_code == 403
        delete = admin_url("monitoring_statusupdate_delete", update.pk)
        assert contributor.post(delete, {"post": "yes"}).status_code == 403
        update.refresh_from_db()
        assert (update.text, update.publication) == ("Stand der Dinge", state)

    def test_it_reports_on_no_other_measure(self, contributor: Client, measure: Measure) -> None:
        other = factories.make_measure(measure.report)
        assert "measure" in errors(report_on(contributor, other))
        assert not StatusUpdate.objects.exists()

    def test_it_proposes_milestones_and_values(self, contributor: Client, measure: Measure) -> None:
        milestone = {"measure": measure.pk, "title": "Konzept", "due": "Ende 2030", "publication": "published"}
        contributor.post(admin_url("monitoring_milestone_add"), milestone)
        value = {"indicator": factories.make_indicator(measure).pk, "as_of": "2021-12-31", "value": "12"}
        contributor.post(admin_url("monitoring_indicatorvalue_add"), {**value, "_submit": "1"})
        assert Milestone.objects.get().publication == DRAFT
        assert IndicatorValue.objects.get().publication == SUBMITTED

    def test_a_planner_elsewhere_is_an_office_here(self, client: Client, office: Office, measure: Measure) -> None:
        """Who publishes in one city gets the field to choose; in the other it has no effect."""
        person = factories.make_planner(factories.make_municipality())
        factories.make_membership(person, office.municipality, role="contributor", office=office)
        client.force_login(person)
        report_on(client, measure, publication="published")
        assert StatusUpdate.objects.get().publication == DRAFT
        data = {"action": "publish", "_selected_action": [StatusUpdate.objects.get().pk]}
        assert "0 published." in client.post(UPDATES, data, follow=True).text
        assert StatusUpdate.objects.get().publication == DRAFT


class TestPlanner:
    def test_what_waits_is_found_in_the_list(self, planner: Client, measure: Measure) -> None:
        waiting = factories.make_update(measure, publication=SUBMITTED)
        factories.make_update(measure, publication=DRAFT)
        response = planner.get(UPDATES, {"publication__exact": "submitted"})
        assert rows(response) == [waiting]
        assert '<span class="draft">to be reviewed</span>' in response.text

    def test_it_is_published(self, planner: Client, measure: Measure) -> None:
        update = factories.make_update(measure, publication=SUBMITTED, remark="Bitte kürzer")
        url = change_url(update)
        planner.post(url, {**form_data(planner, url), "_publish": "1"})
        update.refresh_from_db()
        assert (update.publication, update.remark) == (PUBLISHED, "")

    def test_a_second_one_of_the_same_day_is_not(self, planner: Client, measure: Measure) -> None:
        factories.make_update(measure)
        update = factories.make_update(measure, publication=SUBMITTED)
        url = change_url(update)
        response = planner.post(url, {**form_data(planner, url), "_publish": "1"})
        assert "An update as of this day is already published." in response.text
        update.refresh_from_db()
        assert update.publication == SUBMITTED

    def test_it_is_sent_back_with_a_remark_only(self, planner: Client, contributor: Client, measure: Measure) -> None:
        update = factories.make_update(measure, publication=SUBMITTED)
        url = change_url(update)
        data = {**form_data(planner, url), "_send_back": "1"}
        assert "remark" in errors(planner.post(url, data))
        planner.post(url, {**data, "remark": "Seit wann?"})
        update.refresh_from_db()
        assert (update.publication, update.remark) == (DRAFT, "Seit wann?")
        assert "Seit wann?" in contributor.get(url).text
        contributor.post(url, {**form_data(contributor, url), "text": "Seit Mai.", "_submit": "1"})
        update.refresh_from_db()
        assert (update.publication, update.text) == (SUBMITTED, "Seit Mai.")

    def test_several_are_released_for_the_committee(self, planner: Client, measure: Measure) -> None:
        update = factories.make_update(measure, publication=SUBMITTED)
        data = {"action": "release", "_selected_action": [update.pk]}
        assert "1 released for the committee." in planner.post(UPDATES, data, follow=True).text
        update.refresh_from_db()
        assert update.publication == ReviewState.COMMITTEE


SECRET = "Geheimvorhaben"
PROPOSED: dict[str, Callable[[Measure, ReviewState], Any]] = {
    "milestone": lambda measure, state: factories.make_milestone(
        measure, title=SECRET, due="01.01.2020", publication=state
    ),
    "value": lambda measure, state: factories.make_value(
        factories.make_indicator(measure), note=SECRET, value=98765, publication=state
    ),
    "update": lambda measure, state: factories.make_update(measure, text=SECRET, status="postponed", publication=state),
}


@pytest.mark.parametrize("kind", PROPOSED)
@pytest.mark.parametrize("state", [DRAFT, SUBMITTED])
def test_what_is_not_published_is_on_no_page_and_in_no_file(
    client: Client, measure: Measure, kind: str, state: ReviewState
) -> None:
    measure.report.columns = ["code", "title", "targets", "milestones", "status"]
    measure.report.save()
    pages = ["", "verlauf/", "indikatoren/", "aenderungen/?von=2015-01-01", "neues.atom", "termine.ics"]
    pages += ["measures.csv", "measures.json", "einbetten/tabelle/"]
    urls = [f"{measure.report.get_absolute_url()}{page}" for page in pages]
    urls += [f"{measure.get_absolute_url()}{page}" for page in ("", "neues.atom", "termine.ics")]
    urls += ["/massnahmen/", measure.report.municipality.get_absolute_url()]
    before = [client.get(url).content.decode() for url in urls]
    PROPOSED[kind](measure, state)
    for url, earlier in zip(urls, before, strict=True):
        page = client.get(url).content.decode()
        assert SECRET not in page, url
        assert "98765" not in page.replace(".", ""), url
        assert page.count("Etappe offen") == earlier.count("Etappe offen"), url
    years = client.get("/massnahmen/?jahr=2020").content.decode()
    assert measure.title not in years


def test_a_published_proposal_appears(client: Client, measure: Measure) -> None:
    for make in PROPOSED.values():
        make(measure, PUBLISHED)
    page = client.get(measure.get_absolute_url()).content.decode()
    assert page.count(SECRET) == 3
    assert measure.publication == Publication.PUBLISHED
