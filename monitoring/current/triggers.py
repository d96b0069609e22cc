"""Triggers that note which reports have changed since their measures were judged.

Whatever writes a row (a form, an import, `bulk_update`, SQL by hand) is noticed in its own transaction. PostgreSQL
notes each statement once, SQLite each row, unless its report is noted already. SQLite drops triggers together with
the tables that migrations rebuild, so they are made anew after every `migrate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connections

from catalog.models import Measure, MeasureTheme, Municipality, Report, Section, SectionTheme
from monitoring.models import (
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    JudgedReport,
    Milestone,
    OutdatedReport,
    StatusUpdate,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

QUEUE = OutdatedReport._meta.db_table
# The report of a row, by SQL in which {row} stands for the row.
OF_MEASURE = "SELECT m.report_id FROM catalog_measure m WHERE m.id = {row}.measure_id"
OF_INDICATOR = (
    "SELECT m.report_id FROM catalog_measure m JOIN monitoring_indicator i ON i.measure_id = m.id "
    "WHERE i.id = {row}.indicator_id"
)
OF_SECTION = "SELECT s.report_id FROM catalog_section s WHERE s.id = {row}.section_id"
IN_MUNICIPALITY = "SELECT r.id AS report_id FROM catalog_report r WHERE r.municipality_id = {row}.id"
ITSELF, OWN_COLUMN = "SELECT {row}.id AS report_id", "SELECT {row}.report_id AS report_id"
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
DISTINCT = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


@dataclass(frozen=True, slots=True)
class WatchedTable:
    """A table on whose rows the judgement of a report depends.

    `reports` is the SQL that finds the reports of a row. Where a `column` is named, only a change of it counts.
    """

    model: type[Model]
    reports: str
    column: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def names(self) -> list[str]:
        return [self.name(event) for event in EVENTS]

    def name(self, event: str) -> str:
        return f"outdated_by_{self.model._meta.model_name}_{event.lower()}"

    def statements(self, vendor: str) -> Iterator[str]:
        """Yields the SQL that creates the triggers on a kind of database."""
        for event in ["UPDATE"] if self.column else EVENTS:
            yield from (self._in_postgresql if vendor == "postgresql" else self._in_sqlite)(event)

    def _in_postgresql(self, event: str) -> Iterator[str]:
        name, ages = self.name(event), EVENTS[event]
        changed = " UNION ".join(
            f"SELECT found.report_id FROM {age}_rows c, LATERAL ({self.reports.format(row='c')}) found"  # noqa: S608 - names from the models
            for age in ages
        )
        each = f"REFERENCING {' '.join(f'{age} TABLE AS {age}_rows' for age in ages)} FOR EACH STATEMENT"
        if self.column:
            changed = self.reports.format(row="NEW")
            each = f"FOR EACH ROW WHEN ({self._has_changed('postgresql')})"
        note = f"INSERT INTO {QUEUE} (report_id) SELECT seen.report_id FROM ({changed}) AS seen"  # noqa: S608 - names from the models
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {note}; RETURN NULL; END $$"
        )
        yield f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {self.table} {each} EXECUTE FUNCTION {name}()"

    def _in_sqlite(self, event: str) -> Iterator[str]:
        when = f"WHEN {self._has_changed('sqlite')} " if self.column else ""
        notes = "; ".join(self._note_row(age) for age in EVENTS[event])
        yield f"CREATE TRIGGER {self.name(event)} AFTER {event} ON {self.table} {when}BEGIN {notes}; END"

    def _note_row(self, age: str) -> str:
        known = f"SELECT 1 FROM {QUEUE} q WHERE q.report_id = seen.report_id"  # noqa: S608 - names from the models
        found = f"SELECT seen.report_id FROM ({self.reports.format(row=age)}) seen WHERE NOT EXISTS ({known})"  # noqa: S608 - names from the models
        return f"INSERT INTO {QUEUE} (report_id) {found}"

    def _has_changed(self, vendor: str) -> str:
        return f"OLD.{self.column} {DISTINCT[vendor]} NEW.{self.column}"


WATCHED = [
    WatchedTable(Municipality, IN_MUNICIPALITY, "is_public"),
    WatchedTable(Report, ITSELF),
    WatchedTable(Section, OWN_COLUMN),
    WatchedTable(SectionTheme, OF_SECTION),
    WatchedTable(Measure, OWN_COLUMN),
    WatchedTable(MeasureTheme, OF_MEASURE),
    WatchedTable(StatusUpdate, OF_MEASURE),
    WatchedTable(Milestone, OF_MEASURE),
    WatchedTable(Indicator, OF_MEASURE),
    WatchedTable(IndicatorTarget, OF_INDICATOR),
    WatchedTable(IndicatorValue, OF_INDICATOR),
]


def create(using: str, **_signal: Any) -> None:
    """Creates the triggers after `migrate`, and notes the reports that were never judged.

    An early migration knows few of the tables; the triggers come with the last one.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if not {QUEUE, *(one.table for one in WATCHED)} <= tables:
            return
        remove(using)
        for watched in WATCHED:
            for statement in watched.statements(connection.vendor):
                cursor.execute(statement)
        judged = f"SELECT j.report_id FROM {JudgedReport._meta.db_table} j"  # noqa: S608 - names from the models
        unjudged = f"SELECT r.id FROM {Report._meta.db_table} r WHERE r.id NOT IN ({judged})"  # noqa: S608 - names from the models
        cursor.execute(f"INSERT INTO {QUEUE} (report_id) {unjudged}")


def remove(using: str, **_signal: Any) -> None:
    """Drops the triggers before `migrate` on SQLite, which refuses to rename tables that a trigger names."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in (name for watched in WATCHED for name in watched.names):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
