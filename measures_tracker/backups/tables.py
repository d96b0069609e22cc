"""Every table as rows of plain values, the same for every kind of database.

Rows are read and written as they lie in their columns, without managers, models and signals: nothing is left out,
derived anew or recorded in a history.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection
from django.db.models import BinaryField, Field, Model, QuerySet

from catalog.row_values import columns, line_of
from measures_tracker.backups import sequences
from monitoring.attachments.contents import of_row
from monitoring.models import FileContent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Sessions and lockouts: of no use later, and IP addresses are not to be kept.
FLEETING = frozenset({"axes", "sessions"})
# What lists know of each measure today: judged anew in another database.
JUDGED = frozenset(
    {
        "monitoring.countedkeys",
        "monitoring.countedreport",
        "monitoring.countedtraits",
        "monitoring.countedword",
        "monitoring.currentpart",
        "monitoring.currentstatus",
        "monitoring.indexedmeasure",
        "monitoring.indexedword",
        "monitoring.judgedreport",
        "monitoring.outdatedreport",
    }
)
# Documents that people wait for, queued tasks, counters, forms of ended sessions: of no use to another database.
PASSED_ON = JUDGED | {
    "catalog.keptform",
    "catalog.limit",
    "catalog.revision",
    "django_tasks_database.dbtaskresult",
    "reports.preparedfile",
}
# Tables that `migrate` itself fills.
FROM_THE_START = frozenset(
    {
        "auth.group",
        "auth.group_permissions",
        "auth.permission",
        "catalog.theme",
        "contenttypes.contenttype",
        "sites.site",
    }
)
# Kinds of fields whose values stand in a line as the database takes them. Texts of the database are clean already.
PLAIN = frozenset(
    {
        *("AutoField", "BigAutoField", "BigIntegerField", "IntegerField", "PositiveBigIntegerField"),
        *("PositiveIntegerField", "PositiveSmallIntegerField", "SmallAutoField", "SmallIntegerField"),
        *("BooleanField", "CharField", "DateField", "SlugField", "TextField"),
    }
)
PLAIN_IN_POSTGRESQL = frozenset({"DateTimeField", "DecimalField", "UUIDField"})
ROWS_AT_ONCE = 500
CHARACTERS_AT_ONCE = 1_000_000


class BackupTable:
    """A table of the database with its rows as lines of a backup."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    @property
    def name(self) -> str:
        """Returns the name for people: "catalog.measure"."""
        return self.model._meta.label_lower

    @property
    def quoted(self) -> str:
        return connection.ops.quote_name(self.model._meta.db_table)

    @cached_property
    def fields(self) -> list[Field[Any, Any]]:
        return columns(self.model)

    @property
    def columns(self) -> list[str]:
        return [field.column or field.attname for field in self.fields]

    def count(self) -> int:
        return QuerySet(self.model).count()

    def last_id(self) -> int:
        """Returns the highest id that was ever given; 0 where the database gives none."""
        return sequences.last_id(self.model)

    def lines(self) -> Iterator[str]:
        """Yields a JSON list of the values of each row, by id."""
        names = [field.attname for field in self.fields]
        rows: QuerySet[Any, Any] = QuerySet(self.model).order_by("pk").values_list(*names)
        large = any(isinstance(field, BinaryField) for field in self.fields)
        for row in rows.iterator(chunk_size=1 if large else ROWS_AT_ONCE):
            yield line_of(row)

    def insert(self, lines: Iterable[str]) -> int:
        """Inserts the rows and returns their number."""
        columns = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        if connection.vendor == "postgresql":
            return self._copy(f"COPY {self.quoted} ({columns}) FROM STDIN", lines)
        places = ", ".join(["%s"] * len(self.fields))
        statement = f"INSERT INTO {self.quoted} ({columns}) VALUES ({places})"  # noqa: S608 - names from the models
        number = 0
        with connection.cursor() as cursor:
            for batch in batches(lines):
                cursor.executemany(statement, [self._values(line) for line in batch])
                number += len(batch)
        return number

    def _copy(self, statement: str, lines: Iterable[str]) -> int:
        """Sends the rows as one stream, which PostgreSQL writes in half the time of single rows."""
        number = 0
        with connection.cursor() as cursor, cursor.copy(statement) as rows:
            for line in lines:
                rows.write_row(self._values(line))
                number += 1
        return number

    def _values(self, line: str) -> list[Any]:
        values: list[Any] = json.loads(line)
        if len(values) != len(self.fields):
            raise ValueError(self.name)
        for place, field in self._prepared:
            values[place] = field.get_db_prep_save(field.to_python(values[place]), connection)
        return values

    @cached_property
    def _prepared(self) -> list[tuple[int, Field[Any, Any]]]:
        """Returns the fields whose values do not lie in their column as they stand in a line, with their places."""
        plain = PLAIN | PLAIN_IN_POSTGRESQL if connection.vendor == "postgresql" else PLAIN
        return [(place, field) for place, field in enumerate(self.fields) if kind_of(field) not in plain]

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.quoted}")  # noqa: S608 - as above

    def continue_after(self, last_id: int) -> None:
        sequences.continue_after(self.model, last_id)


class FileTable(BackupTable):
    """The table of attached files, whose bytes may lie in a folder: a backup holds them all the same."""

    def lines(self) -> Iterator[str]:
        """Yields the rows with their bytes. Raises OSError for a file that is missing in the folder."""
        rows: QuerySet[Any] = QuerySet(self.model).order_by("pk")
        for row in rows.iterator(chunk_size=1):
            row.content, row.preview = of_row(row)
            yield line_of([field.value_from_object(row) for field in self.fields])


def kind_of(field: Field[Any, Any]) -> str:
    """Returns the kind of the column, which a reference has from what it refers to."""
    return str(getattr(field, "target_field", field).get_internal_type())


def batches(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yields lists of lines that fit into memory, whatever the length of a line."""
    batch: list[str] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) == ROWS_AT_ONCE or size > CHARACTERS_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def tables() -> list[BackupTable]:
    """Returns the tables worth keeping; one that refers to another comes after it."""
    known = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not is_fleeting(model)
    ]
    ordered: dict[type[Model], None] = {}
    seen: set[type[Model]] = set()

    def add(model: type[Model]) -> None:
        if model in seen:
            return  # which also ends circles
        seen.add(model)
        for field in model._meta.local_concrete_fields:
            target = field.remote_field.model._meta.concrete_model if field.remote_field else None
            if target in known:
                add(target)
        ordered[model] = None

    for model in sorted(known, key=lambda model: model._meta.label_lower):
        add(model)
    return [FileTable(model) if model is FileContent else BackupTable(model) for model in ordered]


def is_fleeting(model: type[Model]) -> bool:
    return model._meta.app_label in FLEETING or model._meta.label_lower in PASSED_ON


def of_no_more_use() -> list[BackupTable]:
    """Returns the tables to empty with the users: sessions, documents people wait for, attempts at logins."""
    return [
        BackupTable(model)
        for model in apps.get_models()
        if model._meta.app_label == "sessions" or model._meta.label_lower in PASSED_ON
    ]
