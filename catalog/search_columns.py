"""Columns for searches that a migration adds to tables with rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.migrations import AddField, RunPython
from django.db.migrations.operations.base import Operation

from catalog.fields import SearchField
from catalog.texts.normalising import searchable

ROWS_AT_ONCE = 2000


def added_search_columns(app: str, searched: Mapping[str, Sequence[str]]) -> list[Operation]:
    """Returns the operations that add `search_text` to models of an app, and fill it from these columns of theirs."""

    def fill(apps: Any, _schema_editor: Any) -> None:
        for name, columns in searched.items():
            fill_rows(apps.get_model(app, name), columns)

    fields = [
        AddField(name.lower(), "search_text", SearchField(default="", of=list(columns)), preserve_default=False)
        for name, columns in searched.items()
    ]
    return [*fields, RunPython(fill, RunPython.noop, elidable=True)]


def fill_rows(model: Any, columns: Sequence[str]) -> None:
    texts = model.objects.order_by("pk").values_list("pk", *columns)
    while found := list(texts[:ROWS_AT_ONCE]):
        rows = [model(pk=pk, search_text=searchable(*words)) for pk, *words in found]
        model.objects.bulk_update(rows, ["search_text"])
        texts = texts.filter(pk__gt=found[-1][0])
