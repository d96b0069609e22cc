"""Tags for measures and reports: status, course, sorting, and links to the views of a report."""

import re
from datetime import date

from django import template
from django.template import Context, Engine
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from catalog.choices import TableView
from monitoring.choices import SHOWN_WORDS, Course, DeadlineState, look_key
from monitoring.models import Indicator, IndicatorTarget, Milestone
from reports.addresses.query_string import Address
from reports.measures.list_query import ListQuery
from reports.measures.sorting import Sorting
from reports.measures.status_table import TableCell
from reports.measures.views_of_table import ChosenView
from reports.texts.hyphenation import hyphenated_html
from reports.texts.numbers import TargetWords, costs_words, target_words
from reports.texts.plain_language import SENTENCES

register = template.Library()

INDENTED = re.compile(r"\s*\n\s*")
register.filter("costs", costs_words)
register.filter("look", look_key)

SHORT_STATES: dict[str, str | Promise] = {
    DeadlineState.GAP: pgettext_lazy("of a deadline", "passed"),
    DeadlineState.UNSTATED: pgettext_lazy("of a deadline", "passed"),
    DeadlineState.LATE: pgettext_lazy("of a measure", "late"),
}


@register.filter
def words_with(target: IndicatorTarget, unit: str) -> TargetWords:
    return target_words(target.value, unit, target.statement)


@register.inclusion_tag("status/_badge.html", takes_context=True)
def status_badge(context: Context, word: str) -> dict[str, object]:
    """Returns the context of a badge; `word` is a value of Status, UNSTATED, or "" before the first update."""
    return {"look": look_key(word), "label": SHOWN_WORDS[word], "page_lang": context.get("page_lang", "")}


@register.inclusion_tag("status/_icon.html")
def status_icon(word: str) -> dict[str, object]:
    """Returns the context of an icon with the word as its title, where there is no room for the word."""
    return {"look": look_key(word), "label": SHOWN_WORDS[word]}


ICONS = {
    Course.MET: "done",
    Course.ON_COURSE: "on_course",
    Course.OFF_COURSE: "late",
    Course.UNCLEAR: "not_started",
    Course.NO_VALUE: "none",
}


@register.inclusion_tag("indicators/_course.html", takes_context=True)
def course_badge(context: Context, course: Course) -> dict[str, object]:
    return {"course": course, "icon": ICONS[course], "page_lang": context.get("page_lang", "")}


@register.simple_tag(takes_context=True)
def cell_content(context: Context, cell: TableCell) -> SafeString:
    """Returns what stands in a cell, without white space around it: narrow screens hide a cell that is `:empty`.

    Lines are not indented either, nor ended before the end of an item, as cells are most of a page.
    """
    template = Engine.get_default().get_template(cell.column.template)
    with context.push(measure=cell.measure, is_cell=True):
        content = INDENTED.sub("\n", template.render(context)).replace("\n</li>", "</li>").strip()
        return hyphenated_html(mark_safe(content))  # noqa: S308 - escaped by the template


@register.filter
def in_plain_language(word: str) -> str | Promise:
    """Returns the meaning of a status word in a short sentence."""
    return SENTENCES[word]


@register.filter
def sorted_by(reading: ListQuery, word: str) -> Address:
    """Returns the address that a heading links to."""
    return reading.sorted_by(word)


@register.filter
def aria_sort(sorting: Sorting, word: str) -> str:
    return format_html(' aria-sort="{}"', sorting.aria) if word and sorting.word == word else SafeString()


@register.filter
def arrow(sorting: Sorting, word: str) -> str:
    if sorting.word != word:
        return SafeString()
    return format_html('<span aria-hidden="true"> {}</span>', "▼" if sorting.descending else "▲")


@register.inclusion_tag("partials/_report_views.html", takes_context=True)
def report_views(context: Context, here: str) -> dict[str, object]:
    """Returns the views of a report; `here` is the name of the present URL.

    Needs one query, as only a report with indicators has their page.
    """
    report = context["report"]
    reading = context.get("reading")
    address = reading.address if reading else Address(report.get_absolute_url())
    return {
        "here": here,
        "in_full": ChosenView.address_of(address, TableView.FULL),
        "as_overview": ChosenView.address_of(address, TableView.OVERVIEW),
        "report": report,
        "municipality": context["municipality"],
        "number_of_indicators": Indicator.objects.visible_to(context["user"]).filter(measure__report=report).count(),
    }


@register.filter
def dated(wording: str, day: date | None) -> str:
    """Returns a wording with its day for machines, where it names one."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), wording) if day else wording


@register.filter
def is_passed_on(milestone: Milestone, day: date | None) -> bool:
    """Tells whether a milestone is open beyond its day; as of today where the page is about no other day."""
    return milestone.is_passed(day or None)


@register.filter
def open_for_on(milestone: Milestone, day: date | None) -> str:
    """Returns "for 5 years", as of today where the page is about no other day."""
    return milestone.open_for(day or None)


@register.filter
def deadline_short(state: str) -> str | Promise:
    """Returns what a narrow column says before the day: "passed 31.08.2022"."""
    return SHORT_STATES[state]


@register.filter
def deadline_look(state: str) -> str:
    """Returns how the state of a deadline is drawn, as the names of icons and classes have it."""
    return DeadlineState(state).look


@register.filter
def deadline_label(state: str) -> str | Promise:
    return DeadlineState(state).label if state else ""
