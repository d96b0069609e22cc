"""The cells of a status table as HTML: a function for each column; what stands in a cell is "" where it is empty.

`reports.documents.cells` writes the same columns for documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import localize
from django.utils.translation import gettext as _

from catalog.choices import Column
from reports.measures.html.pieces import (
    badge,
    confirmation,
    dated,
    in_list,
    last_report,
    late_or_passed,
    milestone_line,
    moved,
    older_status,
    target_line,
    time_of,
)
from reports.measures.marking import marked, marked_code
from reports.texts.formatted import formatted, in_a_line
from reports.texts.hyphenation import hyphenated_html
from reports.texts.markup import escaped, joined, markup
from reports.texts.numbers import costs_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.safestring import SafeString

    from monitoring.models import Indicator, MonitoredMeasure, StatusUpdate
    from reports.measures.html.surroundings import Surroundings
    from reports.measures.table.rows import TableCell

MOST_PARTICIPATING = 4


def content(cell: TableCell, page: Surroundings) -> SafeString:
    """Returns what stands in a cell, with nothing around it: narrow screens hide a cell that is `:empty`."""
    return hyphenated_html(escaped(CELLS[cell.column.key](cell, page)))


def code(cell: TableCell, page: Surroundings) -> str:
    return marked_code(cell.measure.code, page.search)


def title(cell: TableCell, page: Surroundings) -> SafeString:
    measure = cell.measure
    return joined(
        [
            number(measure, page) if cell.shows_code else "",
            page.name(measure, cell.snippet),
            "" if measure.report.shows(Column.DESCRIPTION) else description_in_a_line(measure),
        ]
    )


def number(measure: MonitoredMeasure, page: Surroundings) -> str:
    """Returns the number before a title, where it has no column of its own."""
    return markup('<span class="code">{}</span>', marked_code(measure.code, page.search)) if measure.code else ""


def description_in_a_line(measure: MonitoredMeasure) -> str:
    return markup('<p class="facts">{}</p>', in_a_line(measure.description)) if measure.description else ""


def description(cell: TableCell, page: Surroundings) -> SafeString:
    measure = cell.measure
    named = [number(measure, page), page.name(measure, cell.snippet)] if measure.parent_id else []
    return joined([*named, marked(formatted(measure.description), page.search)])


def discussion(cell: TableCell, _page: Surroundings) -> SafeString:
    days = [one.held_on for one in cell.measure.known_discussions]
    return joined(markup("<p>{}</p>", time_of(day) if day else _("still to be scheduled")) for day in days)


def approach(cell: TableCell, _page: Surroundings) -> SafeString:
    return joined((formatted(one.approach) for one in cell.measure.known_discussions), "")


def lead(cell: TableCell, page: Surroundings) -> SafeString:
    """Returns the offices that lead and, without a column for them, the first that take part."""
    measure = cell.measure
    leads = in_list(page.responsible(named) for named in measure.leads)
    return leads if measure.report.shows(Column.PARTICIPATING) else joined([leads, first_participating(measure, page)])


def first_participating(measure: MonitoredMeasure, page: Surroundings) -> str:
    """Returns the names of the first alone: a cell is no list of thirty clubs; the measure's page names them all."""
    named = measure.participating
    if not named:
        return ""
    names = "; ".join(str(one.office) for one in named[:MOST_PARTICIPATING])
    more = and_more(len(named) - MOST_PARTICIPATING, page)
    words = _("Participating:")
    return markup('<p class="facts"><span{}>{}</span> {}</p>', page.marks.page, words, joined([names, more]))


def and_more(number: int, page: Surroundings) -> str:
    if number <= 0:
        return ""
    return markup("<span{}>{}</span>", page.marks.page, _("and %(more)s more") % {"more": localize(number)})


def participating(cell: TableCell, page: Surroundings) -> SafeString:
    return in_list(page.responsible(named) for named in cell.measure.participating)


def horizon(cell: TableCell, _page: Surroundings) -> str:
    return str(cell.measure.get_horizon_display())


def due(cell: TableCell, page: Surroundings) -> str:
    measure = cell.measure
    if not measure.due:
        return str(measure.start)
    words = markup("<span{}>{}</span>", page.marks.content, dated(measure.due, measure.due_on))
    facts = markup('<span class="facts">{}</span>', moved(measure)) if measure.is_moved else ""
    return joined([words, facts])


def targets(cell: TableCell, _page: Surroundings) -> SafeString:
    return in_list(indicator_line(indicator) for indicator in cell.measure.known_indicators)


def indicator_line(indicator: Indicator) -> SafeString:
    lines = (target_line(target, indicator.unit, for_machines=False) for target in indicator.known_targets)
    return joined([indicator.name, joined(lines, "; ")], ": ")


def milestones(cell: TableCell, page: Surroundings) -> SafeString:
    known = cell.measure.known_milestones
    return in_list(milestone_line(one, page.day, page.marks.page, for_machines=False) for one in known)


def costs(cell: TableCell, _page: Surroundings) -> str:
    return costs_words(cell.measure)


def status(cell: TableCell, page: Surroundings) -> SafeString:
    measure, lang = cell.measure, page.marks.page
    said = [badge(measure.shown_status, lang), older_status(measure, lang), late_or_passed(measure, lang)]
    pieces = [markup("<p>{}</p>", joined(said)) if measure.speaks else ""]
    if update := measure.newest_update:
        day = last_report(measure, lang) if measure.reported_on != page.newest_report_on else ""
        pieces += [told(update, page), markup('<p class="facts">{}</p>', day) if day else ""]
    return joined(pieces)


def told(update: StatusUpdate, page: Surroundings) -> SafeString:
    """Returns what was reported last."""
    reason, steps = _("Reason:"), _("Next steps:")
    return joined(
        [
            confirmation(update, page.marks.page),
            marked(formatted(update.told.text), page.search),
            run_in(reason, update.told.reason, page),
            run_in(steps, update.told.next_steps, page),
        ]
    )


def run_in(label: str, text: str, page: Surroundings) -> str:
    """Returns a text behind its name in bold."""
    if not text:
        return ""
    words = marked(formatted(text), page.search)
    return markup('<div class="run-in"><b{}>{}</b> {}</div>', page.marks.page, label, words)


def moved_by(cell: TableCell, _page: Surroundings) -> str:
    return "; ".join(cell.measure.movers)


def resolved(cell: TableCell, _page: Surroundings) -> str:
    return cell.measure.resolution_words


def papers(cell: TableCell, _page: Surroundings) -> SafeString:
    return in_list(markup("{}", reference) for reference in cell.measure.references)


CELLS: dict[str, Callable[[TableCell, Surroundings], str]] = {
    Column.CODE: code,
    Column.TITLE: title,
    Column.DESCRIPTION: description,
    Column.MOVED_BY: moved_by,
    Column.RESOLVED: resolved,
    Column.PAPERS: papers,
    Column.DISCUSSION: discussion,
    Column.APPROACH: approach,
    Column.LEAD: lead,
    Column.PARTICIPATING: participating,
    Column.HORIZON: horizon,
    Column.DUE: due,
    Column.TARGETS: targets,
    Column.MILESTONES: milestones,
    Column.COSTS: costs,
    Column.STATUS: status,
}
