"""The first line of a backup: its contents and the version it fits."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db import connection
from django.db.migrations.loader import MigrationLoader

FORMAT = "measures-tracker-backup"
VERSION = 1


class ForeignFileError(Exception):
    """An error for an intact file that this version cannot read; `version` is its format, None for another kind."""

    def __init__(self, version: int | None) -> None:
        super().__init__(version)
        self.version = version


@dataclass(frozen=True)
class TableEntry:
    name: str
    columns: list[str]
    rows: int
    last_id: int


@dataclass(frozen=True)
class Manifest:
    """The tables in the order in which their rows follow, and the migrations that made them."""

    made_at: str
    migrations: list[str]
    tables: list[TableEntry]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def line(self) -> str:
        return json.dumps({"format": FORMAT, "version": VERSION, **asdict(self)}, ensure_ascii=False)

    @classmethod
    def read(cls, line: str) -> Self:
        """Returns the manifest of a line. Raises ForeignFileError."""
        try:
            content: dict[str, Any] = json.loads(line)
            if content.pop("format") != FORMAT:
                raise ForeignFileError(None)
        except (ValueError, AttributeError, KeyError) as error:
            raise ForeignFileError(None) from error
        version = content.pop("version")
        if version != VERSION:
            raise ForeignFileError(version)
        return cls(**{**content, "tables": [TableEntry(**table) for table in content["tables"]]})


@dataclass(frozen=True)
class Migrations:
    """The migrations the code knows, and those of them that the database has: "catalog.0001_initial"."""

    known: frozenset[str]
    applied: frozenset[str]

    @classmethod
    def now(cls) -> Self:
        loader = MigrationLoader(connection)
        known = frozenset(f"{app}.{name}" for app, name in loader.graph.nodes)
        return cls(known, known & {f"{app}.{name}" for app, name in loader.applied_migrations})

    @property
    def are_complete(self) -> bool:
        return self.known == self.applied
