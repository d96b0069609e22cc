"""The search over everything finds, in the same order, what the lists of the administration find."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Q, Value
from django.test import RequestFactory

from catalog import name_indexes
from catalog.permissions import large_lists
from catalog.permissions.large_lists import MOST_ROWS, NEWEST_FIRST, CountOf, is_known_as_many
from measures_tracker.workbench import search
from monitoring.admin import searching
from monitoring.current import indexing
from monitoring.current.judging import refresh_all
from tests import factories
from tests.fetched import counting

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    from catalog.models import User

pytestmark = [pytest.mark.both, pytest.mark.django_db]

NAMES: dict[type[Model], tuple[str, ...]] = {**name_indexes.NAMES, **indexing.NAMES}
WORDS = ["Beratung", "beratung jugend", "A3", "Tigerente", "amt", "a", "2030"]


@pytest.fixture
def request_of_superuser(admin_user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = admin_user
    return request


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than are listed of every kind, some of which the words find; each list counts as long."""
    city = factories.make_municipality(name="Beratungsstadt")
    office = factories.make_office(city, name="Amt für Beratung und Jugend")
    for number in range(12):
        report = factories.make_report(city, title=f"Beratung {number}")
        section = factories.make_section(report, title=f"Beratung der Jugend {number}")
        measure = factories.make_measure(report, section=section, code=f"A{number}", title="Beratung der Jugend")
        factories.make_responsibility(measure, office)
        factories.make_office(city, name=f"Beratungsamt {number}")
        factories.make_milestone(measure, title=f"Beratung {number}")
        factories.make_indicator(measure, name=f"Beratung {number}")
        factories.make_update(measure, text="Beratung 2030")
        factories.make_discussion(measure, approach="Beratung")
    refresh_all()


def before(request: HttpRequest, model: type[Model], term: str) -> tuple[list[Any], int]:
    """Returns the addresses and the number of the hits, all looked for at once in the rows of a list."""
    page = admin.site.get_model_admin(model)
    rows, has_doubles = page.get_search_results(request, page.get_queryset(request), term)
    if has_doubles:
        rows = rows.distinct()
    if is_known_as_many(rows):
        counted, order = rows.annotate(in_all=Value(large_lists.MOST_ROWS + 1)), NEWEST_FIRST
    else:
        counted, order = rows.annotate(in_all=CountOf(rows)), (*page.get_ordering(request), "pk")
    first: list[Any] = list(counted.order_by(*order)[: search.MOST])
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return [search.address_of(name, row) for row in first], first[0].in_all if first else 0


@pytest.mark.parametrize("longest", [MOST_ROWS, 9], ids=["short lists", "long lists"])
def test_it_finds_the_same_in_the_same_order(
    request_of_superuser: HttpRequest, many: None, monkeypatch: pytest.MonkeyPatch, longest: int
) -> None:
    for module in (large_lists, searching, search):
        monkeypatch.setattr(module, "MOST_ROWS", longest)
    for term, model in product(WORDS, search.SEARCHED):
        addresses, number = before(request_of_superuser, model, term)
        found = search.hits_of(request_of_superuser, model, term)
        assert found
        assert [hit.url for hit in found.hits] == addresses, (term, model)
        assert min(found.number, longest + 1) == min(number, longest + 1), (term, model)


@pytest.mark.only("postgresql")
def test_measures_are_looked_for_once_for_all_that_belongs_to_them(
    request_of_superuser: HttpRequest, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (large_lists, searching, search):
        monkeypatch.setattr(module, "MOST_ROWS", 9)
    with counting() as fetched:
        search.found(request_of_superuser, "Beratung")
    words = [sql for sql, _parameters in fetched.statements if 'FROM "monitoring_indexedword"' in sql]
    assert len(words) == len(set(words))


@pytest.mark.only("postgresql")
def test_an_index_finds_a_part_of_a_word_in_names(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for model, columns in NAMES.items():
        called_so = Q()
        for column in columns:
            called_so |= Q(**{f"{column}__icontains": "eratun"})
        assert name_indexes.index_of(model) in model._default_manager.filter(called_so).order_by().explain()
