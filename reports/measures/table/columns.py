"""The columns of a status table: their headings, and what sorts by them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.choices import Column
from catalog.models import Report

SORTED_BY = {
    Column.CODE: "nr",
    Column.TITLE: "titel",
    Column.DUE: "frist",
    Column.STATUS: "status",
    Column.COSTS: "kosten",
}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; `sorting` is the word that sorts by it, "" without one."""

    key: str
    heading: str | Promise
    sorting: str = ""

    @property
    def css_class(self) -> str:
        return f"c-{self.key}"


def columns_of(report: Report) -> list[TableColumn]:
    """Returns the columns that a report shows."""
    return [
        TableColumn(column.value, heading(column, report), sorting_by(column, report))
        for column in Column
        if report.shows(column)
    ]


def heading(column: Column, report: Report) -> str | Promise:
    """Returns the word above a column; the column of topics is called measures if there are no descriptions."""
    if column is Column.TITLE and not report.shows(Column.DESCRIPTION):
        return _("Resolution") if report.is_of_resolutions else _("Measure")
    return HEADINGS[column]


def sorting_by(column: Column, report: Report) -> str:
    """Returns the sorting of a column; deadlines sort in a column of their own or with the milestones."""
    if column is Column.MILESTONES:
        return "" if report.shows(Column.DUE) else "frist"
    return SORTED_BY.get(column, "")


HEADINGS: dict[Column, str | Promise] = {
    Column.CODE: _("No."),
    Column.TITLE: _("Topic"),
    Column.DESCRIPTION: _("Measure"),
    Column.MOVED_BY: _("Moved by"),
    Column.RESOLVED: _("Resolved"),
    Column.PAPERS: _("Council papers"),
    Column.DISCUSSION: _("Date"),
    Column.APPROACH: _("Approach"),
    Column.LEAD: _("Lead"),
    Column.PARTICIPATING: _("Participating"),
    Column.HORIZON: _("Horizon"),
    Column.DUE: _("Deadline"),
    Column.TARGETS: _("Indicators and targets"),
    Column.MILESTONES: _("Milestones"),
    Column.COSTS: _("Costs"),
    Column.STATUS: _("Status and next steps"),
}
