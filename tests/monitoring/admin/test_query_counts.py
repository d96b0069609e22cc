"""No list and no form asks the database more often because there is more to show."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Measure, Report
from catalog.recycle_bin.cascade import remove
from monitoring.current.judging import refresh_all
from tests import factories
from tests.admin_pages import admin_url

pytestmark = pytest.mark.usefixtures("without_cities")
FEW, MANY = 3, 60


def plain_measures(report: Report) -> None:
    """Measures with everything their list shows."""
    measure = factories.make_measure(
        report,
        section=factories.make_section(report),
        lead=factories.make_office(report.municipality),
        due="Ende 2020",
    )
    factories.make_update(measure)
    factories.make_milestone(measure)
    factories.make_measure(parent=measure, lead=factories.make_office(report.municipality))


LISTS: dict[str, Callable[[], Any]] = {
    "catalog_municipality": factories.make_municipality,
    "catalog_office": factories.make_responsibility,
    "catalog_report": lambda: factories.make_measure(factories.make_report()),
    "catalog_section": lambda: factories.make_section(parent=factories.make_section()),
    "catalog_measure": lambda: plain_measures(factories.make_report()),
    "catalog_deletedthing": lambda: remove([factories.make_update().measure], factories.make_user()),
    "catalog_user": factories.make_membership,
    "monitoring_statusupdate": lambda: factories.make_update(author=factories.make_user()),
    "monitoring_milestone": factories.make_milestone,
    "monitoring_indicator": lambda: factories.make_value(factories.make_target().indicator),
    "monitoring_discussion": factories.make_discussion,
    "monitoring_attachment": factories.make_attachment,
}


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_with_few_and_many_rows(admin_client: Client, name: str) -> None:
    url = admin_url(f"{name}_changelist")
    for _number in range(FEW):
        LISTS[name]()
    queries(admin_client, url)  # fills the caches of content types
    few = queries(admin_client, url)
    for _number in range(MANY - FEW):
        LISTS[name]()
    refresh_all()
    assert queries(admin_client, url) == few


def test_the_list_of_one_report_costs_the_same_with_few_and_many_measures(admin_client: Client) -> None:
    report = factories.make_report()
    url = f"{admin_url('catalog_measure_changelist')}?report__id__exact={report.pk}&deadline=gap&q=Ma%C3%9F"
    for _number in range(FEW):
        plain_measures(report)
    queries(admin_client, url)
    few = queries(admin_client, url)
    for _number in range(MANY - FEW):
        plain_measures(report)
    queries(admin_client, url)
    assert queries(admin_client, url) == few


def fill(measure: Measure, count: int) -> None:
    """So many rows of everything the form of a measure shows, and as many choices."""
    report = measure.report
    earlier = factories.make_report(report.municipality)
    for number in range(count):
        factories.make_responsibility(measure)
        factories.make_office(report.municipality)
        factories.make_section(report)
        factories.make_measure(earlier)
        factories.make_measure(report)
        factories.make_measure(parent=measure)
        day = date(2020, 1, 1) + timedelta(days=count * 100 + number)
        factories.make_update(measure, as_of=day, author=factories.make_user())
        factories.make_milestone(measure)
        factories.make_value(factories.make_target(factories.make_indicator(measure)).indicator)
        factories.make_discussion(measure, held_on=day)
        factories.make_attachment(measure)


def test_the_form_of_a_measure_costs_the_same_with_few_and_many_rows(admin_client: Client) -> None:
    measure = factories.make_measure()
    url = admin_url("catalog_measure_change", measure.pk)
    fill(measure, FEW)
    queries(admin_client, url)
    few = queries(admin_client, url)
    fill(measure, 20)
    assert queries(admin_client, url) == few


@pytest.mark.parametrize("model", ["statusupdate", "milestone", "indicator", "discussion"])
def test_other_forms_cost_the_same_with_few_and_many_measures(admin_client: Client, model: str) -> None:
    measure = factories.make_measure()
    make = {
        "statusupdate": factories.make_update,
        "milestone": factories.make_milestone,
        "indicator": factories.make_indicator,
        "discussion": factories.make_discussion,
    }[model]
    url = admin_url(f"monitoring_{model}_change", make(measure).pk)
    add = admin_url(f"monitoring_{model}_add")
    queries(admin_client, url)
    few, few_to_add = queries(admin_client, url), queries(admin_client, add)
    for _number in range(20):
        factories.make_measure(parent=factories.make_measure(measure.report))
        factories.make_measure()
    assert queries(admin_client, url) == few
    assert queries(admin_client, add) == few_to_add
