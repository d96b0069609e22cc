"""Which words stand in which measure, so that a search of the whole country reads no texts; on PostgreSQL only.

`monitoring.current.indexing` writes these rows together with `CurrentStatus`. A word that is looked for may stand
inside longer ones: first all words of the index that hold it are found, of which there are few, then the measures by
an index of the numbers of their words. SQLite looks through the texts instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.lookups import Lookup

from catalog.models import Report
from monitoring.models.current import CurrentStatus, beside

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    NumbersColumn = models.Field[list[int], list[int]]
else:
    NumbersColumn = models.Field

# Longer words are cut into pieces that overlap by the longest word that is looked for.
LONGEST_WORD, LONGEST_PART = 600, 300


class NumbersField(NumbersColumn):
    """A column of many numbers, an array of PostgreSQL; other databases have no use for it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "integer[]" if connection.vendor == "postgresql" else "text"


@NumbersField.register_lookup
class OverlappingNumbers(Lookup[list[int]]):
    """The condition that one of these numbers is among those of the column."""

    lookup_name = "overlap"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, of_column = self.process_lhs(compiler, connection)
        return f"{column} && %s::integer[]", (*of_column, list(self.rhs))


class IndexedWord(models.Model):
    """A folded word of some text of a measure; or the sorting key of a number, see `numbers_of`."""

    text = models.CharField(max_length=LONGEST_WORD)
    is_number = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "is_number"], name="indexed_word_unique")]

    def __str__(self) -> str:
        return self.text


class IndexedMeasure(models.Model):
    """The ids of all words of a measure and of its newest update; those of its title negative as well."""

    status = models.OneToOneField(
        CurrentStatus, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="indexed"
    )
    report = beside(Report)
    words = NumbersField()

    def __str__(self) -> str:
        return str(self.status_id)
