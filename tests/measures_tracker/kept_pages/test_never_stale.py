"""Two hosts on one database: what one of them publishes, the other shows to its next visitor."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from catalog.choices import Publication
from catalog.models import Measure, Office
from catalog.recycle_bin.cascade import remove
from tests import factories
from tests.databases import Databases, connected_to
from tests.deployed import Site, manage, production, served
from tests.effort import tries

pytestmark = pytest.mark.both

URL = "/stadt/bericht/"
CHANGES = 1_000 if tries(1_000) == 1_000 else 40


@pytest.fixture
def hosts(databases: Databases, own_empty: str, tmp_path: Path) -> Iterator[list[Site]]:
    environment = {**production(tmp_path), "DATABASE_URL": databases.url_of(own_empty)}
    manage(environment, "collectstatic", "--no-input")
    with ExitStack() as stack, connected_to(databases.url_of(own_empty)):
        yield [stack.enter_context(served(environment, "--workers", "2")) for _host in range(2)]


def test_no_change_is_missed(hosts: list[Site]) -> None:
    dice = random.Random(42)  # noqa: S311 - nothing secret
    report = factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")
    measure = factories.make_measure(report, title="Neu 0")
    office = factories.make_office(report.municipality, name="Amt 0")
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
    missed = []
    for number in range(1, CHANGES + 1):
        shown = dice.choice(changes)(f"Neu {number}.")
        for host in hosts:
            page = host.get(URL).text
            if (shown.lstrip("!") in page) == shown.startswith("!"):
                missed.append((number, shown, host.address))
    assert missed == []
