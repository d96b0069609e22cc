"""A worker that dies while it makes a large booklet: the next one makes it, once."""

from signal import SIGKILL, SIGSTOP
from typing import Any, NamedTuple

import pytest

from tests.databases import TASKS, content_of
from tests.monitoring.imports.wizard.hosts import Hosts

pytestmark = pytest.mark.both

PARTS = 4


class Undisturbed(NamedTuple):
    content: bytes
    moments: int


def the_file(database: str) -> dict[str, Any]:
    (file,) = content_of(database)["reports_preparedfile"]
    return file


@pytest.fixture(scope="module")
def undisturbed(hosts: Hosts) -> Undisturbed:
    database = hosts.database()
    hosts.order(way="ask", database=database)
    answer = hosts.order(way="work", database=database)
    file = the_file(database)
    assert (file["state"], file["content"][:2]) == ("done", b"PK")
    return Undisturbed(file["content"], answer.moments)


@pytest.mark.parametrize("part", range(PARTS + 1))
def test_the_next_worker_makes_it(hosts: Hosts, undisturbed: Undisturbed, part: int) -> None:
    database = hosts.database()
    hosts.order(way="ask", database=database)
    moment = (undisturbed.moments - 1) * part // PARTS
    assert hosts.order(way="work", database=database, signal=SIGKILL, at=moment).ended == -SIGKILL
    assert hosts.order(way="work", database=database).ended == 0
    file = the_file(database)
    assert (file["state"], file["content"]) == ("done", undisturbed.content)
    assert [task["status"] for task in content_of(database)[TASKS]] == ["SUCCESSFUL"]


def test_twice_asked_it_is_made_once(hosts: Hosts, undisturbed: Undisturbed) -> None:
    database = hosts.database()
    page = hosts.order(way="ask", database=database).said
    first = hosts.order(way="work", database=database, signal=SIGSTOP, at=undisturbed.moments // 2)
    assert hosts.order(way="ask", database=database).said == page
    assert hosts.order(way="look", database=database).said == "open, 0 queued"
    assert hosts.order(process=first.process, go_on=True).ended == 0
    assert the_file(database)["content"] == undisturbed.content
    assert len(content_of(database)[TASKS]) == 1
