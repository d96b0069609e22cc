"""Status updates, milestones, indicators and discussions on pages of their own."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from catalog.choices import Publication
from monitoring.models import Milestone, StatusUpdate
from tests import factories
from tests.admin_pages import admin_url, errors, form_data, rows
from tests.fetched import counting

pytestmark = pytest.mark.usefixtures("without_cities")
MAKE: dict[str, Any] = {
    "statusupdate": factories.make_update,
    "milestone": factories.make_milestone,
    "indicator": factories.make_indicator,
    "discussion": factories.make_discussion,
    "attachment": factories.make_attachment,
}


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


@pytest.mark.parametrize("model", MAKE)
def test_lists_name_measure_and_report(planner: Client, model: str) -> None:
    whole = factories.make_measure(code="S2")
    part = factories.make_measure(parent=whole, code="M1", title="Beratung")
    MAKE[model](part)
    page = planner.get(admin_url(f"monitoring_{model}_changelist")).text
    assert "S2 M1 Beratung" in page
    assert f"{part.report.municipality}: {part.report}" in page


@pytest.mark.parametrize("model", MAKE)
def test_a_row_moves_within_its_report_only(planner: Client, model: str) -> None:
    row = MAKE[model]()
    neighbour, foreign = factories.make_measure(row.measure.report), factories.make_measure()
    url = admin_url(f"monitoring_{model}_change", row.pk)
    assert "measure" in errors(planner.post(url, {**form_data(planner, url), "measure": foreign.pk}))
    assert planner.post(url, {**form_data(planner, url), "measure": neighbour.pk}).status_code == 302
    row.refresh_from_db()
    assert row.measure == neighbour


@pytest.mark.parametrize("model", MAKE)
def test_who_may_only_look_changes_nothing(client: Client, model: str) -> None:
    row = MAKE[model]()
    office = factories.make_responsibility(row.measure).office
    client.force_login(factories.make_contributor(office))
    url = admin_url(f"monitoring_{model}_change", row.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 403
    assert client.post(admin_url(f"monitoring_{model}_delete", row.pk), {"post": "yes"}).status_code == 403
    row.refresh_from_db()


@pytest.mark.parametrize("page", ["change", "history"])
@pytest.mark.parametrize("model", MAKE)
def test_a_page_reads_no_more_rows_for_an_office_with_more_measures(client: Client, model: str, page: str) -> None:
    row = MAKE[model](publication=Publication.DRAFT) if model == "statusupdate" else MAKE[model]()
    office = factories.make_responsibility(row.measure).office
    client.force_login(factories.make_contributor(office))
    url = admin_url(f"monitoring_{model}_{page}", row.pk)

    def rows_read() -> int:
        with counting() as fetched:
            assert client.get(url).status_code == 200
        return fetched.rows

    rows_read()  # what is kept for the next time is asked for
    before = rows_read()
    for _ in range(30):
        factories.make_measure(factories.make_report(office.municipality), lead=office)
    assert rows_read() <= before


def test_whoever_adds_an_update_is_its_author(planner: Client) -> None:
    measure = factories.make_measure()
    data = {"measure": measure.pk, "status": "done", "as_of": "2021-01-19", "publication": "draft"}
    assert planner.post(admin_url("monitoring_statusupdate_add"), data).status_code == 302
    update = StatusUpdate.objects.get()
    assert update.author is not None
    assert update.author.username == "planerin"


def test_measures_are_offered_under_their_report(planner: Client) -> None:
    measure = factories.make_measure(code="A1", title="Wohnraum")
    page = planner.get(admin_url("monitoring_statusupdate_add")).text
    assert f'<optgroup label="{measure.report.municipality}: {measure.report}">' in page
    assert ">A1 Wohnraum</option>" in page


def test_a_measure_is_chosen_by_address(planner: Client) -> None:
    measure = factories.make_measure()
    page = planner.get(f"{admin_url('monitoring_milestone_add')}?measure={measure.pk}").text
    assert f'<option value="{measure.pk}" selected>' in page


def test_a_draft_of_an_update_is_marked(planner: Client) -> None:
    factories.make_update(publication="draft")
    page = planner.get(admin_url("monitoring_statusupdate_changelist")).text
    assert '<span class="draft">draft</span>' in page


def test_milestones_open_beyond_their_day_are_found(planner: Client) -> None:
    late = factories.make_milestone(due="2020")
    factories.make_milestone(due="2020", done_on=date(2020, 6, 1))
    factories.make_milestone(due="2090")
    response = planner.get(admin_url("monitoring_milestone_changelist"), {"passed": "yes"})
    assert rows(response) == [late]
    assert '<span class="gap">open for ' in response.text


def test_a_moved_deadline_needs_a_reason(planner: Client) -> None:
    milestone = factories.make_milestone(due="31.12.2021")
    url = admin_url("monitoring_milestone_change", milestone.pk)
    data = {**form_data(planner, url), "due": "31.12.2022"}
    assert "change_reason" in errors(planner.post(url, data))
    planner.post(url, {**data, "change_reason": "Stelle unbesetzt"})
    assert Milestone.objects.get().original_due == "31.12.2021"
    assert "31.12.2021" in planner.get(url).text


def test_targets_and_values_are_typed_as_in_a_german_table(planner: Client) -> None:
    indicator = factories.make_indicator()
    with override("de"):
        url = admin_url("monitoring_indicator_change", indicator.pk).removeprefix("/en")
    new = {
        "targets-TOTAL_FORMS": 1,
        "targets-0-value": "1.250,5",
        "targets-0-due": "Ende 2023",
        "values-TOTAL_FORMS": 1,
        "values-0-as_of": "31.12.2022",
        "values-0-value": "0,25",
        "values-0-publication": "published",
    }
    assert planner.post(url, {**form_data(planner, url), **new}).status_code == 302
    assert indicator.targets.get().value == Decimal("1250.5")
    assert indicator.targets.get().due_on == date(2023, 12, 31)
    assert indicator.values.get().value == Decimal("0.25")
    page = planner.get(url).text
    assert 'value="1.250,5"' in page
    assert planner.post(url, form_data(planner, url)).status_code == 302
    assert indicator.targets.get().value == Decimal("1250.5")


def test_a_target_without_figure_and_statement_is_refused(planner: Client) -> None:
    target = factories.make_target(value=100)
    url = admin_url("monitoring_indicator_change", target.indicator.pk)
    response = planner.post(url, {**form_data(planner, url), "targets-0-value": ""})
    assert "A target needs a figure or a statement." in response.text
    target.refresh_from_db()
    assert target.value == 100
