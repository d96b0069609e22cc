"""The link of a request: what opens it, and what does not."""

import pytest
from django.test import override_settings
from django.utils import timezone

from catalog.models.invitation import digest_of
from monitoring.models import RoundRequest
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_office() -> RoundRequest:
    report = factories.make_report()
    office = factories.make_office(report.municipality)
    return factories.make_request(factories.make_round(report), office, factories.make_measure(report))


def opens(token: str) -> bool:
    return RoundRequest.objects.with_token(token).exists()


def test_the_database_holds_only_the_digest(request_of_office: RoundRequest) -> None:
    token = request_of_office.token
    assert opens(token)
    row = RoundRequest.objects.filter(pk=request_of_office.pk).values().get()
    assert row["digest"] == digest_of(token)
    assert token not in map(str, row.values())
    assert not opens(row["salt"])
    assert not opens(row["digest"])


def test_a_reminder_can_name_the_link_again(request_of_office: RoundRequest) -> None:
    assert RoundRequest.objects.get().token == request_of_office.token


def test_a_new_link_ends_the_former_one(request_of_office: RoundRequest) -> None:
    before = request_of_office.token
    request_of_office.renew_token()
    assert not opens(before)
    assert opens(request_of_office.token)


def test_a_revoked_link_opens_nothing_until_there_is_a_new_one(request_of_office: RoundRequest) -> None:
    request_of_office.revoke()
    assert not opens(request_of_office.token)
    request_of_office.renew_token()
    assert opens(request_of_office.token)


def test_a_link_ends_with_its_round(request_of_office: RoundRequest) -> None:
    reporting_round = request_of_office.round
    reporting_round.closed_at = timezone.now()
    reporting_round.save()
    assert not opens(request_of_office.token)


def test_after_a_change_of_the_secret_key_the_link_is_known_to_be_lost(request_of_office: RoundRequest) -> None:
    with override_settings(SECRET_KEY="another secret key, as long as it is to be: 0123456789"):
        assert not RoundRequest.objects.get(pk=request_of_office.pk).is_known
