"""Versions with everything a page shows about them, loaded for the whole page at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.history.differences import FieldChange, changes_between
from catalog.history.row_names import Names, Wanted, foreign_keys, related
from catalog.history.tracked_models import TrackedModel, tracked_models

Key = tuple[str, int]  # label of the tracked model, and history_id
CREATED, CHANGED, DELETED = "+", "~", "-"


@dataclass(frozen=True)
class HistoryEntry:
    """A version of a row: what changed, by whom and why."""

    kind: TrackedModel
    version: Any
    before: Any
    name: str
    belongs_to: Sequence[tuple[TrackedModel, Any, str]]  # what lies above, the nearest first: kind, id and name
    changes: list[FieldChange] = field(default_factory=list)

    @property
    def word(self) -> str:
        return {CREATED: _("created"), CHANGED: _("changed"), DELETED: _("deleted")}[self.version.history_type]

    @property
    def who(self) -> str:
        user = self.version.history_user
        return (user.get_full_name() or user.get_username()) if user else ""

    @property
    def when(self) -> datetime:
        moment: datetime = self.version.history_date
        return moment

    @property
    def why(self) -> str:
        return self.version.history_change_reason or ""

    @property
    def act(self) -> tuple[Any, ...]:
        """Returns what the versions of one act have in common: its reason, who did it, and the minute."""
        if not self.why:
            return (self.kind.label, self.version.history_id)
        return (self.why, self.who, f"{self.when:%Y-%m-%d %H:%M}")

    @property
    def is_deletion(self) -> bool:
        return bool(self.version.history_type == DELETED)

    @property
    def is_creation(self) -> bool:
        return bool(self.version.history_type == CREATED)

    @property
    def url(self) -> str:
        """Returns the history page of the row, or of what it belongs to; "" if neither has a page."""
        places = [(kind, key) for kind, key, _name in self.belongs_to]
        if not self.is_deletion:
            places.insert(0, (self.kind, self.version.id))
        found = (place for place in places if admin.site.is_registered(place[0].model))
        for kind, key in found:
            return reverse(f"admin:{kind.model._meta.app_label}_{kind.place}_history", args=[key])
        return ""

    @property
    def can_come_back(self) -> bool:
        """Tells whether the version can be restored: it is neither the present one nor a deletion."""
        return not self.is_deletion and self.version.version_after is not None

    @property
    def is_first_known(self) -> bool:
        """Tells whether this version is a change without a recorded version before it."""
        return self.before is None and bool(self.version.history_type == CHANGED)


def entries(keys: Iterable[Sequence[Any]], *, with_internal: bool = True) -> list[HistoryEntry]:
    """Returns the versions with these keys, in their order.

    The number of queries depends only on the number of kinds.
    """
    wanted: list[Key] = [(key[0], key[1]) for key in keys]
    versions = load_versions(wanted)
    names = Names()
    names.load(named_by(versions))
    load_above([(tracked_models()[label], version) for (label, _id), (version, _before) in versions.items()], names)
    return [
        entry_of(tracked_models()[key[0]], *versions[key], names, with_internal=with_internal)
        for key in wanted
        if key in versions
    ]


def entry_of(kind: TrackedModel, version: Any, before: Any, names: Names, *, with_internal: bool) -> HistoryEntry:
    entry = HistoryEntry(kind, version, before, names.of(version.history_object), list(above(kind, version, names)))
    if entry.is_deletion or entry.is_first_known:
        return entry
    changes = changes_between(
        before, version, names, with_internal=with_internal, without=kind.above if entry.is_creation else ""
    )
    return replace(entry, changes=changes)


def load_versions(keys: Iterable[Key]) -> dict[Key, tuple[Any, Any]]:
    """Returns each version with the one before it."""
    ids: dict[str, list[int]] = defaultdict(list)
    for label, history_id in keys:
        ids[label].append(history_id)
    found: dict[Key, tuple[Any, Any]] = {}
    for label, history_ids in ids.items():
        history = tracked_models()[label].history
        earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
        later = history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id")).order_by("history_id")
        versions = list(
            history.filter(history_id__in=history_ids)
            .select_related("history_user")
            .annotate(
                version_before=Subquery(earlier.values("history_id")[:1]),
                version_after=Subquery(later.values("history_id")[:1]),
            )
        )
        before = history.in_bulk([version.version_before for version in versions if version.version_before])
        for version in versions:
            found[label, version.history_id] = version, before.get(version.version_before)
    return found


def named_by(versions: dict[Key, tuple[Any, Any]]) -> Iterable[Wanted]:
    """Yields all rows that the versions refer to, or referred to before."""
    for (label, _history_id), pair in versions.items():
        for reference in foreign_keys(tracked_models()[label].model):
            for version in pair:
                if version is not None:
                    yield related(reference), getattr(version, reference.attname)


def load_above(step: list[tuple[TrackedModel, Any]], names: Names) -> None:
    """Loads every row above each row or version, level by level."""
    while step := [(kind.upper, key) for kind, row in step if kind.upper and (key := getattr(row, f"{kind.above}_id"))]:
        names.load((kind.model, key) for kind, key in step)
        step = [(kind, row) for kind, key in step if (row := names.get(kind.model, key))]


def above(kind: TrackedModel, row: Any, names: Names) -> Iterable[tuple[TrackedModel, Any, str]]:
    """Yields model, key and name of each row above, the nearest first; needs `load_above`."""
    while kind.upper and (key := getattr(row, f"{kind.above}_id")):
        kind = kind.upper
        row = names.get(kind.model, key)
        if row is None:
            return
        yield kind, key, names.of(row)
