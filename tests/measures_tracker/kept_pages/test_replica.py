"""Strangers may be answered by a database that follows the one that counts, as long as it has all that they see."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import connections
from django.test import Client

from catalog.models import Measure, Revision, User
from catalog.texts.normalising import fold
from monitoring.models import CurrentStatus, OutdatedReport
from monitoring.models.current import LONGEST_TITLE_KEY
from tests.databases import Databases, connected_to
from tests.story import PLANNER

pytestmark = pytest.mark.both

URL = "/heidelberg/soziale-lage-2018/"
THERE, HERE = "So steht es dort", "So steht es hier"


@contextmanager
def following(url: str) -> Iterator[None]:
    """What stands in that database is the replica."""
    with connected_to(url) as replica:
        settings = replica.settings_dict
    with patch.dict(connections.settings, replica=settings):
        replica.alias = "replica"
        connections["replica"] = replica
        yield
        replica.close()
        del connections["replica"]


def a3() -> Measure:
    return Measure.objects.get_by_natural_key("08221000", "soziale-lage-2018", "A3")


def rename(title: str) -> None:
    measure = a3()
    measure.title = title
    measure.save()


def rename_unnoticed(title: str) -> None:
    """Change the replica and leave its stamps as they are, to see which database was asked."""
    stamps = list(Revision.objects.using("replica"))
    with connections["replica"].cursor() as cursor:
        cursor.execute("UPDATE catalog_measure SET title = %s WHERE id = %s", [title, a3().pk])
    Revision.objects.using("replica").all().delete()
    Revision.objects.using("replica").bulk_create(stamps)


@pytest.fixture(autouse=True)
def two_databases(databases: Databases, own_full: str) -> Iterator[None]:
    copy = databases.copy(own_full)
    with connected_to(databases.url_of(own_full)), following(databases.url_of(copy)):
        rename_unnoticed(THERE)
        yield


def page(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_strangers_are_answered_by_the_replica(client: Client) -> None:
    assert THERE in page(client)
    assert THERE in page(client, "/massnahmen/?kommune=heidelberg")


@pytest.mark.only("postgresql")
def test_an_earlier_day_is_worked_out_and_shown_by_the_database_that_counts(client: Client) -> None:
    """A replica cannot work it out, as it writes nothing."""
    assert THERE not in page(client, "/massnahmen/?kommune=heidelberg&stand=2021-01-18")
    assert page(client, "/themen/arbeit/?stand=2021-01-18")


def test_a_replica_that_lags_behind_is_not_asked(client: Client) -> None:
    assert THERE in page(client)
    rename(HERE)
    assert HERE in page(client)
    assert HERE in page(client, "/massnahmen/?kommune=heidelberg")


def test_whoever_is_logged_in_is_answered_by_the_database_that_counts(client: Client) -> None:
    client.force_login(User.objects.get(username=PLANNER))
    assert THERE not in page(client)


def test_strangers_write_where_it_counts(client: Client) -> None:
    form = "/heidelberg/abonnieren/?bericht=soziale-lage-2018"
    assert client.post(form, {"email": "kim@example.org"}).status_code == 302


def test_what_is_written_follows_from_the_database_that_counts(client: Client) -> None:
    """Lists judge anew what has changed, in the middle of a page for strangers."""
    OutdatedReport.objects.create(report_id=a3().report_id)
    assert THERE in page(client, "/massnahmen/?kommune=heidelberg")
    assert not OutdatedReport.objects.exists()
    assert CurrentStatus.objects.get(measure=a3()).title_key == fold(a3().title)[:LONGEST_TITLE_KEY]


def test_a_replica_that_is_away_is_not_missed(client: Client) -> None:
    connections["replica"].close()
    with patch.dict(connections["replica"].settings_dict, NAME="/nowhere/at/all"):
        assert THERE not in page(client)
