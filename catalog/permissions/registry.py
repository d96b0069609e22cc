"""What the apps say about their models. Each registers its own while it gets ready; see `registration.py` of an app.

The registry imports no model, so that querysets can ask it. `manage.py show_policy` prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Model, Q

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Action(StrEnum):
    VIEW = auto()
    ADD = auto()
    CHANGE = auto()
    DELETE = auto()
    PUBLISH = auto()
    READ_NOTES = auto()


Actions: TypeAlias = frozenset[Action]
NOTHING: Actions = frozenset()
LOOK: Actions = frozenset({Action.VIEW})
WRITE: Actions = frozenset({Action.ADD, Action.CHANGE, Action.DELETE})
MANAGE: Actions = LOOK | WRITE
PUBLISH: Actions = MANAGE | {Action.PUBLISH}
DRAFT: Actions = MANAGE  # contributors change and delete only what is a draft

# Every row and no row; an empty Q() would say the first and be false. Both leave no trace in SQL.
ALL_ROWS = ~Q(pk__in=())
NO_ROWS = Q(pk__in=())


@dataclass(frozen=True)
class Freeze:
    """What nobody may do any more, whatever their role, once something is closed.

    `path` leads from a row to what closes, such as "measure__report"; "" is the row itself. `closed` gives the
    condition for rows below a lookup prefix such as "paper__"; `is_closed` answers for one that is loaded. What is
    closed `for_good` cannot be opened again: not even the traces of a person are taken out of it.
    """

    actions: Actions
    path: str
    closed: Callable[[str], Q]
    is_closed: Callable[[Any], bool]
    for_good: bool = True


def with_report(path: str, actions: Actions = WRITE | {Action.PUBLISH}) -> Freeze:
    """What belongs to a report that is closed stays as it is, until a planner opens the report again and says why."""
    return Freeze(actions, path, closed_report, attrgetter("is_closed"), for_good=False)


def closed_report(path: str) -> Q:
    return Q(**{f"{path}is_closed": True})


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What holds for the rows of a model.

    `to_municipality` and `to_measure` are the lookups from a row to where it lies: "" for the row itself, None where
    there is no way. `belongs_to` names the field that says what a row belongs to in its history: "" for a root, None
    if no history is kept. The actions are those of each role in its municipality; contributors have theirs with the
    measures of their office only. Readers act nowhere.
    """

    to_municipality: str | None = None
    to_measure: str | None = None
    belongs_to: str | None = None
    planners: Actions = NOTHING
    contributors: Actions = NOTHING
    administrators: Actions = NOTHING
    freeze: Freeze | None = None


UNGOVERNED = Rules()
_rules: dict[str, Rules] = {}
_reserved: dict[str, set[str]] = {}


def register(rules: Mapping[type[Model], Rules]) -> None:
    """Adds the rules of an app; a model has one set of them."""
    for model, its_rules in rules.items():
        label = label_of(model)
        if label in _rules:
            raise ValueError(f"{label} is registered already")
        _rules[label] = its_rules


def rules_of(what: type[Model] | Model) -> Rules:
    return _rules.get(label_of(what), UNGOVERNED)


def registered() -> Mapping[str, Rules]:
    """All rules by the label of their model, such as "catalog.measure"."""
    return _rules


def reserve(model: type[Model], words: Iterable[str]) -> None:
    """Keeps words free that the site itself uses where the address of such a row stands."""
    _reserved.setdefault(label_of(model), set()).update(words)


def reserved_words(label: str) -> list[str]:
    return sorted(_reserved.get(label, ()))


def is_reserved(label: str, word: str) -> bool:
    return word in _reserved.get(label, ())


def label_of(what: type[Model] | Model) -> str:
    concrete: Any = what._meta.concrete_model
    label: str = concrete._meta.label_lower
    return label
