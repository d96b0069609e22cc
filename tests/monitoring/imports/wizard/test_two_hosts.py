"""Two web hosts, or two tabs, that want the same import: it is written once, whoever is faster."""

import json
from signal import SIGSTOP
from typing import Any

import pytest

from tests.databases import Content, stored_in
from tests.monitoring.imports.wizard.hosts import Hosts

pytestmark = pytest.mark.both

HELD_UP = "held up"
TAKEN = "somebody else was faster"
IN_THE_MIDDLE = 150
WAYS = ("at once", "background")


@pytest.fixture(scope="module")
def written_once(hosts: Hosts) -> dict[str, Content]:
    """What one import alone leaves behind."""
    left = {}
    for way in WAYS:
        database = hosts.database()
        assert hosts.order(way=way, database=database).ended == 0
        left[way] = stored_in(database)
    return left


class TwoHosts:
    """Both on the same database; the second has found the import open before the first begins."""

    def __init__(self, hosts: Hosts, way: str) -> None:
        self.hosts = hosts
        self.database = hosts.database()
        self.way = way
        self.second = self.begins(way=way, signal=SIGSTOP, at="found").process

    def begins(self, **order: Any) -> Any:
        return self.hosts.order(**{"way": self.way, "database": self.database, **order})

    def first_is_held_up_while_it_writes(self) -> int:
        first = self.begins(signal=SIGSTOP, at=IN_THE_MIDDLE)
        assert first.ended == HELD_UP
        return int(first.process)


@pytest.mark.parametrize("way", WAYS)
def test_who_comes_too_late_changes_nothing(hosts: Hosts, written_once: dict[str, Content], way: str) -> None:
    two = TwoHosts(hosts, way)
    assert two.begins().ended == 0
    assert hosts.order(process=two.second, go_on=True).said == TAKEN
    assert stored_in(two.database) == written_once[way]


@pytest.mark.parametrize("way", WAYS)
def test_who_comes_meanwhile_waits_and_changes_nothing(
    hosts: Hosts, written_once: dict[str, Content], way: str
) -> None:
    two = TwoHosts(hosts, way)
    first = two.first_is_held_up_while_it_writes()
    hosts.order(process=two.second, go_on=True, wait=False)
    assert hosts.order(process=first, go_on=True).ended == 0
    assert hosts.order(process=two.second).said == TAKEN
    assert stored_in(two.database) == written_once[way]


def test_an_import_at_work_is_not_taken_over_however_long_it_takes(
    hosts: Hosts, written_once: dict[str, Content]
) -> None:
    database = hosts.database()
    first = hosts.order(way="background", database=database, signal=SIGSTOP, at=IN_THE_MIDDLE).process
    assert hosts.order(way="look", database=database, hours_later=100).said == "running, 0 queued"
    assert hosts.order(process=first, go_on=True).ended == 0
    assert stored_in(database) == written_once["background"]


@pytest.mark.only("postgresql")  # SQLite lets one write at a time, whatever it is
def test_while_an_import_is_written_or_taken_back_others_subscribe_and_a_second_import_is_told(
    hosts: Hosts, written_once: dict[str, Content]
) -> None:
    database = hosts.database()
    for way, moment in (("background", IN_THE_MIDDLE), ("undo", 10)):
        first = hosts.order(way=way, database=database, signal=SIGSTOP, at=moment)
        assert first.ended == HELD_UP
        subscribed = hosts.order(way="subscribe", database=database, email=f"{way}@example.org")
        assert subscribed.said == "subscribed"
        second = hosts.order(way="command", database=database, patience="100ms")
        assert "Gerade speichert jemand anderes." in json.loads(second.said)["errors"][0]["message"]
        assert hosts.order(process=first.process, go_on=True).ended == 0
    states = [row["state"] for row in stored_in(database)["monitoring_spreadsheetimport"]]
    assert states == ["taken_back"]
