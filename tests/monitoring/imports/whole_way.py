"""The whole way of a file: its bytes, the clerk's decisions, the import, the export and back again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models, transaction

from catalog.models import Report
from monitoring.choices import Status
from monitoring.exports.tables import MeasureTable
from monitoring.imports.answers import CREATE
from monitoring.imports.job import ImportJob
from monitoring.imports.planning.base import AnyPlan
from monitoring.imports.run import RefusedImportError
from monitoring.models import MonitoredMeasure, SpreadsheetImport
from monitoring.tables import UnreadableFile


@contextmanager
def afterwards_as_before() -> Iterator[None]:
    """Takes back what happens inside: one test shows many files to one database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def state(report: Report) -> dict[str, Any]:
    """All that an import could write: the rows of the report, and how many rows there are elsewhere."""
    of_report: dict[str, dict[str, Any]] = {
        "catalog.office": {"municipality": report.municipality_id},
        "catalog.section": {"report": report},
        "catalog.measure": {"report": report},
        "catalog.responsibility": {"measure__report": report},
        "monitoring.statusupdate": {"measure__report": report},
        "monitoring.indicator": {"measure__report": report},
        "monitoring.indicatortarget": {"indicator__measure__report": report},
    }
    found: dict[str, Any] = {
        label: list(_manager(label).filter(**place).order_by("pk").values()) for label, place in of_report.items()
    }
    return found | {label: _manager(label).count() for label in of_report}


def traces(report: Report) -> dict[str, Any]:
    """The same with what an import leaves behind even when it is taken back: history and the record of it."""
    history = [model for app in ("catalog", "monitoring") for model in apps.get_app_config(app).get_models()]
    counted = {model._meta.label: model._default_manager.count() for model in history}
    return {**state(report), "rows": counted}


def _manager(label: str) -> models.Manager[Any]:
    manager: models.Manager[Any] = apps.get_model(label)._default_manager
    return manager


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
