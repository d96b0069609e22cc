"""Stores rows of Musterstadt: what has not changed stays as it is, with its id and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model

from catalog.history.tracked_models import tracked_model_of
from catalog.row_values import differing, recorded_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

M = TypeVar("M", bound=Model)
BATCH = 200


def store(rows: Sequence[M], key: Sequence[str], stored: QuerySet[M]) -> None:
    """Stores the rows and gives them the ids of those with the same key; `stored` are the rows that may be theirs."""
    known = {key_of(row, key): row for row in stored.order_by("-pk")}
    for row in rows:
        if before := known.get(key_of(row, key)):
            row.pk, row._state.adding = before.pk, False
    manager = stored.model._default_manager
    manager.bulk_create([row for row in rows if row._state.adding], batch_size=BATCH)
    changed = [row for row in rows if (old := known.get(key_of(row, key))) and any(differing(old, row))]
    if changed:
        manager.bulk_update(changed, [field.name for field in recorded_columns(stored.model)], batch_size=BATCH)


def replace(rows: Sequence[M], key: Sequence[str], stored: QuerySet[M]) -> None:
    """Stores the rows and removes those that an earlier day has made; what people have added stays."""
    wanted = {key_of(row, key) for row in rows}
    remove_made([row for row in stored if key_of(row, key) not in wanted])
    store(rows, key, stored)


def key_of(row: Model, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in names)


def remove_made(rows: Sequence[Model]) -> None:
    """Deletes the rows that no person has added, with their history."""
    if not rows or (kind := tracked_model_of(rows[0])) is None:
        return
    first = kind.history.filter(id__in=[row.pk for row in rows], history_type="+")
    added = set(first.exclude(history_user=None).values_list("id", flat=True))
    going = [row.pk for row in rows if row.pk not in added]
    kind.model._default_manager.filter(pk__in=going).delete()
    kind.history.filter(id__in=going).delete()
