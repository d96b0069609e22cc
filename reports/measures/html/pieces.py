"""Small pieces of pages about measures as HTML: status, deadlines, targets. Templates have a tag for each.

`lang` is the mark of our own words among texts of a city, "" on a German page. A piece that has nothing to say is "".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from monitoring.choices import SHOWN_WORDS, DeadlineState, look_key
from reports.texts.markup import NOTHING, escaped, joined, markup
from reports.texts.numbers import target_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from django.utils.functional import Promise

    from catalog.models import MovableDeadline
    from monitoring.models import IndicatorTarget, Milestone, MonitoredMeasure, StatusUpdate

ICON = '<svg class="icon" aria-hidden="true"><use href="#i-{}" /></svg>'
SHORT_STATES: dict[str, str | Promise] = {
    DeadlineState.GAP: pgettext_lazy("of a deadline", "passed"),
    DeadlineState.UNSTATED: pgettext_lazy("of a deadline", "passed"),
    DeadlineState.LATE: pgettext_lazy("of a measure", "late"),
}


def in_list(items: Iterable[str]) -> SafeString:
    """Returns a list of items; "" without any."""
    found = [escaped(item) for item in items]
    return SafeString(f"<ul><li>{'</li><li>'.join(found)}</li></ul>") if found else NOTHING


def day_of(day: date) -> str:
    return date_format(day, "d.m.Y")


def time_of(day: date) -> SafeString:
    """Returns a day for people and for machines."""
    return markup('<time datetime="{}">{}</time>', day.isoformat(), day_of(day))


def dated(wording: str, day: date | None) -> str:
    """Returns a wording with its day for machines, where it names one."""
    return markup('<time datetime="{}">{}</time>', day.isoformat(), wording) if day else wording


def badge(word: str, lang: str = "") -> SafeString:
    """Returns a status with its icon; `word` is a value of Status, UNSTATED, or "" before the first update."""
    look = look_key(word)
    return markup(f'<span class="status s-{{}}"{{}}>{ICON}{{}}</span>', look, lang, look, SHOWN_WORDS[word])


def draft(lang: str = "") -> SafeString:
    """Returns the mark of what strangers do not see."""
    return markup('<span class="draft"{}>{}</span>', lang, _("Draft"))


def older_status(measure: MonitoredMeasure, lang: str = "") -> SafeString:
    """Returns the day of a status that newer reports left open."""
    if not measure.has_older_status or measure.status_on is None:
        return NOTHING
    return markup('<span class="facts"{}>{}</span>', lang, _("as of %(day)s") % {"day": day_of(measure.status_on)})


def last_report(measure: MonitoredMeasure, lang: str = "") -> SafeString:
    """Returns the day of the last report, and whether that is too long ago."""
    if measure.reported_on is None:
        return NOTHING
    day = {"day": day_of(measure.reported_on)}
    if measure.is_silent:
        return markup('<span class="silent"{}>{}</span>', lang, _("no report since %(day)s") % day)
    return markup("<span{}>{}</span>", lang, _("as of %(day)s") % day)


def confirmation(update: StatusUpdate, lang: str = "") -> SafeString:
    """Returns which report an update says still to hold; nothing for one with a text of its own."""
    words = update.confirmation_words
    return markup('<p class="facts"{}>{}</p>', lang, words) if words else NOTHING


def late_or_passed(measure: MonitoredMeasure, lang: str = "") -> SafeString:
    """Returns "late for 5 years" or "deadline passed (for 5 years)" with its icon."""
    words = measure.deadline_words
    if not words:
        return NOTHING
    look = DeadlineState(measure.deadline_state).look
    return markup(f'<span class="{{}}"{{}}>{ICON}{{}}</span>', look, lang, look, words)


def deadline_in_short(measure: MonitoredMeasure, content_lang: str = "", lang: str = "") -> SafeString:
    """Returns what has become of the deadline of a measure, for a line of an overview."""
    state = measure.deadline_state
    if measure.has_passed:
        look = DeadlineState(state).look
        passed = f'<span class="{{}}"{{}}>{ICON}<span>{{}} {{}}</span></span>'
        return markup(passed, look, lang, look, SHORT_STATES[state], measure.passed_due)
    if measure.due:
        return markup("<span{}>{}</span>", content_lang, measure.due)
    if state == DeadlineState.NONE:
        return markup('<span class="silent"{}>{}</span>', lang, pgettext("deadline", "none named"))
    return NOTHING


def passed_target(measure: MonitoredMeasure, content_lang: str = "") -> SafeString:
    """Returns the words of a target that has passed before the deadline, or without one."""
    words = measure.passed_due
    if not words or words == measure.due:
        return NOTHING
    return markup('<span class="facts">{} <span{}>{}</span></span>', _("Passed:"), content_lang, words)


def moved(deadline: MovableDeadline) -> str:
    """Returns the first wording of a deadline that was moved and why, in brackets."""
    words = {"due": deadline.original_due, "reason": deadline.change_reason}
    return (_("(originally %(due)s; %(reason)s)") if words["reason"] else _("(originally %(due)s)")) % words


def open_milestone(milestone: Milestone, day: date | None, lang: str = "") -> SafeString:
    """Returns for how long a milestone has been open that `is_passed()`; `day` is None for today."""
    words = _("milestone open %(delay)s") % {"delay": milestone.open_for(day)}
    return markup(f'<span class="gap"{{}}>{ICON}{{}}</span>', lang, "gap", words)


def milestone_line(milestone: Milestone, day: date | None, lang: str = "", *, for_machines: bool = True) -> SafeString:
    """Returns a milestone with its deadline and what has become of it.

    A cell of a table leaves the day for machines to the downloads.
    """
    due = dated(milestone.due, milestone.due_on if for_machines else None)
    when = markup("{}:", joined([due, moved(milestone) if milestone.is_moved else ""], " ")) if due else ""
    if milestone.done_on:
        became = f"– {milestone.done_phrase}"
    else:
        became = open_milestone(milestone, day, lang) if milestone.is_passed(day) else ""
    return joined([when, milestone.title, became])


def target_line(target: IndicatorTarget, unit: str, *, for_machines: bool = True) -> SafeString:
    """Returns a target with its figure in bold and the day it is due."""
    due_on = target.due_on if for_machines else None
    return _target_line(target.value, unit, target.statement, target.due, due_on, get_language())


@lru_cache(maxsize=4096)
def _target_line(
    value: Decimal | None, unit: str, statement: str, due: str, due_on: date | None, _language: str | None
) -> SafeString:
    """Every status table in full has some for each measure, and few of them change from one rendering to the next."""
    words = target_words(value, unit, statement)
    bold = markup("<b>{}</b>", words.figure) if words.figure else ""
    said = joined([words.before, bold, words.after], "")
    return joined([said, markup("({})", dated(due, due_on)) if due else ""])
