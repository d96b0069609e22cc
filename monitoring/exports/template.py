"""An empty table for a report, in the form in which an import reads it back."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from catalog.models import Office, Report
from catalog.on_demand import on_demand
from monitoring.choices import MeasureColumn, Status
from monitoring.exports.resources import section_paths
from monitoring.exports.tables import language_of_files
from monitoring.tables.opendocument.writing import write_ods_template

C = MeasureColumn
COLUMNS = (
    C.CODE, C.SECTION, C.TITLE, C.DESCRIPTION, C.LEAD, C.PARTICIPATING, C.START, C.DUE, C.COSTS, C.STATUS, C.TEXT,
    C.NEXT_STEPS, C.REASON, C.AS_OF,
)  # fmt: skip

write_template: Callable[..., bytes] = on_demand("monitoring.tables.excel.writing.write_template")


def template(report: Report, *, is_ods: bool = False) -> bytes:
    """Returns a file whose columns offer the sections and offices of the report, and the status words."""
    with language_of_files():
        offices = [str(office) for office in Office.objects.filter(municipality=report.municipality_id)]
        offered = {
            C.SECTION: list(section_paths(report.sections.all()).values()),
            C.LEAD: offices,
            C.PARTICIPATING: offices,
            C.STATUS: [str(status.label) for status in Status],
        }
        lists = {COLUMNS.index(column): texts for column, texts in offered.items()}
        write = write_ods_template if is_ods else write_template
        return write([str(column.label) for column in COLUMNS], lists, _("Lists"))
