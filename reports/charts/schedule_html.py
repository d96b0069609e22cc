"""The rows and dates of a schedule as HTML: a report has thousands of them, and of each a cell for every period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.choices import StageState
from reports.measures.html.pieces import dated, draft, moved
from reports.texts.markup import NOTHING, joined, markup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from reports.charts.schedule import ScheduleCell, ScheduleDate, ScheduleRow

LONGEST_IN_A_ROW, LONGEST_IN_A_LIST = 70, 90  # characters of a title


class Marks(NamedTuple):
    """The attributes that name the language of contents and of the page; "" where they need none."""

    content: SafeString
    page: SafeString


def schedule_rows(rows: Iterable[ScheduleRow], marks: Marks) -> SafeString:
    """Returns a row for each measure, with a cell for every period."""
    return joined(schedule_row(row, marks) for row in rows)


def schedule_row(row: ScheduleRow, marks: Marks) -> SafeString:
    measure = row.measure
    code = markup('<span class="code">{}</span>', measure.full_code) if measure.full_code else ""
    title = Truncator(measure.title).chars(LONGEST_IN_A_ROW)
    link = markup('<a href="{}">{}</a>', measure.get_absolute_url(), title)
    name = joined([code, link, draft(marks.page) if measure.is_draft else ""])
    cells = joined(map(schedule_cell, row.cells), "")
    return markup('<tr>\n<th scope="row"{}>{}</th>\n{}\n</tr>', marks.content, name, cells)


def schedule_cell(cell: ScheduleCell) -> SafeString:
    css_class = "now" if cell.is_now else "year" if cell.starts_year else ""
    step = '<span class="step {}" title="{}">{}</span>'
    held = markup(step, cell.state or "", cell.title, cell.number) if cell.number else ""
    return markup("<td{}>{}</td>", markup(' class="{}"', css_class) if css_class else "", held)


def named_dates(dates: Iterable[ScheduleDate], marks: Marks) -> SafeString:
    """Returns the dates with the names of what is due, as items of a list."""
    return joined(markup("<li>{}</li>", named_date(one, marks)) for one in dates)


def named_date(one: ScheduleDate, marks: Marks) -> SafeString:
    return joined(
        [
            markup('<span class="due"{}>{}</span>', marks.content, dated(one.wording, one.day)),
            markup('<span class="what">{}</span>', what_is_due(one, marks)),
            markup('<span class="how {}">{}</span>', one.state or "", what_became_of(one)),
        ]
    )


def what_is_due(one: ScheduleDate, marks: Marks) -> SafeString:
    measure, milestone = one.measure, one.milestone
    name = measure.full_code or measure.title
    said = [markup('<a href="{}" class="code"{}>{}</a>', measure.get_absolute_url(), marks.content, name)]
    if milestone:
        said.append(markup("<span{}>{}</span>", marks.content, milestone.title))
    else:
        title = Truncator(measure.title).chars(LONGEST_IN_A_LIST)
        named = markup(" – <span{}>{}</span>", marks.content, title) if measure.full_code else NOTHING
        said.append(markup("{}{}", _("Deadline of the measure"), named))
    deadline = milestone or measure
    return joined([*said, markup('<span class="facts">{}</span>', moved(deadline)) if deadline.is_moved else ""])


def what_became_of(one: ScheduleDate) -> str:
    if one.state is StageState.REACHED:
        return one.milestone.done_phrase if one.milestone else str(one.state.label)
    return pgettext("milestone", "open") if one.state is StageState.PASSED else ""
