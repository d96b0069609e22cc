"""Fifty people on ten measures, or eight on two, on two web hosts: nothing is lost, and whoever is refused is told."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.catalog.locking.editors import MEASURES, PEOPLE, prepare
from tests.conftest import Prepared
from tests.databases import Content, connected_to, content_of

pytestmark = pytest.mark.both

ROOT = Path(__file__).resolve().parents[3]
HALF = PEOPLE // 2


class Outcome:
    def __init__(self, attempts: list[dict[str, Any]], content: Content) -> None:
        self.attempts = attempts
        self.accepted = [attempt for attempt in attempts if attempt["status"] == 302]
        self.refused = [attempt for attempt in attempts if attempt["status"] != 302]
        self.texts: dict[int, str] = {row["id"]: row["description"] for row in content["catalog_measure"]}
        self.milestones: list[str] = sorted(row["title"] for row in content["monitoring_milestone"])
        people = {row["id"]: row["username"] for row in content["catalog_user"]}
        history = sorted(content["catalog_historicalmeasure"], key=lambda row: row["history_id"])
        self.versions: dict[int, list[tuple[str | None, str]]] = {key: [] for key in self.texts}  # who, description
        for row in history:
            self.versions[row["id"]].append((people.get(row["history_user_id"]), row["description"]))


@pytest.fixture(scope="module")
def outcome(prepared: Prepared, django_db_blocker: DjangoDbBlocker) -> Outcome:
    """Both hosts begin to save when everybody on both has opened a form."""
    with django_db_blocker.unblock():
        name = prepared.databases.copy(prepared.empty)
        with connected_to(prepared.databases.url_of(name)):
            prepare()
        hosts = [host(prepared.databases.url_of(name), first, first + HALF - 1) for first in (0, HALF)]
        for process in hosts:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in hosts:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        attempts = [attempt for process in hosts for attempt in json.loads(process.communicate()[0])]
        return Outcome(attempts, content_of(name))


def host(url: str, first: int, last: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.catalog.locking.editors", str(first), str(last)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_nobody_meets_an_error(outcome: Outcome) -> None:
    assert {attempt["status"] for attempt in outcome.attempts} == {200, 302}


def test_somebody_gets_through_at_every_measure(outcome: Outcome) -> None:
    assert {one["person"] for one in outcome.attempts} == set(range(PEOPLE))
    assert {one["measure"] for one in outcome.accepted} == set(outcome.texts)


def test_whoever_is_refused_is_told_by_whom(outcome: Outcome) -> None:
    """Only one of those who opened the same form can be the first. A name stands on the page if and only if its
    owner was let through before. Whoever met others in the middle of saving, three times, is told to save again."""
    assert len(outcome.refused) >= PEOPLE - MEASURES
    assert not all(attempt["is_put_off"] for attempt in outcome.refused)
    for attempt in outcome.refused:
        if attempt["is_put_off"]:
            continue
        told = " ".join(attempt["told"])
        named = {one for one, _text in outcome.versions[attempt["measure"]] if one and f" {one.title()}, " in told}
        assert named, f"{attempt['mark']} was told {told!r}"
        assert f"person{attempt['person']}" not in named


def test_no_update_is_lost(outcome: Outcome) -> None:
    written = sorted(mark for text in outcome.texts.values() for mark in text.removeprefix("Anfang").split())
    assert written == sorted(one["mark"] for one in outcome.accepted)
    assert outcome.milestones == sorted(one["mark"] for one in outcome.accepted if one["person"] % 2)


def test_every_accepted_save_is_in_the_history_and_nothing_else(outcome: Outcome) -> None:
    written = sorted((key, who) for key, versions in outcome.versions.items() for who, _text in versions if who)
    assert written == sorted((one["measure"], f"person{one['person']}") for one in outcome.accepted)


def test_every_version_builds_on_the_one_before_and_the_last_one_counts(outcome: Outcome) -> None:
    assert len(outcome.versions) == MEASURES
    for key, versions in outcome.versions.items():
        assert [later for (_, earlier), (_, later) in pairwise(versions) if earlier not in later] == []
        assert versions[-1][1] == outcome.texts[key]
