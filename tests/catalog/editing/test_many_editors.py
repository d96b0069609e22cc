"""Fifty people on ten measures, on two web hosts: nothing is lost, and whoever is refused is told."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.catalog.editing.editors import MEASURES, PEOPLE, ROUNDS
from tests.databases import Content, Databases, PostgresDatabases, SqliteFiles, content_of

ROOT = Path(__file__).resolve().parents[3]
HALF = PEOPLE // 2


class Outcome:
    def __init__(self, attempts: list[dict[str, Any]], content: Content) -> None:
        self.attempts, self.content = attempts, content
        self.accepted = [attempt for attempt in attempts if attempt["accepted"]]
        self.refused = [attempt for attempt in attempts if not attempt["accepted"]]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Outcome]:
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("editors")
        databases: Databases = SqliteFiles(folder) if connection.vendor == "sqlite" else PostgresDatabases()
        try:
            yield outcome_on(databases)
        finally:
            databases.remove()


def outcome_on(databases: Databases) -> Outcome:
    """Both hosts begin to save when everybody on both has opened a form."""
    database = databases.create()
    hosts = [start(databases, "prepare", database)]
    assert hosts[0].wait() == 0
    hosts = [start(databases, "edit", database, first, first + HALF - 1) for first in (0, HALF)]
    for host in hosts:
        assert host.stdout
        assert host.stdout.readline() == "ready\n"
    for host in hosts:
        assert host.stdin
        host.stdin.write("go\n")
        host.stdin.flush()
    answers = [host.communicate()[0] for host in hosts]
    attempts = [attempt for answer in answers for attempt in json.loads(answer)]
    return Outcome(attempts, content_of(database))


def start(databases: Databases, *order: Any) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.catalog.editing.editors", *map(str, order)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": databases.url()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_nobody_meets_an_error(outcome: Outcome) -> None:
    assert {attempt["status"] for attempt in outcome.attempts} == {200, 302}


def test_everybody_gets_through_in_the_end(outcome: Outcome) -> None:
    assert len(outcome.accepted) == PEOPLE * ROUNDS


def test_whoever_is_refused_is_told(outcome: Outcome) -> None:
    assert len(outcome.refused) >= PEOPLE - MEASURES  # only one of those who opened the same form can be the first
    assert [attempt for attempt in outcome.refused if not attempt["told"]] == []


def test_no_update_is_lost(outcome: Outcome) -> None:
    texts = {row["id"]: row["description"] for row in outcome.content["catalog_measure"]}
    assert [one["mark"] for one in outcome.accepted if texts[one["measure"]].count(one["mark"]) != 1] == []
    rows = sorted(row["title"] for row in outcome.content["monitoring_milestone"])
    assert rows == sorted(one["mark"] for one in outcome.accepted if one["person"] % 2)


def test_every_accepted_save_is_in_the_history_as_its_own(outcome: Outcome) -> None:
    people = {row["id"]: row["username"] for row in outcome.content["catalog_user"]}
    versions = [row for row in outcome.content["catalog_historicalmeasure"] if row["history_type"] == "~"]
    written = sorted((row["id"], people[row["history_user_id"]]) for row in versions)
    assert written == sorted((one["measure"], f"person{one['person']}") for one in outcome.accepted)


def test_every_version_builds_on_the_one_before(outcome: Outcome) -> None:
    texts: dict[int, list[str]] = {}
    for row in sorted(outcome.content["catalog_historicalmeasure"], key=lambda row: row["history_id"]):
        texts.setdefault(row["id"], []).append(row["description"])
    assert len(texts) == MEASURES
    for versions in texts.values():
        assert [later for earlier, later in pairwise(versions) if earlier not in later] == []
