"""A process that dies in the middle of an import leaves everything as it was before, or as it is after."""

import random
from dataclasses import dataclass
from itertools import pairwise
from signal import SIGKILL
from typing import Any

import pytest

from tests.databases import TASKS, Content, content_of, stored_in
from tests.effort import THOROUGH
from tests.monitoring.imports.wizard.hosts import Answer, Hosts

pytestmark = pytest.mark.both

KILLS = 20 if THOROUGH else 4
IMPORTS = "monitoring_spreadsheetimport"


@dataclass(frozen=True)
class Undisturbed:
    """An import from beginning to end."""

    before: Content
    after: Content
    answer: Answer

    @property
    def commit(self) -> int:
        """The moment just before everything is written."""
        return self.answer.commits[-1]

    @property
    def moments(self) -> list[int]:
        """When to kill: at the beginning, at random in each part of the way, on either side of the commit."""
        chance = random.Random(2021)  # noqa: S311 - the same moments in every run
        parts = [self.commit * part // (KILLS - 3) for part in range(KILLS - 2)]
        return [0, *(chance.randrange(*part) for part in pairwise(parts)), self.commit, self.commit + 1]


def undisturbed(hosts: Hosts, way: str) -> Undisturbed:
    database = hosts.database()
    before = stored_in(database)
    answer = hosts.order(way=way, database=database)
    assert answer.ended == 0
    return Undisturbed(before, stored_in(database), answer)


def the_import(content: Content) -> dict[str, Any]:
    """The one that was uploaded."""
    return content[IMPORTS][0]


@pytest.fixture(scope="module")
def by_command(hosts: Hosts) -> Undisturbed:
    return undisturbed(hosts, "command")


@pytest.fixture(scope="module")
def in_the_background(hosts: Hosts) -> Undisturbed:
    return undisturbed(hosts, "background")


def test_the_moments_are_spread_over_an_import_that_writes_rows_of_every_kind(by_command: Undisturbed) -> None:
    assert len(set(by_command.moments)) == KILLS
    assert by_command.commit > 300
    changed = {table for table, rows in by_command.after.items() if rows != by_command.before[table]}
    written = ("section", "office", "measure", "responsibility", "statusupdate", "indicator", "indicatortarget")
    assert {table.partition("_")[2] for table in changed} == {
        *written,
        *(f"historical{name}" for name in written),
        "auditentry",
        "importedchange",
        "spreadsheetimport",
    }


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_killed_command_has_written_everything_or_nothing(hosts: Hosts, by_command: Undisturbed, kill: int) -> None:
    database, moment = hosts.database(), by_command.moments[kill]
    assert hosts.order(way="command", database=database, signal=SIGKILL, at=moment).ended == -SIGKILL
    assert stored_in(database) == (by_command.after if moment > by_command.commit else by_command.before)


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_killed_worker_has_imported_everything_or_the_next_one_does(
    hosts: Hosts, in_the_background: Undisturbed, kill: int
) -> None:
    database, moment = hosts.database(), in_the_background.moments[kill]
    assert hosts.order(way="background", database=database, signal=SIGKILL, at=moment).ended == -SIGKILL
    left = stored_in(database)
    started = moment > in_the_background.answer.commits[0]
    if moment > in_the_background.commit:
        assert left == in_the_background.after
    else:
        assert the_import(left)["state"] == ("running" if started else "open")
        as_before = {name: the_import(in_the_background.before)[name] for name in ("state", "started_at")}
        assert {**left, IMPORTS: [{**the_import(left), **as_before}]} == in_the_background.before
    assert hosts.order(way="work", database=database).said == ("done" if started else "open")
    assert_is_once(stored_in(database), in_the_background.after if started else in_the_background.before)
    assert [task["status"] for task in content_of(database)[TASKS]] == ["SUCCESSFUL"] * started


def assert_is_once(found: Content, whole: Content) -> None:
    """PostgreSQL gives a number that was lost with a transaction to nobody else."""
    assert {table: len(rows) for table, rows in found.items()} == {table: len(rows) for table, rows in whole.items()}
    assert the_import(found) == the_import(whole)


def test_a_killed_command_can_be_carried_out_again(hosts: Hosts, by_command: Undisturbed) -> None:
    database = hosts.database()
    hosts.order(way="command", database=database, signal=SIGKILL, at=by_command.commit)
    assert hosts.order(way="command", database=database).ended == 0
    assert_is_once(stored_in(database), by_command.after)
