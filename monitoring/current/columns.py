"""Where conditions on measures find their columns: in measures that are loaded, or in what is kept of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, F, Func, Q

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class Columns(NamedTuple):
    """Where the columns of a measure are found: the prefixes to what is known of it, and to the measure itself.

    `is_kept` tells whether what is known is a kept row, which knows more by itself; `is_counted` whether it is only
    what numbers are counted by, and leads to no measure.
    """

    known: str = ""
    measure: str = ""
    is_kept: bool = False
    is_counted: bool = False
    name_of_id: str = "pk"

    @property
    def pk(self) -> str:
        """Returns the column with the id of the measure."""
        return f"{self.known}{self.name_of_id}"


LOADED = Columns()  # of measures annotated by `with_status()`
KEPT = Columns("", "measure__", is_kept=True)  # of rows of CurrentStatus
WHOLE = Columns("whole__", "whole__measure__", is_kept=True)  # of what such a row is a part of
COUNTED = Columns("", "", is_kept=True, is_counted=True)  # of rows of CountedTraits
# Of rows of CurrentPart: what is known of the part and of its whole, as far as it stands there, and all of it.
OF_PART, BESIDE = Columns("", "", is_kept=True), Columns("whole_", "", is_kept=True, name_of_id="id")
ALL_OF_PART = Columns("measure__current__", "measure__", is_kept=True)


def is_unit(at: Columns) -> Q:
    """Returns a condition: counted by itself. One with parts is counted through these, and found through them."""
    return Q(**{f"{at.known}has_parts": False})


class AmongIds(Func):
    """The condition that a column is one of many ids, which the database gets as one parameter."""

    def __init__(self, column: str, ids: str) -> None:
        self.ids = ids
        super().__init__(F(column), output_field=BooleanField())

    def as_postgresql(self, compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        return self._written(compiler, "{} = ANY(%s::bigint[])", f"{{{self.ids}}}")

    def as_sqlite(  # type: ignore[override]  # takes templates, of which this has none
        self, compiler: SQLCompiler, _connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        return self._written(compiler, "{} IN (SELECT value FROM json_each(%s))", f"[{self.ids}]")

    def _written(self, compiler: SQLCompiler, condition: str, ids: str) -> tuple[str, list[Any]]:
        column, parameters = compiler.compile(self.get_source_expressions()[0])
        return condition.format(column), [*parameters, ids]


def among(column: str, ids: Iterable[int]) -> Q:
    """Returns a condition: the column is one of these ids."""
    return Q(AmongIds(column, ",".join(map(str, ids))))
