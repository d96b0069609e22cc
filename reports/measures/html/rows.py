"""Rows of tables of measures as HTML: of a status table in full, of its overview, and of lists across reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.measures.html.cells import and_more, content, told
from reports.measures.html.pieces import (
    badge,
    dated,
    deadline_in_short,
    in_list,
    late_or_passed,
    older_status,
    passed_target,
    time_of,
)
from reports.measures.marking import marked_code
from reports.texts.hyphenation import hyphenated
from reports.texts.markup import NOTHING, joined, markup
from reports.texts.numbers import costs_words

if TYPE_CHECKING:
    from monitoring.models import MonitoredMeasure
    from reports.measures.html.surroundings import Surroundings
    from reports.measures.lists.measure_list import ListRow, ReportGroup
    from reports.measures.table.rows import TableCell, TableRow

PART = mark_safe(' class="part"')


# The status table in full


def full_row(row: TableRow, page: Surroundings) -> SafeString:
    names_whole = page.whole_title(row.measure) if row.names_whole_on_cards else NOTHING
    first, *others = row.cells
    cells = joined([full_cell(first, row, page, names_whole), *(full_cell(cell, row, page) for cell in others)])
    return markup('<tr role="row" id="{}"{}>\n{}\n</tr>', row.measure.anchor, PART if row.is_part else "", cells)


def full_cell(cell: TableCell, row: TableRow, page: Surroundings, before: SafeString = NOTHING) -> SafeString:
    """Returns a cell; the one that names a measure with parts stands beside all of them."""
    span = markup(' rowspan="{}"', cell.rows) if cell.rows else ""
    if not cell.is_header:
        label, inside = page.labels[cell.column.key], content(cell, page)
        return markup('<td role="cell"{}{}{}>{}{}</td>', label, page.marks.content, span, before, inside)
    anchor = markup(' id="{}"', cell.measure.anchor) if cell.rows and row.is_part else ""
    return markup(
        '<th role="rowheader" scope="row"{}{}{}{}>{}</th>',
        page.labels[cell.column.key],
        page.marks.content,
        span,
        anchor,
        content(cell, page),
    )


# The overview


def overview_row(row: TableRow, page: Surroundings) -> SafeString:
    """Returns the line of a measure, with the rest folded below its title."""
    measure, marks = row.measure, page.marks
    name = joined([page.name(measure, None), details(row, page)])
    return markup(
        '<tr role="row" id="{}"{}>\n{}\n</tr>',
        measure.anchor,
        PART if row.is_part else "",
        joined(
            [
                markup('<td role="cell" class="o-code"{}>{}</td>', marks.content, full_code(measure, page)),
                markup('<th role="rowheader" scope="row" class="o-title"{}>{}</th>', marks.content, name),
                markup('<td role="cell" class="o-lead"{}>{}</td>', marks.content, first_lead(measure, page)),
                markup('<td role="cell" class="o-status">{}</td>', status_word(measure, page)),
                markup('<td role="cell" class="o-due">{}</td>', deadline_in_short(measure, marks.content, marks.page)),
                reported(measure) if page.newest_report_on else "",
            ]
        ),
    )


def full_code(measure: MonitoredMeasure, page: Surroundings) -> SafeString:
    """Returns the number of a measure, on cards behind that of the measure it is part of."""
    return joined([page.whole(measure), marked_code(measure.code, page.search)], "")


def details(row: TableRow, page: Surroundings) -> SafeString:
    """Returns what an overview folds away; "" where the line says it all."""
    update = row.measure.newest_update
    folded = row.folded
    if not folded and not update:
        return NOTHING
    contents = ((cell.column.heading, content(cell, page)) for cell in folded)
    run_ins = [
        markup('<div class="run-in"><b{}>{}</b> {}</div>', page.marks.page, heading, said)
        for heading, said in contents
        if said
    ]
    return markup(
        '<details class="more"{}>\n<summary><svg class="icon" aria-hidden="true"><use href="#i-open" /></svg>'
        '<span class="visually-hidden"{}>{}: {}</span></summary>\n<div>{}</div>\n</details>',
        SafeString(" open") if page.unfolds_all else "",
        page.marks.page,
        _("Details"),
        row.measure.code or row.measure.title,
        joined([*run_ins, told(update, page) if update else ""]),
    )


def first_lead(measure: MonitoredMeasure, page: Surroundings) -> SafeString:
    leads = measure.leads
    return joined([page.office(leads[0].office), and_more(len(leads) - 1, page)]) if leads else NOTHING


def status_word(measure: MonitoredMeasure, page: Surroundings) -> SafeString:
    return badge(measure.shown_status, page.marks.page) if measure.speaks else NOTHING


def reported(measure: MonitoredMeasure) -> SafeString:
    if measure.reported_on is None:
        return mark_safe('<td role="cell" class="o-reported"></td>')
    day = time_of(measure.reported_on)
    return markup('<td role="cell" class="o-reported" data-label="{}">{}</td>', _("Reported"), day)


# Lists across reports


def list_row(row: ListRow, group: ReportGroup, page: Surroundings) -> SafeString:
    measure, marks = row.measure, page.marks
    name = joined([page.name(measure, row.snippet), "" if group.report else of_report(measure, page)])
    costs = hyphenated(costs_words(measure))
    title = '<th role="rowheader" scope="row" data-label="{}" class="c-title"{}>{}</th>'
    return markup(
        '<tr role="row"{}>\n{}\n</tr>',
        PART if measure.parent_id else "",
        joined(
            [
                list_cell("c-code", _("No."), full_code(measure, page), marks.content),
                markup(title, _("Measure"), marks.content, name),
                list_cell("c-lead", _("Lead"), in_list(map(page.responsible, measure.leads)), marks.content),
                list_cell("c-due", _("Deadline"), next_deadline(row, page), marks.content),
                list_cell("c-costs", _("Costs"), costs, marks.content) if group.has_costs else "",
                list_cell("c-status", _("Status"), status_in_list(measure, page)),
                list_cell("c-reported", _("Last report"), time_of(measure.reported_on) if measure.reported_on else ""),
            ]
        ),
    )


def list_cell(css_class: str, label: str, inside: str, lang: str = "") -> SafeString:
    cell = '<td role="cell" data-label="{}" class="{}"{}>{}</td>'
    return markup(cell, label, css_class, lang, inside)


def of_report(measure: MonitoredMeasure, page: Surroundings) -> SafeString:
    """Returns the report of a measure, on a page of all cities behind its city."""
    city = "" if page.municipality else markup("{}: ", measure.report.municipality.marked_name)
    return markup('<span class="facts">{}{}</span>', city, measure.report.title)


def next_deadline(row: ListRow, page: Surroundings) -> SafeString:
    """Returns the deadline of a measure or its next milestone, and a target that has passed before."""
    measure, milestone = row.measure, row.milestone
    due = milestone_mark = ""
    if measure.due:
        due = dated(measure.due, measure.due_on)
    elif milestone:
        due = dated(milestone.due, milestone.due_on)
        milestone_mark = markup('<span class="facts"{}>{}</span>', page.marks.page, _("(milestone)"))
    return joined([due, milestone_mark, passed_target(measure, page.marks.content)])


def status_in_list(measure: MonitoredMeasure, page: Surroundings) -> SafeString:
    if not measure.speaks:
        return NOTHING
    lang = page.marks.page
    return joined([badge(measure.shown_status, lang), older_status(measure, lang), late_or_passed(measure, lang)])
