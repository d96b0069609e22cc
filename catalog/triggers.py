"""Triggers that keep the address a row had, whoever changes it.

Addresses change in forms, imports, `bulk_update`, fixtures, migrations and by hand in SQL; nothing in Python sees all
of that, and histories begin too late and may be shortened. The last owner of an address is the one it leads to. SQLite
drops triggers together with the tables that migrations rebuild, so they are made anew after every `migrate`.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections, models

from catalog.choices import AddressKind
from catalog.models import FormerAddress, Measure, Municipality, Office, Report, Theme

DISTINCT = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
CREATE = {
    "sqlite": ["CREATE TRIGGER {name} AFTER UPDATE ON {table} WHEN {changed} BEGIN {keep}; END"],
    "postgresql": [
        (
            "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF {changed} THEN {keep}; END IF; RETURN NULL; END $$"
        ),
        "CREATE OR REPLACE TRIGGER {name} AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ],
}


@dataclass(frozen=True)
class Watched:
    """A model whose rows have an address: its columns, and the SQL for what is kept of the OLD row."""

    model: type[models.Model]
    columns: tuple[str, ...]
    kind: str
    place: str
    segment: str
    code_key: str = "''"

    @property
    def name(self) -> str:
        return f"former_address_of_{self.model._meta.model_name}"

    def statements(self, vendor: str) -> list[str]:
        """Returns the SQL that creates the trigger on a kind of database."""
        changed = " OR ".join(f"OLD.{column} {DISTINCT[vendor]} NEW.{column}" for column in self.columns)
        keep = (
            f"INSERT INTO {FormerAddress._meta.db_table} (kind, place, segment, code_key, object_id) "  # noqa: S608
            f"VALUES ({self.kind}, {self.place}, {self.segment}, {self.code_key}, OLD.id) "
            "ON CONFLICT (kind, place, segment) DO UPDATE "
            "SET object_id = excluded.object_id, code_key = excluded.code_key"
        )
        table = self.model._meta.db_table
        return [text.format(name=self.name, table=table, changed=changed, keep=keep) for text in CREATE[vendor]]


def in_municipality(model: type[models.Model], kind: str) -> Watched:
    """Returns the entry for a model that lies in a municipality and is named by a slug."""
    return Watched(model, ("slug", "municipality_id"), f"'{kind}'", "OLD.municipality_id", "OLD.slug")


WATCHED = [
    Watched(Municipality, ("slug",), f"'{AddressKind.MUNICIPALITY}'", "0", "OLD.slug"),
    in_municipality(Report, AddressKind.REPORT),
    in_municipality(Office, AddressKind.OFFICE),
    Watched(Theme, ("slug",), f"'{AddressKind.THEME}'", "0", "OLD.slug"),
    Watched(
        Measure,
        ("address", "report_id", "parent_id"),
        f"CASE WHEN OLD.parent_id IS NULL THEN '{AddressKind.MEASURE}' ELSE '{AddressKind.PART}' END",
        "COALESCE(OLD.parent_id, OLD.report_id)",
        "OLD.address",
        "OLD.code_key",
    ),
]


def watch(*watched: Watched) -> None:
    """Keeps former addresses of models of another app, too; called while that app gets ready."""
    WATCHED.extend(watched)


def create(using: str, **_signal: Any) -> None:
    """Creates the triggers after `migrate`, for tables that exist: an early migration knows few of them."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    if FormerAddress._meta.db_table not in tables:
        return
    remove(using)
    with connection.cursor() as cursor:
        for watched in WATCHED:
            if watched.model._meta.db_table in tables:
                for statement in watched.statements(connection.vendor):
                    cursor.execute(statement)


def remove(using: str, **_signal: Any) -> None:
    """Drops the triggers before `migrate` on SQLite, which refuses to rename tables that a trigger names."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for watched in WATCHED:
                cursor.execute(f"DROP TRIGGER IF EXISTS {watched.name}")
