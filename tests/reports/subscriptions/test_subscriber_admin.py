"""Addresses of subscribers in the admin: for few eyes, to look at and to delete."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.mail import EmailMessage
from django.test import Client

from catalog.models import Measure
from reports.models import Subscriber, ToldNews
from tests.admin_pages import admin_url
from tests.factories import make_administrator, make_measure, make_planner, make_update
from tests.reports.subscriptions.subscriber import ADDRESS, ask, follow

pytestmark = pytest.mark.django_db
LIST = "reports_subscriber_changelist"


@pytest.fixture
def measure(mailoutbox: list[EmailMessage]) -> Measure:
    measure = make_measure(title="Beratung ausbauen")
    make_update(measure)
    follow(Client(), mailoutbox, measure)
    ask(Client(), measure.report)
    return measure


@pytest.fixture
def subscriber(measure: Measure) -> Subscriber:
    return Subscriber.objects.get()


def test_planners_see_no_addresses(client: Client, subscriber: Subscriber) -> None:
    client.force_login(make_planner())
    assert client.get(admin_url(LIST)).status_code == 403
    assert client.get(admin_url("reports_subscriber_change", subscriber.pk)).status_code == 403
    assert client.post(admin_url("reports_subscriber_delete", subscriber.pk), {"post": "yes"}).status_code == 403
    assert "reports/subscriber" not in client.get(admin_url("index")).content.decode()


def test_administrators_see_them_and_type_nothing(client: Client, subscriber: Subscriber) -> None:
    client.force_login(make_administrator())
    page = client.get(admin_url("reports_subscriber_change", subscriber.pk)).content.decode()
    assert ADDRESS in client.get(admin_url(LIST)).content.decode()
    assert "Beratung ausbauen" in page
    assert "(not confirmed)" in page
    assert client.get(admin_url("reports_subscriber_add")).status_code == 403
    change = admin_url("reports_subscriber_change", subscriber.pk)
    assert client.post(change, {"email": "anders@example.org"}).status_code == 403


def test_administrators_delete_them_without_a_trace(client: Client, subscriber: Subscriber) -> None:
    client.force_login(make_administrator())
    url = admin_url("reports_subscriber_delete", subscriber.pk)
    assert client.get(url).status_code == 200
    client.post(url, {"post": "yes"})
    assert not Subscriber.objects.exists()
    assert not ToldNews.objects.exists()
    assert "kim" not in LogEntry.objects.get().object_repr


def test_a_planner_may_delete_a_measure_that_somebody_follows(
    client: Client, measure: Measure, subscriber: Subscriber
) -> None:
    client.force_login(make_planner())
    url = admin_url("catalog_measure_delete", measure.pk)
    question = client.get(url)
    assert ADDRESS not in question.text
    seen = question.context["deleted_objects"][0].digest
    assert client.post(url, {"post": "yes", "seen": seen}).status_code == 302
    assert not Measure.objects.filter(pk=measure.pk).exists()
    assert Subscriber.objects.exists()


def test_the_number_of_queries_does_not_grow(client: Client, django_assert_max_num_queries: object) -> None:
    client.force_login(make_administrator())
    Subscriber.objects.bulk_create(Subscriber(email=f"{n}@example.org") for n in range(90))
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(10):
        assert client.get(admin_url(LIST)).status_code == 200
