"""Models whose history is kept, and what each of their rows belongs to."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from catalog.permissions.registry import registered


@dataclass(frozen=True, slots=True)
class TrackedModel:
    """A model whose rows have a history. `above` is the field that names what a row belongs to, "" for a root."""

    model: type[Any]
    above: str

    @property
    def label(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def place(self) -> str:
        """Returns what the rows below call this model: "measure"."""
        return str(self.model._meta.model_name)

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def history(self) -> Any:
        """Returns the manager of the recorded versions."""
        return self.model.history

    @property
    def upper(self) -> "TrackedModel | None":
        return (
            tracked_models()[self.model._meta.get_field(self.above).related_model._meta.label_lower]
            if self.above
            else None
        )

    @property
    def way_up(self) -> list[str]:
        """Returns the lookups to all rows above, the nearest first: measure, measure__report …"""
        if self.upper is None:
            return []
        return [self.above, *(f"{self.above}__{rest}" for rest in self.upper.way_up)]

    def path_to(self, place: str) -> str | None:
        """Returns the lookup from a row to a model above, such as its report; None without one."""
        if self.place == place:
            return "pk"
        return next((path for path in self.way_up if path.rpartition("__")[2] == place), None)


@cache
def tracked_models() -> dict[str, TrackedModel]:
    """Returns the models by label, such as "catalog.measure"; those above come before those below."""
    found = [
        TrackedModel(apps.get_model(label), rules.belongs_to)
        for label, rules in registered().items()
        if rules.belongs_to is not None
    ]
    by_label = {kind.label: kind for kind in found}
    return dict(sorted(by_label.items(), key=lambda item: depth(item[1], by_label)))


def depth(kind: TrackedModel, by_label: dict[str, TrackedModel]) -> int:
    if not kind.above:
        return 0
    above = kind.model._meta.get_field(kind.above).related_model._meta.label_lower
    return 1 + depth(by_label[above], by_label)


def tracked_model_of(row: Model | type[Model]) -> TrackedModel | None:
    concrete = row._meta.concrete_model
    return tracked_models().get(concrete._meta.label_lower) if concrete else None


def was_within(kind: TrackedModel, key: int, municipalities: Any) -> bool:
    """Tells whether a deleted row lay in one of these municipalities."""
    inside = recorded_within(kind, "municipality", municipalities)
    return inside is not None and bool(kind.history.filter(inside, id=key, history_type="-").exists())


def recorded_within(kind: TrackedModel, place: str, keys: Any) -> Q | None:
    """Returns a condition for versions of rows, deleted ones too, that lie in one of these rows, such as reports.

    None if no version can lie there. A row above may be deleted itself: then its own history knows where it lay.
    """
    if kind.place == place:
        return Q(id__in=keys)
    if kind.upper is None:
        return None
    if kind.above == place:
        return Q(**{f"{kind.above}__in": keys})
    inside = recorded_within(kind.upper, place, keys)
    if inside is None:
        return None
    living = kind.upper.model._base_manager.filter(inside).order_by().values("pk")
    recorded = kind.upper.history.filter(inside).order_by().values("id")
    return Q(**{f"{kind.above}__in": living.union(recorded)})  # two conditions would read the whole table
