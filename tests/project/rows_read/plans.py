"""How many rows the database reads for a page: each query is explained as it runs, and its scans are added up.

A small table is rightly read in full where an index would do for a large one. So the database is asked for the plan
that reads the fewest rows, as it would find it by itself in tables of any size.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from tests.fetched import CountingCursor, Fetched, counting_into

if TYPE_CHECKING:
    from collections.abc import Iterator

# Rows are what costs, and no rows of a table are kept at hand to look for others among them.
FEWEST_ROWS = {
    "cpu_tuple_cost": "100",
    "cpu_index_tuple_cost": "100",
    "work_mem": "'64kB'",
    "hash_mem_multiplier": "1",
    "max_parallel_workers_per_gather": "0",
}
EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)"
REMOVED = ("Rows Removed by Filter", "Rows Removed by Index Recheck")


@dataclass(slots=True)
class Read(Fetched):
    """Beside what was fetched: each query with the rows read of every table."""

    queries: list[tuple[str, Counter[str]]] = field(default_factory=list)


class ExplainingCursor(CountingCursor):
    """A cursor that has queries explained before they run."""

    fetched: Read

    def execute(self, sql: Any, params: Any = None) -> Any:
        if isinstance(sql, str) and sql.lstrip(" (").startswith(("SELECT", "WITH")) and " FROM " in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"{EXPLAIN} {sql}", params)
                [(plan,)] = cursor.fetchall()
            self.fetched.queries.append((sql, rows_read(json.loads(plan) if isinstance(plan, str) else plan)))
        return super().execute(sql, params)


def rows_read(plan: list[dict[str, Any]]) -> Counter[str]:
    """Returns how many rows of each table a plan has read, those included that did not fit."""
    found: Counter[str] = Counter()
    nodes = [plan[0]["Plan"]]
    for node in nodes:
        nodes.extend(node.get("Plans", ()))
        if table := node.get("Relation Name"):
            number = node["Actual Rows"] + sum(node.get(removed, 0) for removed in REMOVED)
            found[table] += round(max(number, 1) * node["Actual Loops"])
    return found


@contextmanager
def fewest_rows() -> Iterator[None]:
    """Has the database choose plans that read few rows."""
    with connection.cursor() as cursor:
        for name, value in FEWEST_ROWS.items():
            cursor.execute(f"SET {name} = {value}")
        yield
        for name in FEWEST_ROWS:
            cursor.execute(f"RESET {name}")


@contextmanager
def reading() -> Iterator[Read]:
    """Counts what is read inside."""
    with counting_into(read := Read(), ExplainingCursor):
        yield read
