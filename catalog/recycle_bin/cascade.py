"""Finds what goes with a deleted row, and moves it into the recycle bin."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from catalog.history.entries import above, load_above
from catalog.history.row_names import Names, foreign_keys, related
from catalog.history.tracked_models import tracked_model_of
from catalog.locking.row_locks import lock_rows, writing
from catalog.models import DeletedThing, Measure, Report, Section, User
from catalog.row_values import ExactEncoder, fingerprint, serialised

NAMED = 20  # rows of a kind that the question names


@dataclass(frozen=True)
class CascadeGroup:
    """A number of rows of one kind that go, with the names of the first of them."""

    name: str
    number: int
    names: list[str]

    @property
    def unnamed(self) -> int:
        return self.number - len(self.names)


class Cascade:
    """A row with everything below it that would be deleted; changes nothing before `carry_out`."""

    def __init__(self, row: Model) -> None:
        self.row = row
        self._collector = NestedObjects(using=router.db_for_write(type(row)), origin=row)
        self._collector.collect(list(rows_below(row)))
        self._collector.collect([row])

    @cached_property
    def rows(self) -> list[Any]:
        """Returns all rows that go, superior ones first."""
        found = [row for instances in self._collector.data.values() for row in instances]
        return sorted(found, key=lambda row: (len(kind.way_up) if (kind := tracked_model_of(row)) else 9, row.pk))

    @cached_property
    def obstacles(self) -> list[Any]:
        """Returns the rows that forbid it: they refer to one that goes, but would stay."""
        gone = {(type(row), row.pk) for row in self.rows}
        return [row for row in self._collector.protected if (type(row), row.pk) not in gone]

    @property
    def links(self) -> list[list[Any]]:
        """Returns the foreign keys of rows that stay but lose what they name, as [label, id, field, id]."""
        gone = {(type(row), row.pk) for row in self.rows}
        found: list[list[Any]] = []
        updates: Any = self._collector.field_updates
        for (field, _value), groups in updates.items():
            for row in (row for group in groups for row in group):
                if (type(row), row.pk) not in gone:
                    found.append([row._meta.label_lower, row.pk, field.name, getattr(row, field.attname)])
        return found

    @property
    def counts(self) -> dict[str, int]:
        """Returns the number of rows that go with the row, by model label."""
        counts: dict[str, int] = {}
        for row in self.rows:
            if row is not self.row:
                counts[row._meta.label_lower] = counts.get(row._meta.label_lower, 0) + 1
        return counts

    @cached_property
    def snapshot(self) -> Any:
        return serialised(self.rows)

    @property
    def digest(self) -> str:
        """Returns a digest that changes with every row that goes."""
        return fingerprint(self.snapshot, ExactEncoder)

    def going(self) -> list[CascadeGroup]:
        """Returns what goes with the row itself, kind by kind."""
        groups: dict[type[Model], list[Any]] = {}
        for row in self.rows:
            if row is not self.row:
                groups.setdefault(type(row), []).append(row)
        shown = [row for rows in groups.values() for row in rows[:NAMED] if tracked_model_of(row)]
        names = Names()
        names.load((related(field), getattr(row, field.attname)) for row in shown for field in foreign_keys(row))
        return [
            CascadeGroup(
                str(model._meta.verbose_name_plural if len(rows) > 1 else model._meta.verbose_name),
                len(rows),
                [names.of(row) for row in rows[:NAMED] if tracked_model_of(row)],
            )
            for model, rows in groups.items()
        ]

    def carry_out(self, user: Any) -> DeletedThing:
        """Moves everything into the recycle bin. Call in a transaction that holds the lock on the row."""
        names = Names()
        kind = tracked_model_of(self.row)
        names.load((related(field), getattr(self.row, field.attname)) for field in foreign_keys(self.row))
        load_above([(kind, self.row)] if kind else [], names)
        places = list(above(kind, self.row, names)) if kind else []
        city = next((key for place, key, _name in places if place.place == "municipality"), None)
        with translation.override(settings.LANGUAGE_CODE):
            reason = _("moved to the recycle bin")
        thing = DeletedThing.objects.create(
            municipality_id=city,
            label=self.row._meta.label_lower,
            object_id=self.row.pk,
            name=names.of(self.row)[:600],
            place=" – ".join(name for _kind, _key, name in reversed(places))[:600],
            contents=self.counts,
            rows=self.snapshot,
            links=self.links,
            deleted_by=user if isinstance(user, User) else None,
        )
        for row in self.rows:
            row._change_reason = reason
            row._history_user = thing.deleted_by
        self._collector.delete()
        return thing


def rows_below(row: Model) -> Iterator[Model]:
    """Yields what the database would protect, though it lies below: the measures of a report or section."""
    if isinstance(row, Report):
        yield from Measure.objects.filter(report=row.pk)
    if isinstance(row, Section):
        yield from Measure.objects.filter(section__in=sections_below(row))


def sections_below(section: Section) -> set[int]:
    """Returns the keys of a section and of all sections below it."""
    children: dict[int | None, list[int]] = {}
    for key, parent in Section.objects.filter(report=section.report_id).values_list("pk", "parent"):
        children.setdefault(parent, []).append(key)
    found: set[int] = set()
    waiting = [section.pk]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += children.get(key, [])
    return found


@writing()
def remove(rows: Iterable[Model], user: Any) -> list[DeletedThing]:
    """Moves rows into the recycle bin, each with what lies below it. Raises BusyError, ProtectedError."""
    things = []
    for row in rows:
        kind = tracked_model_of(row)
        if kind:
            lock_rows(kind, [row.pk])
        fresh = type(row)._base_manager.filter(pk=row.pk).first()
        if fresh is not None:  # deleted already, with a row before it
            things.append(Cascade(fresh).carry_out(user))
    return things
