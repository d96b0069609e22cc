"""How measures and reports are shown: status, course, sorting, the ways to look at a report."""

from datetime import date

from django import template
from django.template import Context, Engine
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from monitoring.choices import UNSTATED, UNSTATED_LABEL, Course, DeadlineState, Status
from monitoring.models import Indicator, Milestone
from reports.addresses.query_string import Address
from reports.measures.list_query import ListQuery
from reports.measures.sorting import Sorting
from reports.measures.status_table import TableCell
from reports.texts.plain_language import SENTENCES

register = template.Library()

LABELS: dict[str, str | Promise] = {"": _("no report yet"), UNSTATED: UNSTATED_LABEL}
LABELS |= {status.value: status.label for status in Status}


@register.inclusion_tag("partials/_status.html", takes_context=True)
def status_badge(context: Context, word: str) -> dict[str, object]:
    """`word` is a value of Status, UNSTATED, or "" where nothing has been reported yet."""
    return {
        "name": word if word in Status.values else "none",
        "label": LABELS[word],
        "page_lang": context.get("page_lang", ""),
    }


@register.inclusion_tag("partials/_status_icon.html")
def status_icon(word: str) -> dict[str, object]:
    """Where there is no room for the word, the icon says it when pointed at or read aloud."""
    return {"name": word if word in Status.values else "none", "label": LABELS[word]}


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
    """Returns what stands in a cell, without white space around it: narrow screens hide a cell that is `:empty`."""
    template = Engine.get_default().get_template(cell.column.template)
    with context.push(measure=cell.measure):
        return mark_safe(template.render(context).strip())  # noqa: S308 - escaped by the template


@register.filter
def in_plain_language(word: str) -> str | Promise:
    """What a status word says in a short sentence."""
    return SENTENCES[word]


@register.filter
def sorted_by(reading: ListQuery, word: str) -> Address:
    """Where a click on a heading leads."""
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
    """`here` is the name of the URL that is shown; one query, as only a report with indicators shows any."""
    report = context["report"]
    return {
        "here": here,
        "report": report,
        "municipality": context["municipality"],
        "number_of_indicators": Indicator.objects.visible_to(context["user"]).filter(measure__report=report).count(),
    }


@register.filter
def dated(wording: str, day: date | None) -> str:
    """A wording with its day for machines, where it names one."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), wording) if day else wording


@register.filter
def is_passed_on(milestone: Milestone, day: date | None) -> bool:
    """As of today where the page is about no other day."""
    return milestone.is_passed(day or None)


@register.filter
def open_for_on(milestone: Milestone, day: date | None) -> str:
    """ "for 5 years", as of today where the page is about no other day."""
    return milestone.open_for(day or None)


@register.filter
def deadline_label(state: str) -> str | Promise:
    return DeadlineState(state).label if state else ""
