"""Actions of lists on every Django that is supported: 6.1 says where an action stood, and has a class for actions."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpRequest, QueryDict

from catalog.editing.selections import function_of
from catalog.models import Office
from tests import factories

pytestmark = pytest.mark.usefixtures("without_cities")


def test_a_list_takes_what_newer_versions_of_django_say_beside_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {}

    def answer(_admin: object, _request: HttpRequest, _rows: object, **more: object) -> None:
        said.update(more)

    monkeypatch.setattr(admin.ModelAdmin, "response_action", answer)
    request = HttpRequest()
    request.user = factories.make_planner()
    request.POST = QueryDict("_selected_action=x")
    offices: Any = admin.site._registry[Office]
    offices.response_action(request, Office.objects.all(), action_location="change_list")
    assert said == {"action_location": "change_list"}


def test_an_action_is_a_tuple_or_an_object() -> None:
    assert function_of((len, "count", "Count")) is len
    assert function_of(SimpleNamespace(func=len, name="count")) is len
