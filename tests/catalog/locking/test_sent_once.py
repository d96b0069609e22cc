"""The same form sent twice is saved once; what was changed after going back is another form."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import Measure
from monitoring.models import StatusUpdate
from tests import factories
from tests.admin_pages import admin_url, form_data

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("without_cities")]


@pytest.fixture
def measure() -> Measure:
    return factories.make_measure(code="0", title="Null")


@pytest.fixture
def planner(client: Client, measure: Measure) -> Client:
    client.force_login(factories.make_planner())
    return client


def form(client: Client, url: str, **typed: Any) -> dict[str, Any]:
    """What the browser sends from the form at this address, after somebody has typed."""
    page = client.get(url)
    return {**form_data(client, url), "_once": page.context["once"], **typed}


def test_a_double_click_adds_one_row(planner: Client, measure: Measure) -> None:
    url = admin_url("monitoring_statusupdate_add")
    sent = form(planner, url, measure=measure.pk, status="done", as_of="2021-01-19", publication="draft")
    first, second = planner.post(url, sent), planner.post(url, sent, follow=True)
    assert StatusUpdate.objects.count() == 1
    assert second.redirect_chain[0][0] == first["Location"]
    assert "This form arrived twice." in second.text


def test_a_double_click_adds_one_row_to_a_measure(planner: Client, measure: Measure) -> None:
    url = admin_url("catalog_measure_change", measure.pk)
    new = {"status": "done", "as_of": "2021-01-19", "publication": "draft", "text": "Fertig."}
    sent = form(planner, url, **{f"status_updates-0-{name}": value for name, value in new.items()})
    for _time in range(2):
        assert planner.post(url, sent).status_code == 302
    assert StatusUpdate.objects.count() == 1


def test_what_is_changed_after_going_back_is_saved(planner: Client, measure: Measure) -> None:
    url = admin_url("catalog_measure_add")
    sent = form(planner, url, report=measure.report_id, code="1", title="Eins")
    planner.post(url, sent)
    planner.post(url, {**sent, "code": "2", "title": "Zwei"})
    assert list(Measure.objects.values_list("title", flat=True)) == ["Null", "Eins", "Zwei"]


def test_a_form_that_came_back_with_errors_is_saved_when_they_are_mended(planner: Client, measure: Measure) -> None:
    url = admin_url("catalog_measure_add")
    sent = form(planner, url, report=measure.report_id, code="1", title="")
    page = planner.post(url, sent)
    assert page.status_code == 200
    assert page.context["once"] == sent["_once"]
    planner.post(url, {**sent, "title": "Eins"})
    assert Measure.objects.get(code="1").title == "Eins"


def test_two_people_may_send_the_same(planner: Client, measure: Measure) -> None:
    other = Client()
    other.force_login(factories.make_planner())
    url = admin_url("monitoring_statusupdate_add")
    sent = form(planner, url, measure=measure.pk, status="done", as_of="2021-01-19", publication="draft")
    planner.post(url, sent)
    other.post(url, sent)
    assert StatusUpdate.objects.count() == 2
