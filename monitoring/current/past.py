"""Judges measures as of an earlier day, in the database, for one page that then chooses, counts and sorts them there.

The rules are those of `monitoring.models.judging`. What was judged lies in a table that only the connection sees, and
replaces what was judged there before. PostgreSQL forgets it at the end of the transaction: whoever asks for it does all
in `one_session`.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connections, router, transaction
from django.db.models import (
    Aggregate,
    BooleanField,
    Case,
    CharField,
    DateField,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear, Least, NullIf
from django.utils import timezone

from catalog.permissions.registry import ALL_ROWS
from monitoring.choices import NO_REPORT, UNSTATED
from monitoring.current.named_queries import columns, sql_reading
from monitoring.models import CurrentStatus, EarlierStatus, Milestone, MonitoredMeasure, PastFacts, PastStatus
from monitoring.models.current import current_to
from monitoring.models.judging import FACTS, NEVER, annotate_judgement
from monitoring.querysets import existing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model, QuerySet
    from django.db.models.sql.compiler import SQLCompiler

    from catalog.models import Report
    from catalog.permissions.roles import Visitor

# Columns of PastFacts: whose they are, what a query says of the measure, and what is worked out here.
FACTS_OF_THE_DAY = ("has_parts", "status", "status_on", "reported_on", "told_reason", "seen_on", *FACTS)
PLANS = {"awaited_next": "next_day", "years": "all_years"}
# What a table says of a measure: what is known already, what follows from it, and else, what no day changes.
KNOWN = ("has_parts", "status", "reported_on", "years")
JUDGED = {"word": "shown", "deadline_state": "deadline_state", "passed_on": "passed_on", "awaited_on": "awaited"}

SOME_DAY = date(1234, 5, 6)
# What rows beside a measure say of it, and the condition on which there are any today.
KINDS: dict[Any, Any] = {False: BooleanField(), None: DateField(), "": TextField()}
FROM_OTHER_ROWS: tuple[tuple[Q, dict[str, Any]], ...] = (
    (Q(current__has_parts=True), {"has_parts": False}),
    (
        Q(current__has_indicator=True),
        {"has_target": False, "target_ahead": False, "target_passed_on": None, "target_missed": False},
    ),
    (
        Q(current__newest_update__isnull=False),
        {"status": "", "status_on": None, "reported_on": None, "told_reason": ""},
    ),
)


class EachOnce(Aggregate):
    """The different texts of many rows, with commas between them."""

    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="STRING_AGG(DISTINCT %(expressions)s, ',')")

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(DISTINCT %(expressions)s)")


@contextmanager
def one_session() -> Iterator[None]:
    """Keeps the session in which the table lies: a pooler between us and PostgreSQL lends one for each transaction.

    Who judges what has changed does so before: what that locks is free again then while the page is made.
    """
    connection = connections[router.db_for_write(PastStatus)]
    with transaction.atomic(connection.alias) if connection.vendor == "postgresql" else nullcontext():
        yield


def judge_as_of(day: date, within: Q, into: type[PastStatus | EarlierStatus] = PastStatus) -> None:
    """Writes how measures that are `within` stood on that day.

    `PastStatus` gets those that belonged to their report by then, `EarlierStatus` the later ones, too.
    """
    connection = connections[router.db_for_write(into)]
    sql, parameters = judging(within, into, connection.alias)
    some_day, then = (connection.ops.adapt_datefield_value(one) for one in (SOME_DAY, day))
    fill(into, names_in(into), sql, [then if one == some_day else one for one in parameters])


def known_of_report(report: Report, user: Visitor, day: date) -> QuerySet[Any]:
    """Returns what is known of the measures of a report that a visitor sees: what is kept of them, or judged now.

    What is kept of the report has to be up to date. An earlier day needs `one_session`.
    """
    known: type[CurrentStatus | PastStatus] = CurrentStatus
    if day < timezone.localdate():
        judge_as_of(day, current_to(user, "current__") & Q(current__report=report))
        known = PastStatus
    found: QuerySet[Any] = known.objects.filter(current_to(user), report=report)
    return found.order_by()


def fill(model: type[Model], names: Sequence[str], sql: str, parameters: Sequence[Any]) -> None:
    """Writes into the table of a model, in the place of what it holds, what a query returns: the key, then `names`."""
    connection = connections[router.db_for_write(model)]
    table = connection.ops.quote_name(model._meta.db_table)
    described = columns(connection, model, "measure", *names)
    with connection.cursor() as cursor:
        for statement in making(connection, model):
            cursor.execute(statement)
        cursor.execute(f"INSERT INTO {table} ({described}) {sql}", parameters)


@lru_cache(maxsize=100)
def judging(within: Q, into: type[PastStatus | EarlierStatus], using: str) -> tuple[str, list[Any]]:
    """Returns the SQL of the rows to write, and its parameters, in which SOME_DAY stands for the day.

    Django needs a third as long to write it down as the database to work it out.
    """
    day = SOME_DAY
    there = existing(day) if into is PastStatus else ALL_ROWS
    measures = MonitoredMeasure.objects.filter(within, there, current__isnull=False).order_by()
    known = with_plans(only_where_needed(measures.with_status(day)), day)
    facts = known.values_list("pk", *FACTS_OF_THE_DAY, *PLANS.values())
    judged = annotate_judgement(PastFacts.objects.all()).annotate(
        shown=Case(
            When(~Q(status=""), then=F("status")),
            When(reported_on__isnull=False, then=Value(UNSTATED)),
            default=Value(NO_REPORT),
            output_field=CharField(),
        ),
        awaited=Coalesce("passed_on", "awaited_next"),
    )
    names = names_in(into)
    says = {name: f"current__{name}" for name in names} | {name: name for name in KNOWN} | JUDGED
    rows = judged.values_list("pk", *(says[name] for name in names))
    return sql_reading(rows, PastFacts, ("current", *FACTS_OF_THE_DAY, *PLANS), facts, using)


def names_in(model: type[Model]) -> list[str]:
    """Returns the fields of a table besides its key."""
    return [field.name for field in model._meta.concrete_fields if not field.primary_key]


def only_where_needed(measures: QuerySet[Any]) -> QuerySet[Any]:
    """Spares most measures the queries for what they lack today, and had on no earlier day. Needs `with_status`."""
    for is_there, defaults in FROM_OTHER_ROWS:
        measures = measures.annotate(
            **{
                name: Case(When(is_there, then=F(name)), default=Value(value), output_field=KINDS[value])
                for name, value in defaults.items()
            }
        )
    return measures


def with_plans(measures: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Annotates `next_day`, the first deadline or open milestone that is still to come, and the years of all of them.

    Needs `with_status`.
    """
    known: Any = Milestone.objects.published().with_due(day).filter(measure=OuterRef("pk"))
    dated = known.filter(due_then__isnull=False).order_by().values("measure")
    ahead = dated.filter(Q(done_on__isnull=True) | Q(done_on__gt=day), due_then__gte=day)
    first_ahead = Subquery(ahead.annotate(first=Min("due_then")).values("first"), output_field=DateField())
    years = Subquery(dated.annotate(each=EachOnce(year_of("due_then"))).values("each"), output_field=TextField())
    own_ahead = Case(When(due_then__gte=day, then=F("due_then")), default=NEVER)
    comma = Value(",")
    annotated: QuerySet[Any] = measures.annotate(
        next_day=NullIf(Least(own_ahead, Coalesce(first_ahead, NEVER)), NEVER),
        # Nothing between two commas is no year.
        all_years=Concat(comma, year_of("due_then"), comma, years, comma, output_field=TextField()),
    )
    return annotated


def year_of(column: str) -> Cast:
    return Cast(ExtractYear(column), TextField())


def making(connection: BaseDatabaseWrapper, model: type[Model]) -> Iterator[str]:
    """Yields what makes a table of this connection, where it lacks one, and leaves it empty."""
    quote, is_postgresql = connection.ops.quote_name, connection.vendor == "postgresql"
    table = quote(model._meta.db_table)
    fields: Any = model._meta.concrete_fields
    described = ", ".join(f"{quote(one.column)} {one.db_type(connection)}" for one in fields)
    key, forgotten = columns(connection, model, "measure"), " ON COMMIT DROP" if is_postgresql else ""
    yield f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({described}, PRIMARY KEY ({key})){forgotten}"
    if model is PastStatus:
        yield f"CREATE INDEX IF NOT EXISTS {quote('past_of_whole')} ON {table} ({columns(connection, model, 'whole')})"
    yield f"{'TRUNCATE' if is_postgresql else 'DELETE FROM'} {table}"
