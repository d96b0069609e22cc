"""Two hosts on one database: what one of them publishes, the other shows to its next visitor."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from catalog.choices import Publication
from catalog.models import Measure, Office, Report
from catalog.recycle_bin.cascade import remove
from tests import factories
from tests.databases import Databases, connected_to
from tests.deployed import Site, manage, production, served
from tests.effort import tries
from tests.machines import machines

pytestmark = pytest.mark.both

URL = "/stadt/bericht/"
CHANGES = 1_000 if tries(1_000) == 1_000 else 40
APART = CHANGES // 8


@pytest.fixture
def hosts(databases: Databases, own_empty: str, tmp_path: Path) -> Iterator[list[Site]]:
    environment = {**production(tmp_path), "DATABASE_URL": databases.url_of(own_empty)}
    manage(environment, "collectstatic", "--no-input")
    with ExitStack() as stack, connected_to(databases.url_of(own_empty)):
        yield [stack.enter_context(served(environment, "--workers", "2")) for _host in range(2)]


def test_no_change_is_missed(hosts: list[Site]) -> None:
    assert missed(hosts, a_report(), range(CHANGES)) == []


@pytest.mark.only("postgresql")
def test_nor_behind_a_pooler_and_beside_a_database_that_follows(
    databases: Databases, empty: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        known = stack.enter_context(machines(databases.url_of(empty)))
        environment = {**production(tmp_path), **known.environment()}
        manage(environment, "collectstatic", "--no-input")
        stack.enter_context(connected_to(known.first))
        hosts = [stack.enter_context(served(environment, "--workers", "2")) for _host in range(2)]
        report = a_report()
        assert missed(hosts, report, range(APART)) == []
        known.hold_back()
        assert missed(hosts, report, range(APART, 2 * APART)) == []
        known.go_on()
        assert hosts[0].get(URL).status == hosts[0].get("/stadt/").status == 200
        assert missed(hosts, report, range(2 * APART, 3 * APART)) == []
        assert known.scans_of("catalog_measure")
        past = [host.get("/stadt/massnahmen/?stand=2024-01-01") for host in hosts for _again in range(4)]
        assert {(one.status, "Neu" in one.text) for one in past} == {(200, True)}


def a_report() -> Report:
    return factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")


def missed(hosts: list[Site], report: Report, numbers: range) -> list[tuple[int, str, str]]:
    """Changes a report in several ways; returns each change that a host does not show to its next visitor."""
    dice = random.Random(42)  # noqa: S311 - nothing secret
    measure = factories.make_measure(report, title="Neu 0")
    office = factories.make_office(report.municipality, name=f"Amt {numbers}")
    factories.make_responsibility(measure, office)

    def save(text: str) -> str:
        measure.title = text
        measure.save()
        return text

    def in_bulk(text: str) -> str:
        Office.objects.filter(pk=office.pk).update(name=text)
        return text

    def add(text: str) -> str:
        added = factories.make_measure(report, title=text)
        return text if dice.random() < 1 / 2 else hide(added, text)

    def hide(added: Measure, text: str) -> str:
        if dice.random() < 1 / 2:
            Measure.objects.filter(pk=added.pk).update(publication=Publication.DRAFT)
        else:
            remove([added], None)
        return f"!{text}"

    def report_on_it(text: str) -> str:
        factories.make_update(factories.make_measure(report), text=text)
        return text

    changes: list[Callable[[str], str]] = [save, in_bulk, add, report_on_it]
    found = []
    for number in numbers:
        shown = dice.choice(changes)(f"Neu {number}.")
        for host in hosts:
            page = host.get(URL).text
            if (shown.lstrip("!") in page) == shown.startswith("!"):
                found.append((number, shown, host.address))
    return found
