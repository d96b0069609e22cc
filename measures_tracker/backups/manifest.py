"""The first line of a backup: what it holds and what it fits."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db import connection
from django.db.migrations.loader import MigrationLoader

FORMAT = "measures-tracker-backup"
VERSION = 1


class ForeignFileError(Exception):
    """A whole file, but none that this version can read; `version` is the format it has, None for another kind."""

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
    """The tables in the order in which their rows follow, one a line, and the migrations that made them."""

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
        """Raises ForeignFileError."""
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
    """Those the code knows, and those of them that the database has had: "catalog.0001_initial"."""

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
