"""Restores everything in an entry of the recycle bin, with its ids, or nothing."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import CASCADE, Model
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.choices import AuditKind
from catalog.history.restore_version import RefusedRestoreError, references, sentences
from catalog.history.row_names import Names, foreign_keys, related
from catalog.history.tracked_models import tracked_model_of
from catalog.locking.row_locks import lock_above, writing
from catalog.models import AuditEntry, DeletedThing
from catalog.permissions.policy import is_closed
from catalog.permissions.registry import Action
from catalog.row_values import deserialised

Key = tuple[type[Model], Any]


@writing()
def restore(thing: DeletedThing, user: Any) -> None:
    """Inserts what lies in an entry, and deletes the entry. Raises RefusedRestoreError, BusyError."""
    locked = DeletedThing.objects.select_for_update(no_key=True).filter(pk=thing.pk).first()
    if locked is None:
        raise RefusedRestoreError([_("It no longer lies in the recycle bin.")])
    rows = deserialised(locked.rows)
    top = next(row for row in rows if (row._meta.label_lower, row.pk) == (locked.label, locked.object_id))
    if kind := tracked_model_of(top):
        lock_above(kind, getattr(top, f"{kind.above}_id", None))
    _Return(superior_first(rows), user, top).carry_out()
    _relink(locked.links)
    locked.delete()
    AuditEntry.record(AuditKind.RESTORED, person=user, subject=locked.name, municipality=locked.municipality)


class _Return:
    def __init__(self, rows: list[Any], user: Any, top: Any) -> None:
        self.rows = rows
        self.user = user
        self.top = top
        self.coming: set[Key] = {(type(row), row.pk) for row in rows}
        self._there: dict[Key, bool] = {}
        self.names = Names()

    def carry_out(self) -> None:
        if obstacles := list(self._obstacles()):
            raise RefusedRestoreError(obstacles)
        with translation.override(settings.LANGUAGE_CODE):
            reason = _("restored from the recycle bin")
        for row in self.rows:
            row.comes_back = True
            row._change_reason, row._history_user = reason, self.user
            is_tracked = tracked_model_of(row) is not None
            if not is_tracked and not self._fits(row):
                self.coming.discard((type(row), row.pk))
                continue  # subscriptions and imports, say, are left out if they no longer fit
            # What went along comes back, such as an answer of a round that has been closed meanwhile.
            if (is_tracked or row is self.top) and is_closed(row, Action.ADD):
                words = _("%(name)s belongs to a paper that has been issued.")
                raise RefusedRestoreError([words % {"name": self._name(row)}])
            if problems := problems_of(row):
                raise RefusedRestoreError([f"{self._name(row)}: {problem}" for problem in problems])
            row.save(force_insert=True)

    def _obstacles(self) -> Iterator[str]:
        for row in self.rows:
            kind = tracked_model_of(row)
            if kind is None:
                continue
            if kind.model._base_manager.filter(pk=row.pk).exists():
                yield _("%(name)s exists again.") % {"name": self._name(row)}
            for field in references(row):
                if self._exists(related(field), getattr(row, field.attname)):
                    continue
                if field.null and field.remote_field.on_delete is not CASCADE:
                    setattr(row, field.attname, None)
                else:
                    what = _("%(name)s belongs to what no longer exists: %(field)s. Restore that first.")
                    yield what % {"name": self._name(row), "field": capfirst(str(field.verbose_name))}

    def _fits(self, row: Any) -> bool:
        there = all(self._exists(related(field), getattr(row, field.attname)) for field in references(row))
        return there and not type(row)._base_manager.filter(pk=row.pk).exists() and not problems_of(row)

    def _exists(self, model: type[Model], key: Any) -> bool:
        if (model, key) in self.coming:
            return True
        if (model, key) not in self._there:
            self._there[model, key] = model._base_manager.filter(pk=key).exists()
        return self._there[model, key]

    def _name(self, row: Any) -> str:
        self.names.load((related(field), getattr(row, field.attname)) for field in foreign_keys(row))
        return f"{capfirst(str(row._meta.verbose_name))} „{self.names.of(row)}“"


def superior_first(rows: list[Any]) -> list[Any]:
    """Returns the rows in an order in which each follows those that it belongs to."""
    ordered: list[Any] = []
    waiting: dict[Key, Any] = {(type(row), row.pk): row for row in rows}
    while waiting:
        ready = [key for key, row in waiting.items() if waiting.keys().isdisjoint(_above(row))]
        ordered += [waiting.pop(key) for key in ready or list(waiting)]  # rows may name each other, too
    return ordered


def _above(row: Any) -> list[Key]:
    return [(related(field), getattr(row, field.attname)) for field in references(row)]


def problems_of(row: Any) -> list[str]:
    """Returns what has been taken meanwhile: a number, an address, a day."""
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        return sentences(row, error)
    return []


def _relink(links: list[list[Any]]) -> None:
    """Sets the foreign keys of rows that stayed to the restored rows, unless they name another row by now."""
    for label, key, name, value in links:
        model = apps.get_model(label)
        row: Any = model._base_manager.filter(pk=key, **{f"{name}__isnull": True}).first()
        target = model._meta.get_field(name).related_model
        if row is not None and target._base_manager.filter(pk=value).exists():
            setattr(row, f"{name}_id", value)
            row.save()
