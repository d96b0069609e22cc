"""The whole way of a file: its bytes, the clerk's decisions, the import, the export and back again."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import transaction

from catalog.models import Report
from monitoring.choices import Status
from monitoring.exports.tables import MeasureTable
from monitoring.imports.answers import CREATE
from monitoring.imports.job import ImportJob
from monitoring.imports.planning.base import AnyPlan
from monitoring.imports.run import RefusedImportError
from monitoring.models import MonitoredMeasure, SpreadsheetImport
from monitoring.tables import UnreadableFile
from tests.databases import answers

OF_REPORT = {
    "catalog.office": "municipality",
    "catalog.section": "report",
    "catalog.measure": "report",
    "catalog.responsibility": "measure__report",
    "monitoring.statusupdate": "measure__report",
    "monitoring.indicator": "measure__report",
    "monitoring.indicatortarget": "indicator__measure__report",
}
Statement = tuple[str, tuple[Any, ...]]


@contextmanager
def afterwards_as_before() -> Iterator[None]:
    """Takes back what happens inside: one test shows many files to one database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def state(report: Report) -> dict[str, Any]:
    """All that an import could write: the rows of the report, and how many rows there are elsewhere."""
    return answers(_rows_of(report.pk, report.municipality_id) | _counts(*OF_REPORT))


def traces(report: Report) -> dict[str, Any]:
    """The same with what an import leaves behind even when it is taken back: history and the record of it."""
    kept = [model._meta.label for app in ("catalog", "monitoring") for model in apps.get_app_config(app).get_models()]
    return {**state(report), **answers(_counts(*kept))}


@cache
def _rows_of(report: int, municipality: int) -> dict[str, Statement]:
    """Statements that find the rows of a report, by the labels of their models."""
    here = {"municipality": municipality}
    found = {}
    for label, way in OF_REPORT.items():
        rows = apps.get_model(label)._default_manager.filter(**here if way == "municipality" else {way: report})
        found[label] = rows.order_by("pk").values().query.sql_with_params()
    return found


@cache
def _counts(*labels: str) -> dict[str, Statement]:
    """One statement that counts all rows of these models."""
    tables = sorted({apps.get_model(label)._meta.db_table for label in labels})
    counts = " UNION ALL ".join(f"SELECT '{table}' AS name, COUNT(*) AS number FROM {table}" for table in tables)  # noqa: S608
    return {f"number of rows in {len(tables)} tables": (counts, ())}


def upload(report: Report, content: bytes, name: str = "tabelle.csv") -> ImportJob:
    """Raises UnreadableFile where a clerk would read why; every unknown word is decided."""
    job = ImportJob.upload(report, content, name)
    findings = job.plan().findings
    job.answers.offices |= dict.fromkeys(findings.unknown["offices"], CREATE)
    job.answers.sections |= dict.fromkeys(findings.unknown["sections"], CREATE)
    job.answers.statuses |= dict.fromkeys(findings.unknown["statuses"], Status.IN_PROGRESS.value)
    job.answer(job.answers)
    return job


def bring_in(
    report: Report, content: bytes, name: str = "tabelle.csv"
) -> tuple[AnyPlan, SpreadsheetImport] | str | AnyPlan:
    """What was written and its record; else the words of the refusal or the plan with its problems."""
    try:
        job = upload(report, content, name)
    except UnreadableFile as error:
        return error.message
    plan = job.plan()
    if not plan.is_ready:
        return plan
    job.spreadsheet_import.save()
    try:
        return job.run(), job.spreadsheet_import
    except RefusedImportError as refused:
        raise AssertionError(told(refused.plan)) from refused


def told(plan: AnyPlan) -> list[str]:
    """Everything that would change or stands in the way."""
    changes = [f"{entry.row.label}: {change}" for entry in plan.entries for change in entry.changes]
    new = [f"new: {entry.row.label}" for entry in plan.entries if entry.measure is None]
    return [*(f"{problem.row}: {problem.message}" for problem in plan.all_problems), *new, *changes]


def table_of(report: Report) -> MeasureTable:
    return MeasureTable(MonitoredMeasure.objects.filter(report=report))
