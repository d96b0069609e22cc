"""What waits for the planner: a measure in the recycle bin, and a table that was not imported to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.choices import Publication, Role
from catalog.models import DeletedThing, Measure, Responsibility
from catalog.recycle_bin.cascade import remove
from measures_tracker.demo.musterstadt.reports import SECOND
from monitoring.choices import ImportState
from monitoring.imports.job import ImportJob
from monitoring.models import SpreadsheetImport

if TYPE_CHECKING:
    from catalog.models import User
    from measures_tracker.demo.musterstadt.city import InventedCity
    from measures_tracker.demo.musterstadt.reports import InventedReport
    from measures_tracker.demo.musterstadt.tables import TextTables
    from measures_tracker.demo.musterstadt.timetable import Timetable

DELETED_CODE, DELETED_TITLE = "F8", "Bewegungspark am Kanal"
FILE = "nachtrag-integration.csv"


def fill_recycle_bin(city: InventedCity, reports: dict[int, InventedReport], planner: User) -> None:
    """Deletes a measure, unless it lies in the recycle bin already."""
    label = Measure._meta.label_lower
    things = DeletedThing.objects.filter(municipality=city.municipality, label=label, name__contains=DELETED_TITLE)
    if things.exists():
        return
    found = reports[SECOND]
    measure = Measure.objects.create(
        report=found.report,
        section=found.sections["F"],
        code=DELETED_CODE,
        order=len(found.measures),
        title=DELETED_TITLE,
        description="Am Kanal entsteht ein Park mit Geräten für alle Altersgruppen.",
        internal_note="Doppelt erfasst: Der Park ist Teil des Sportentwicklungsplans.",
        publication=Publication.DRAFT,
    )
    Responsibility.objects.create(measure=measure, office=city.offices["61"], role=Role.LEAD)
    remove([measure], planner)


def upload_table(
    tables: TextTables, reports: dict[int, InventedReport], times: Timetable, planner: User
) -> SpreadsheetImport:
    """Returns the unfinished import of a table; uploads the file, unless it waits already."""
    report = reports[SECOND].report
    waiting = SpreadsheetImport.objects.filter(report=report, file_name=FILE, state=ImportState.OPEN).first()
    if waiting:
        return waiting
    content = times.fill(tables.text(FILE)).replace("\n", "\r\n").encode("cp1252")
    job = ImportJob.upload(report, content, FILE, planner)
    job.spreadsheet_import.save()
    return job.spreadsheet_import
