"""What the preview of an import shows beside the plan itself."""

from catalog.models import Measure
from catalog.texts import codes
from monitoring.imports.job import ImportJob
from monitoring.imports.planning.base import AnyPlan
from monitoring.imports.planning.problems import Problem


def remarks(job: ImportJob, plan: AnyPlan) -> list[Problem]:
    """Returns the remarks that block nothing, in the order of the rows."""
    left_out = [Problem(row, reason) for row, reason in job.skipped]
    return sorted([*job.remarks, *left_out, *plan.warnings, *plan.findings.left_out], key=lambda problem: problem.row)


def has_long_rows(job: ImportJob) -> bool:
    """Tells whether Excel numbers the rows of a text file differently than its lines are numbered."""
    return job.workbook.format == "csv" and any("\n" in cell for record in job.table.records for cell in record.cells)


def place(measure: Measure) -> tuple[str, bool, int, str]:
    """Returns a key that sorts measures by number, parts below their whole."""
    whole = measure.parent or measure
    return codes.sort_key(whole.code), measure.parent is not None, measure.order, codes.sort_key(measure.code)
