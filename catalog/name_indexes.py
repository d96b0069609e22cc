"""Indexes that find a part of a word in names, however many rows there are; on PostgreSQL with pg_trgm only.

Lists of the administration look for words as Django writes `icontains`, and so do these indexes. A word of one or two
letters is too short for them: names are read then.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connections, transaction

from catalog.models import Municipality, Office, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model

    Names = Mapping[type[Model], tuple[str, ...]]

logger = logging.getLogger(__name__)

NAMES: Names = {
    Municipality: ("name", "ags"),
    Office: ("name", "abbreviation"),
    Section: ("title", "pages"),
}


def create(using: str, **_signal: Any) -> None:
    """Creates the indexes of this app after `migrate`."""
    create_for(NAMES, using)


def create_for(names: Names, using: str) -> None:
    """Creates an index of these columns of each model; where pg_trgm may not be used, names are read."""
    database = connections[using]
    if database.vendor != "postgresql":
        return
    with database.cursor() as cursor:
        tables = set(database.introspection.table_names(cursor))
    wanted = [statement(model, columns) for model, columns in names.items() if model._meta.db_table in tables]
    create_with_trigrams(
        wanted, using, "Without the extension pg_trgm, a search of the administration reads all names."
    )


def create_with_trigrams(statements: Iterable[str], using: str, otherwise: str) -> None:
    """Creates indexes that need the extension pg_trgm; notes what happens otherwise where it may not be used."""
    try:
        with transaction.atomic(using), connections[using].cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for one in statements:
                cursor.execute(one)
    except DatabaseError:
        logger.info(otherwise)


def statement(model: type[Model], columns: tuple[str, ...]) -> str:
    parts = ", ".join(f"upper({column}::text) gin_trgm_ops" for column in columns)
    return f"CREATE INDEX IF NOT EXISTS {index_of(model)} ON {model._meta.db_table} USING gin ({parts})"


def index_of(model: type[Model]) -> str:
    return f"{model._meta.model_name}_names"
