"""The policy answers in two ways, for a row that is loaded and for a condition of a query: both say the same."""

from collections import Counter

import pytest
from django.apps import apps

from catalog.models import User
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action, registered
from tests.project.access.matrix import World

pytestmark = pytest.mark.both

SHOWN_ONLY = {Action.ADD}  # a condition says to which rows something may be added, see `permitted(of=…)`


@pytest.mark.parametrize("role", ["reader", "office", "planner", "elsewhere", "administrator"])
def test_a_row_and_a_condition_get_the_same_answer(world: World, role: str) -> None:
    person = User.objects.get(pk=world.people[role].pk)
    answers: Counter[bool] = Counter()
    for label in registered():
        rows = apps.get_model(label)._default_manager.all()
        for action in set(Action) - SHOWN_ONLY:
            found = set(rows.filter(permitted(person, action, rows.model)).values_list("pk", flat=True))
            allowed = {row.pk for row in rows if can(person, action, row)}
            assert found == allowed, (label, action)
            answers.update(row.pk in found for row in rows)
    assert answers[False]
    assert bool(answers[True]) == (role != "reader")
