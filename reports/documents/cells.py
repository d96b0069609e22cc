"""The cells of a status table as blocks of a document, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext as _

from catalog.choices import Column, Horizon
from catalog.texts.plain_text import one_line
from monitoring.choices import SHOWN_WORDS
from reports.documents.document import DocParagraph, Items, Run
from reports.documents.texts import TextBlock, blocks, line
from reports.texts.formatted import in_a_line
from reports.texts.numbers import costs_words, target_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from catalog.models import MovableDeadline, Responsibility
    from monitoring.models import Indicator, IndicatorTarget, Milestone, MonitoredMeasure, StatusUpdate

Blocks: TypeAlias = tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The other columns of the table, its day, and the address of the site for links.

    Without an address there are no links. `query` carries the day over to the page of a measure. `newest` is the day of
    the newest report, which stands above the table and need not be said in each row.
    """

    columns: frozenset[str]
    as_of: date
    site: str = ""
    query: str = ""
    newest: date | None = None


def content(column: Column, measure: MonitoredMeasure, view: View) -> Blocks:
    return CONTENTS[column](measure, view)


def named(measure: MonitoredMeasure, text: str, view: View) -> Blocks:
    """Returns the name of a measure, linked to its page."""
    url = f"{view.site}{measure.get_absolute_url()}{view.query}" if view.site else ""
    runs = [Run(one_line(text), url=url)]
    if measure.is_draft:
        runs.append(Run(f" ({_('draft')})", is_bold=True))
    return (DocParagraph(tuple(runs)),)


def titled(measure: MonitoredMeasure, view: View) -> Blocks:
    code = "" if Column.CODE in view.columns else measure.code
    summary = "" if Column.DESCRIPTION in view.columns else in_a_line(measure.description)
    return (*named(measure, f"{code} {measure.title}", view), *line(summary))


def part_described(measure: MonitoredMeasure, view: View) -> Blocks:
    """Returns the text of a part below its name, as the column of titles holds the name of its whole."""
    return (*named(measure, f"{measure.code} {measure.title}", view), *blocks(measure.description))


def day_of(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def status_words(measure: MonitoredMeasure) -> str:
    """Returns the status, with its day where the newest report left it open."""
    word = str(SHOWN_WORDS[measure.shown_status])
    if not measure.has_older_status or not measure.status_on:
        return word
    return f"{word} ({_('as of %(day)s') % {'day': day_of(measure.status_on)}})"


def reported_words(measure: MonitoredMeasure) -> str:
    if not measure.reported_on:
        return ""
    words = _("no report since %(day)s") if measure.is_silent else _("as of %(day)s")
    return words % {"day": day_of(measure.reported_on)}


def run_in(label: str, text: str) -> Blocks:
    """Returns a text with a bold word before its first paragraph; nothing for an empty one."""
    found = blocks(text)
    if found and isinstance(found[0], DocParagraph):
        return (DocParagraph((Run(f"{label} ", is_bold=True), *found[0].runs)), *found[1:])
    return (DocParagraph((Run(label, is_bold=True),)), *found) if found else ()


def told(update: StatusUpdate) -> Blocks:
    """Returns the texts of an update, or of the one that it confirms."""
    return (
        *line(update.confirmation_words),
        *blocks(update.told.text),
        *run_in(_("Reason:"), update.told.reason),
        *run_in(_("Next steps:"), update.told.next_steps),
    )


def listed(texts: Iterable[str]) -> Blocks:
    """Returns one text as a paragraph, several as a list."""
    found = [one_line(text) for text in texts if text]
    if len(found) > 1:
        return (Items(tuple(DocParagraph.of(text) for text in found)),)
    return line("".join(found))


def office_words(responsibility: Responsibility) -> str:
    office = str(responsibility.office)
    return f"{office} – {responsibility.note}" if responsibility.note else office


def deadline_words(row: MovableDeadline) -> str:
    if not row.is_moved:
        return str(row.due)
    facts = {"due": row.original_due, "reason": row.change_reason}
    words = _("(originally %(due)s; %(reason)s)") if row.change_reason else _("(originally %(due)s)")
    return f"{row.due} {words % facts}"


def milestone_words(milestone: Milestone, as_of: date) -> str:
    text = f"{deadline_words(milestone)}: {milestone.title}" if milestone.due else milestone.title
    if milestone.done_on:
        return f"{text} – {milestone.done_phrase}"
    if milestone.is_passed(as_of):
        return f"{text} ({_('open %(delay)s') % {'delay': milestone.open_for(as_of)}})"
    return text


def dated_target(indicator: Indicator, target: IndicatorTarget) -> str:
    """Returns a target as "1.250 Personen, in allen Stadtteilen (Ende 2023)"."""
    words = target_words(target.value, indicator.unit, target.statement)
    return f"{words} ({target.due})" if target.due else str(words)


def horizon_words(measure: MonitoredMeasure) -> str:
    return str(Horizon(measure.horizon).label) if measure.horizon else ""


def _status(measure: MonitoredMeasure, view: View) -> Blocks:
    found: list[TextBlock] = []
    if measure.speaks:
        found.append(DocParagraph((Run(status_words(measure), is_bold=True),)))
        found += line(measure.deadline_words)
    if update := measure.newest_update:
        found += told(update)
        if measure.reported_on != view.newest:
            found += line(reported_words(measure))
    return tuple(found)


def _leads(measure: MonitoredMeasure, view: View) -> Blocks:
    others = "" if Column.PARTICIPATING in view.columns else "; ".join(map(office_words, measure.participating))
    return (*listed(map(office_words, measure.leads)), *run_in(_("Participating:"), one_line(others)))


def _discussions(measure: MonitoredMeasure, _view: View) -> Blocks:
    days = (discussion.held_on for discussion in measure.known_discussions)
    return listed(day_of(day) if day else _("still to be scheduled") for day in days)


def _approaches(measure: MonitoredMeasure, _view: View) -> Blocks:
    return tuple(block for discussion in measure.known_discussions for block in blocks(discussion.approach))


def _targets(measure: MonitoredMeasure, _view: View) -> Blocks:
    def words(indicator: Indicator) -> str:
        targets = "; ".join(dated_target(indicator, target) for target in indicator.known_targets)
        return f"{indicator.name}: {targets}" if targets else str(indicator.name)

    return listed(map(words, measure.known_indicators))


CONTENTS: dict[Column, Callable[[MonitoredMeasure, View], Blocks]] = {
    Column.CODE: lambda measure, _view: line(one_line(measure.code)),
    Column.TITLE: titled,
    Column.DESCRIPTION: lambda measure, _view: blocks(measure.description),
    Column.MOVED_BY: lambda measure, _view: listed(measure.movers),
    Column.RESOLVED: lambda measure, _view: line(one_line(measure.resolution_words)),
    Column.PAPERS: lambda measure, _view: listed(measure.references),
    Column.DISCUSSION: _discussions,
    Column.APPROACH: _approaches,
    Column.LEAD: _leads,
    Column.PARTICIPATING: lambda measure, _view: listed(map(office_words, measure.participating)),
    Column.HORIZON: lambda measure, _view: line(horizon_words(measure)),
    Column.DUE: lambda measure, _view: line(one_line(deadline_words(measure) or measure.start)),
    Column.TARGETS: _targets,
    Column.MILESTONES: lambda measure, view: listed(milestone_words(m, view.as_of) for m in measure.known_milestones),
    Column.COSTS: lambda measure, _view: line(one_line(costs_words(measure))),
    Column.STATUS: _status,
}
