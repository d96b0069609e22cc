"""The status table of a paper, and its indicators, as tables of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from catalog.models import Column as ReportColumn
from monitoring.models import Status
from reports.documents.document import Cell, Column, Group, Items, Paragraph, Row, Run, Table
from reports.documents.texts import TextBlock, blocks, line
from reports.plain_text import one_line
from reports.status_table import SHARED_BY_PARTS
from reports.templatetags.figures import figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from catalog.models import MovableDeadline, Responsibility
    from monitoring.models import Indicator, Milestone, MonitoredMeasure
    from monitoring.models.progress import Progress
    from reports.papers.facts import Facts
    from reports.status_table import Row as StatusRow

SHARES = {
    ReportColumn.CODE: 0.6,
    ReportColumn.TITLE: 2.0,
    ReportColumn.DESCRIPTION: 3.0,
    ReportColumn.APPROACH: 3.0,
    ReportColumn.STATUS: 3.5,
    ReportColumn.LEAD: 1.5,
}


def status_table(facts: Facts) -> Table:
    """The measures that the paper shows, under the sections of the report."""
    table = facts.table
    columns = tuple(Column(str(column.heading), SHARES.get(ReportColumn(column.key), 1.2)) for column in table.columns)
    groups = []
    for group in table.groups:
        for heading in group.headings:
            title = str(heading.section.title if heading.section else group.title)
            rows = _rows((row for row in heading.rows if is_shown(row, facts.shown)), facts)
            if rows:
                groups.append(Group(one_line(title), rows))
    caption = _("Measures as of %(day)s") % {"day": f"{facts.as_of:%d.%m.%Y}"}
    return Table(caption, columns, tuple(groups))


def measures_in(facts: Facts) -> list[int]:
    """The ids of the measures, whole or part, that have a row."""
    headings = (heading for group in facts.table.groups for heading in group.headings)
    found = {row.measure for heading in headings for row in heading.rows if is_shown(row, facts.shown)}
    return sorted({pk for measure in found for pk in (measure.pk, measure.parent_id) if pk})


def is_shown(row: StatusRow, shown: set[int] | None) -> bool:
    return shown is None or bool({row.measure.pk, row.measure.parent_id} & shown)


def _rows(rows: Iterable[StatusRow], facts: Facts) -> tuple[Row, ...]:
    """Every row names its measure; what parts share besides stands in the first of them only."""
    header = facts.table.row_header
    found: list[Row] = []
    before: int | None = None
    for row in rows:
        whole: Any = row.measure.parent or row.measure  # a part comes with its whole as it is monitored
        cells = {cell.column.key: cell for cell in row.cells}
        filled = []
        for column in facts.table.columns:
            kind = ReportColumn(column.key)
            names = column is header
            cell = cells.get(column.key)
            if cell is None and not (names or whole.pk != before):
                filled.append(Cell((), is_header=False))
                continue
            measure = cell.measure if cell else whole
            shares = kind in SHARED_BY_PARTS and len(cells) < len(facts.table.columns)
            content = _content(kind, measure, facts, names_part=row.is_part and not shares)
            filled.append(Cell(content, is_header=names))
        before = whole.pk
        found.append(Row(tuple(filled)))
    return tuple(found)


def _content(kind: ReportColumn, measure: MonitoredMeasure, facts: Facts, *, names_part: bool) -> tuple[TextBlock, ...]:
    if kind == ReportColumn.DESCRIPTION and names_part and measure.parent_id:
        return (*line(one_line(f"{measure.code} {measure.title}")), *blocks(measure.description))
    return CONTENTS[kind](measure, facts)


def _title(measure: MonitoredMeasure, facts: Facts) -> tuple[TextBlock, ...]:
    code = "" if facts.paper_shows(ReportColumn.CODE) else measure.full_code
    return line(one_line(f"{code} {measure.title}"))


def _discussions(measure: MonitoredMeasure, _facts: Facts) -> tuple[TextBlock, ...]:
    days = (discussion.held_on for discussion in measure.discussions.all())
    return _items(f"{day:%d.%m.%Y}" if day else _("still to be scheduled") for day in days)


def _leads(measure: MonitoredMeasure, facts: Facts) -> tuple[TextBlock, ...]:
    others = "" if facts.paper_shows(ReportColumn.PARTICIPATING) else "; ".join(map(_office, measure.participating))
    words = f"{_('Participating:')} {others}" if others else ""
    return (*_items(map(_office, measure.leads)), *line(words))


def _status(measure: MonitoredMeasure, _facts: Facts) -> tuple[TextBlock, ...]:
    found: list[TextBlock] = []
    if measure.speaks:
        found.append(Paragraph((Run(status_word(measure.status), is_bold=True),)))
    if measure.late_since:
        found += line(_("overdue since %(day)s") % {"day": f"{measure.late_since:%d.%m.%Y}"})
    if update := measure.newest_update:
        found += blocks(update.text)
        for label, text in ((_("Reason:"), update.reason), (_("Next steps:"), update.next_steps)):
            found += _run_in(label, text)
    return tuple(found)


def status_word(status: str) -> str:
    return str(Status(status).label) if status else _("no report yet")


def _run_in(label: str, text: str) -> tuple[TextBlock, ...]:
    """A text with a bold word before its first paragraph."""
    found = blocks(text)
    if found and isinstance(found[0], Paragraph):
        return (Paragraph((Run(f"{label} ", is_bold=True), *found[0].runs)), *found[1:])
    return (Paragraph((Run(label, is_bold=True),)), *found) if found else ()


def _items(texts: Iterable[str]) -> tuple[TextBlock, ...]:
    """One as a paragraph, several as a list."""
    found = [one_line(text) for text in texts if text]
    if found[1:]:
        return (Items(tuple(Paragraph.of(text) for text in found)),)
    return line("".join(found))


def _office(named: Responsibility) -> str:
    return f"{named.office} – {named.note}" if named.note else str(named.office)


def _deadline(row: MovableDeadline) -> str:
    due: str = row.due
    if not row.is_moved:
        return due
    facts = {"due": row.original_due, "reason": row.change_reason}
    words = _("(originally %(due)s; %(reason)s)") if row.change_reason else _("(originally %(due)s)")
    return f"{due} {words % facts}"


def _milestone(milestone: Milestone) -> str:
    when = _deadline(milestone)
    text = f"{when}: {milestone.title}" if when else milestone.title
    done = milestone.done_on
    return f"{text} – {_('done on %(day)s') % {'day': f'{done:%d.%m.%Y}'}}" if done else text


def _targets(indicator: Indicator) -> str:
    targets = "; ".join(target_words(indicator, target) for target in indicator.targets.all())
    return f"{indicator.name}: {targets}" if targets else indicator.name


def target_words(indicator: Indicator, target: object) -> str:
    """ "1.250 Personen, in allen Stadtteilen (Ende 2023)"."""
    value, statement, due = (getattr(target, name) for name in ("value", "statement", "due"))
    number = f"{figure(value)} {indicator.unit}".strip() if value is not None else ""
    words = ", ".join(filter(None, (number, statement)))
    return f"{words} ({due})" if due else words


CONTENTS: dict[ReportColumn, Callable[[MonitoredMeasure, Facts], tuple[TextBlock, ...]]] = {
    ReportColumn.CODE: lambda measure, _facts: line(measure.full_code),
    ReportColumn.TITLE: _title,
    ReportColumn.DESCRIPTION: lambda measure, _facts: blocks(measure.description),
    ReportColumn.DISCUSSION: _discussions,
    ReportColumn.APPROACH: lambda measure, _facts: tuple(
        block for discussion in measure.discussions.all() for block in blocks(discussion.approach)
    ),
    ReportColumn.LEAD: _leads,
    ReportColumn.PARTICIPATING: lambda measure, _facts: _items(map(_office, measure.participating)),
    ReportColumn.HORIZON: lambda measure, _facts: line(str(measure.get_horizon_display() or "")),
    ReportColumn.DUE: lambda measure, _facts: line(_deadline(measure) or measure.start),
    ReportColumn.TARGETS: lambda measure, _facts: _items(map(_targets, measure.indicators.all())),
    ReportColumn.MILESTONES: lambda measure, _facts: _items(map(_milestone, measure.milestones.all())),
    ReportColumn.STATUS: _status,
}


def indicator_table(indicators: list[tuple[Indicator, Progress]]) -> Table:
    columns = (
        Column(_("Measure"), 2.0),
        Column(_("Indicator"), 2.5),
        Column(_("Target"), 2.0),
        Column(_("Last value"), 1.2),
        Column(_("as of"), 1.0),
    )
    rows = []
    for indicator, progress in indicators:
        targets = "; ".join(target_words(indicator, target) for target in indicator.targets.all())
        last = progress.last
        rows.append(
            Row(
                (
                    Cell.of(one_line(indicator.measure.full_code or indicator.measure.title), is_header=True),
                    Cell.of(one_line(indicator.name)),
                    Cell.of(one_line(targets)),
                    Cell.of(one_line(f"{figure(last.value)} {indicator.unit}") if last else _("no value")),
                    Cell.of(f"{last.as_of:%d.%m.%Y}" if last else ""),
                )
            )
        )
    return Table(_("Indicators"), columns, (Group("", tuple(rows)),))
