"""Pages for strangers are made from the replica while it has all that they show; everything else from the one database.

The stamps of both are compared before a page is made: a replica that lags behind is asked for nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from catalog.revisions.stamps import Stamps, read_stamps
from catalog.revisions.triggers import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

REPLICA = "replica"

_is_asked: ContextVar[bool] = ContextVar("replica_is_asked", default=False)


class Router:
    """Django's question which database to ask."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """Returns the replica for what the public may see; not within a transaction, which writes what it has read."""
        concrete: Any = model._meta.concrete_model
        if _is_asked.get() and concrete in watched() and not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return REPLICA
        return DEFAULT_DB_ALIAS

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_rows: Model, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, _app: str, **_hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


@contextmanager
def read_from_replica(slug: str, now: Stamps) -> Iterator[None]:
    """Reads what the public may see from the replica if it has the stamps of now for the municipality of a slug."""
    asked = _is_asked.set(is_configured() and has_all(slug, now))
    try:
        yield
    finally:
        _is_asked.reset(asked)


def is_configured() -> bool:
    return REPLICA in connections.settings


def has_all(slug: str, now: Stamps) -> bool:
    """Tells whether the replica has arrived there. One that cannot be reached has not."""
    try:
        there = read_stamps(slug, REPLICA)
    except DatabaseError:
        connections[REPLICA].close()
        return False
    if there is None:
        return False
    return there[1:] == now[1:] if now.municipality else there.everywhere == now.everywhere
