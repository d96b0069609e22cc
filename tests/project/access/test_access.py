"""Every address and every action of the admin, for every role, by GET and POST: the table in `access` says the answer.

An address, a model or an action that is missing in the table fails.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.models import User
from tests.admin_pages import admin_url
from tests.effort import THOROUGH
from tests.project.access.matrix import (
    ACTIONS,
    ADMIN,
    LEADING,
    MODELS,
    PAGES,
    PUBLIC,
    ROLES,
    SENT,
    TITLE,
    Model,
    Rights,
    Visitors,
    World,
)

pytestmark = pytest.mark.usefixtures("without_cities")
ROWS = PUBLIC + ADMIN
INSIDE = ROLES[2:]
METHODS = ("GET", "POST")


@pytest.fixture
def visitors(world: World) -> Visitors:
    return Visitors(world)


def ask(client: Client, method: str, url: str) -> int:
    return (client.get(url) if method == "GET" else client.post(url)).status_code


def names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}"


def test_every_address_is_in_the_table() -> None:
    pages = {f"admin:{model.name}_{page}" for model in MODELS for page in PAGES}
    pages |= {f"admin:{model.name}_restore" for model in MODELS if is_kept(model.name)}
    assert set(names(get_resolver().url_patterns)) == {row.name for row in ROWS} | pages


def test_every_model_of_the_admin_is_in_the_table() -> None:
    registered = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert registered == {model.name for model in MODELS} == set(ACTIONS)


def test_addresses_answer_as_the_table_says(world: World, visitors: Visitors) -> None:
    wrong = []
    for row in ROWS:
        found = row.args(world)
        parts = {"kwargs": found} if isinstance(found, dict) else {"args": found}
        url = reverse(row.name, **parts) + row.query
        for method in METHODS:
            answers, told = {}, row.answers(method)
            for role in sampled(told):
                with taken_back():
                    answers[role] = ask(visitors.client(role), method, url)
            wrong += differences(f"{method} {row.name} {url}", answers, {role: told[role] for role in answers})
    assert wrong == []


def sampled(expected: dict[str, int]) -> Iterable[str]:
    """Returns all roles or, in a sample, two where all of them are answered alike."""
    return ROLES if THOROUGH or len(set(expected.values())) > 1 else ROLES[:2]


@contextmanager
def taken_back() -> Iterator[None]:
    """What was changed inside is as before."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def differences(what: str, found: dict[str, int], expected: dict[str, int]) -> list[str]:
    """One line for each role that was answered otherwise."""
    assert found.keys() == expected.keys(), what
    return [
        f"{what}: {role} gets {found[role]}, not {expected[role]}" for role in found if found[role] != expected[role]
    ]


def admin_name(model: type) -> str:
    meta = model._meta  # type: ignore[attr-defined]
    return f"{meta.app_label}_{meta.model_name}"


def is_kept(name: str) -> bool:
    """Whether the rows of a list go to the recycle bin and have versions that can be restored."""
    return any(
        isinstance(one, VersionedAdmin) for model, one in admin.site._registry.items() if admin_name(model) == name
    )


def expected(rights: Rights, page: str, method: str, *, is_seen: bool) -> int:
    """What may not be seen is 404, what may be seen but not be done is 403."""
    if page == "history":
        return 200 if is_seen else 404
    if page in {"changelist", "add"}:
        return 200 if page[0].replace("c", "v") in rights.anywhere else 403
    needed = "d" if page == "delete" else "v" if method == "GET" or not is_seen else "c"
    if needed not in (rights.row if is_seen else rights.anywhere):
        return 403
    return 200 if is_seen else 404


def test_versions_are_restored_by_whoever_may_change_the_row(world: World, visitors: Visitors) -> None:
    wrong = []
    for model in [one for one in MODELS if is_kept(one.name)]:
        row = model.find(world)
        version = type(row).history.filter(id=row.pk).latest()
        url = admin_url(f"{model.name}_restore", row.pk, row._meta.label_lower, version.history_id)
        answers = {"stranger": 302, "reader": 302}
        for role in INSIDE:
            rights, is_seen = model.rights(role)
            answers[role] = 404 if not is_seen else 200 if "c" in rights.row else 403
        for method in METHODS:
            with taken_back():
                found = {role: ask(visitors.client(role), method, url) for role in ROLES}
            wrong += differences(f"{method} {url}", found, answers)
    assert wrong == []


def test_the_pages_of_the_admin_answer_as_the_table_says(world: World, visitors: Visitors) -> None:
    wrong = []
    for model in MODELS:
        row = model.find(world)
        for page in PAGES:
            if f"{model.name}_{page}" in LEADING:
                continue
            url = admin_url(f"{model.name}_{page}", *([] if page in {"changelist", "add"} else [row.pk]))
            for method in METHODS:
                with taken_back():
                    found = {role: ask(visitors.client(role), method, url) for role in ROLES}
                wrong += differences(f"{method} {url}", found, answers_of(model, page, method, found))
    assert wrong == []


def answers_of(model: Model, page: str, method: str, found: dict[str, int]) -> dict[str, int]:
    answers = {"stranger": 302, "reader": 302}
    for role in INSIDE:
        rights, is_seen = model.rights(role)
        answers[role] = expected(rights, page, method, is_seen=is_seen)
        if method == "POST" and answers[role] == 200:
            asks_again = 302 if page == "delete" and is_kept(model.name) else 200
            answers[role] = SENT.get(f"{model.name}_{page}", asks_again)
            if page == "change" and is_kept(model.name) and found[role] == 302:
                answers[role] = 302  # whoever sends nothing changes nothing: saved as it was
    return answers


def test_the_actions_of_a_list_are_those_of_the_table(world: World) -> None:
    for name in ACTIONS:
        model = next(model for model in admin.site._registry if admin_name(model) == name)
        for role in INSIDE:
            request = RequestFactory().get("/")
            request.user = User.objects.get(pk=world.people[role].pk)
            offered = set(admin.site._registry[model].get_actions(request))
            assert offered == ACTIONS[name].get("planner" if role == "elsewhere" else role, set()), (name, role)


def test_actions_touch_nothing_that_is_not_theirs(world: World, visitors: Visitors) -> None:
    """Every action of every list, by everybody who may not do it to this row, offered or not."""
    for model in MODELS:
        row = model.find(world)
        before = state_of(row)
        actions = ACTIONS[model.name]
        for action in sorted(set().union(*actions.values()) if actions else set()):
            for role in ROLES:
                may = role in INSIDE and action in actions.get(role, set()) and model.rights(role)[1]
                if may and not (role == "office" and "c" not in model.office.row):
                    continue
                data = {"action": action, "_selected_action": [row.pk], "post": "yes"}
                with taken_back():
                    response = visitors.client(role).post(admin_url(f"{model.name}_changelist"), data)
                    if not may and not (role in INSIDE and model.rights(role)[1]):
                        assert TITLE.encode() not in response.content, f"{action} by {role}"
                    assert state_of(row) == before, f"{action} by {role}"


def state_of(row: Model) -> dict[str, Any]:
    """All columns but the one that every login writes."""
    values: dict[str, Any] = type(row)._default_manager.filter(pk=row.pk).values().get()  # type: ignore[attr-defined]
    values.pop("last_login", None)
    return values
