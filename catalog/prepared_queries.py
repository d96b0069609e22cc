"""Querysets whose SQL is written down once, to be asked again and again with other values.

For a page of one report Django spends a third of the time on writing down queries that are always the same but for
the report and the day. A prepared query keeps the SQL of the first time:

    PARTS = Prepared(Measure.objects.filter(parent=Bound("whole", IntegerField())))
    PARTS.rows(whole=12)

Only what is asked of every page belongs here. What people choose, filter and sort by is an ordinary queryset.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import connections
from django.db.models import Expression
from django.db.models.sql import Query

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field, QuerySet
    from django.db.models.sql.compiler import SQLCompiler

R_co = TypeVar("R_co", covariant=True)


class Bound(Expression):
    """A value of a prepared query: its name and kind are known, itself only when it is asked."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def among(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """Returns its value as the database wants it; raises KeyError without one."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


if TYPE_CHECKING:
    Day = date | Bound


class Statement:
    """The SQL of a query for one kind of database, with the compiler that knows what its columns are."""

    def __init__(self, compiler: SQLCompiler) -> None:
        self.sql, self.parameters = compiler.as_sql()
        self._compiler = compiler
        # A connection belongs to a thread, and who asks next may be another one.
        compiler.connection = None  # type: ignore[assignment]

    def compiler(self, connection: BaseDatabaseWrapper, values: Mapping[str, Any]) -> SQLCompiler:
        """Returns a compiler that has written down everything but these values."""
        parameters = tuple(one.among(values, connection) if isinstance(one, Bound) else one for one in self.parameters)
        found = copy(self._compiler)
        found.connection = connection
        found.as_sql = lambda *_args, **_more: (self.sql, parameters)  # type: ignore[method-assign]
        return found


class PreparedQuery(Query):
    """A query that takes its SQL from `statements`, by the kind of the database, and what it is asked from `values`."""

    statements: dict[str, Statement]
    values_asked: Mapping[str, Any]

    def get_compiler(
        self, using: str | None = None, connection: BaseDatabaseWrapper | None = None, elide_empty: bool = True
    ) -> SQLCompiler:
        asked = connections[using] if using else connection
        if asked is None:
            raise ValueError("A query is asked of a database.")
        statement = self.statements.get(asked.vendor)
        if statement is None:
            written = super().get_compiler(using, connection, elide_empty)
            statement = self.statements[asked.vendor] = Statement(written)
        return statement.compiler(asked, self.values_asked)


class Prepared(Generic[R_co]):
    """A queryset with `Bound` values, whose rows are all that can be asked of it.

    Whoever could filter it further would get the rows of the SQL that is kept.
    """

    def __init__(self, rows: QuerySet[Any, R_co]) -> None:
        kind = rows._iterable_class  # Django makes dicts of the rows of a query that is set
        self._rows = rows
        self._rows.query = rows.query.chain(klass=PreparedQuery)
        self._rows._iterable_class = kind
        self._statements: dict[str, Statement] = {}

    def rows(self, **values: Any) -> list[R_co]:
        """Returns the rows for these values; raises KeyError where one is missing."""
        asked = self._rows.all()
        query: Any = asked.query
        query.statements, query.values_asked = self._statements, values
        return list(asked)
