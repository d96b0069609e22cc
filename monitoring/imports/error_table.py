"""The rows of a file that cannot be imported, for correcting them in Excel."""

from django.utils.translation import gettext as _

from monitoring.imports.job import ImportJob
from monitoring.imports.planning.base import AnyPlan
from monitoring.tables.writing import write_csv


def error_table(job: ImportJob, plan: AnyPlan) -> bytes:
    """Returns the records with a problem as CSV for Excel: all columns as they came and "Fehler"."""
    wrong: dict[int, list[str]] = {}
    for problem in plan.all_problems:
        place = f"{problem.column}: " if problem.column else ""
        wrong.setdefault(problem.row, []).append(f"{place}{problem.message}")
    headings = [*(heading.text for heading in job.table.headings), _("Error")]
    records = [record for record in job.table.records if record.number in wrong]
    return write_csv(headings, [[*record.cells, " | ".join(wrong[record.number])] for record in records])
