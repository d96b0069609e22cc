"""Keeps the numbers of the whole country beside the current statuses they are counted from; see `Counted`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import connection, transaction

from monitoring.models import CountedKeys, CountedReport, CountedTraits, CountedWord, CurrentPart, CurrentStatus
from monitoring.models.counted import Counted, Key

if TYPE_CHECKING:
    from collections.abc import Iterable

Numbers = dict[type[Counted], Counter[Key]]

COUNTED: tuple[type[Counted], ...] = (CountedWord, CountedTraits, CountedReport, CountedKeys)
ROWS_AT_ONCE = 2000
LOCK = 0x63757272656E74  # "current", among the advisory locks of the database


def wait_for_others() -> None:
    """Lets one process judge and count at a time; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def numbers_of(rows: Iterable[CurrentStatus]) -> Numbers:
    """Returns how many of these rows there are under each key of each table."""
    found: Numbers = {model: Counter() for model in COUNTED}
    for row in rows:
        for model, numbers in found.items():
            numbers.update(model.keys_of(row))
    return found


def parts_of(rows: list[CurrentStatus]) -> list[CurrentPart]:
    """Returns what is known of the parts among all rows of some reports."""
    by_id = {row.measure_id: row for row in rows}
    return [CurrentPart.of(row, by_id.get(row.whole_id)) for row in rows if row.whole_id]


def count_instead(former: Iterable[CurrentStatus], rows: list[CurrentStatus]) -> None:
    """Counts rows in the place of former ones, in the transaction that replaces these."""
    gone = numbers_of(former)
    for model, numbers in numbers_of(rows).items():
        numbers.subtract(gone[model])
        add(model, numbers)


def add(model: type[Counted], numbers: Counter[Key]) -> None:
    """Adds numbers, some below zero, to those that are counted."""
    changes = sorted((*key, number) for key, number in numbers.items() if number)
    if not changes:
        return
    quote, table = connection.ops.quote_name, model._meta.db_table
    key = ", ".join(map(quote, model.columns()))
    values = ", ".join(["%s"] * len(changes[0]))
    number = quote("number")
    statement = (
        f"INSERT INTO {quote(table)} ({key}, {number}) VALUES ({values}) "  # noqa: S608 - names from the models
        f"ON CONFLICT ({key}) DO UPDATE SET {number} = {quote(table)}.{number} + excluded.{number}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, changes)
    if min(numbers.values()) < 0:
        model._base_manager.filter(number=0).delete()


def count_anew() -> None:
    """Counts all kept rows, whatever was counted before."""
    with transaction.atomic():
        wait_for_others()
        found = numbers_of(all_rows())
        for model, numbers in found.items():
            model._base_manager.all().delete()
            add(model, numbers)


def miscounted() -> list[str]:
    """Returns the names of tables whose numbers are not those of the kept rows."""
    return [
        model._meta.db_table
        for model, numbers in numbers_of(all_rows()).items()
        if numbers != {row.key: row.number for row in model._base_manager.iterator(ROWS_AT_ONCE)}
    ]


def all_rows() -> Iterable[CurrentStatus]:
    return CurrentStatus.objects.iterator(ROWS_AT_ONCE)
