"""Tags for measures and reports: status, course, sorting, and links to the views of a report."""

from datetime import date

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from catalog.choices import TableView
from catalog.models import Measure, MovableDeadline, Section
from monitoring.choices import SHOWN_WORDS, Course, DeadlineState, look_key
from monitoring.models import IndicatorTarget, Milestone, MonitoredMeasure
from reports.addresses.query_string import Address
from reports.charts import schedule_html
from reports.charts.schedule import ScheduleDate, ScheduleRow
from reports.indicators.followed import number_of_indicators
from reports.measures.days import AS_OF
from reports.measures.html import choices, pieces, rows, sections
from reports.measures.html.surroundings import Surroundings
from reports.measures.table.chosen_view import ChosenView
from reports.measures.table.pages import near
from reports.texts.numbers import TargetWords, costs_words, target_words
from reports.texts.plain_language import SENTENCES

register = template.Library()

register.filter("costs", costs_words)
register.filter("look", look_key)
register.filter("dated", pieces.dated)


@register.filter
def words_with(target: IndicatorTarget, unit: str) -> TargetWords:
    return target_words(target.value, unit, target.statement)


def mark_of(context: Context, name: str) -> str:
    """Returns a mark of a language; "" where a page has none, such as in a mail."""
    mark: str = context.get(name) or ""
    return mark


@register.simple_tag(takes_context=True)
def place_in_table(context: Context, one: Section | Measure, query: str = "") -> str:
    """Returns where a section or measure stands in the table of the report that a page is about, with a query string.

    Needs `is_long` of the page: whether that table has several pages.
    """
    path, anchor = (one.path, one.anchor) if isinstance(one, Measure) else (one.slug, one.slug)
    further = near(path) if context["is_long"] else ""
    queries = "&".join(filter(None, (query.removeprefix("?"), further)))
    return f"{context['report'].get_absolute_url()}{'?' if queries else ''}{queries}#{anchor}"


@register.simple_tag(takes_context=True)
def status_badge(context: Context, word: str) -> SafeString:
    """Returns a badge; `word` is a value of Status, UNSTATED, or "" before the first update."""
    return pieces.badge(word, mark_of(context, "page_lang"))


@register.simple_tag(takes_context=True)
def older_status(context: Context, measure: MonitoredMeasure) -> SafeString:
    return pieces.older_status(measure, mark_of(context, "page_lang"))


@register.simple_tag(takes_context=True)
def last_report(context: Context, measure: MonitoredMeasure) -> SafeString:
    return pieces.last_report(measure, mark_of(context, "page_lang"))


@register.simple_tag(takes_context=True)
def late_or_passed(context: Context, measure: MonitoredMeasure) -> SafeString:
    return pieces.late_or_passed(measure, mark_of(context, "page_lang"))


@register.simple_tag(takes_context=True)
def deadline_in_short(context: Context, measure: MonitoredMeasure) -> SafeString:
    return pieces.deadline_in_short(measure, mark_of(context, "content_lang"), mark_of(context, "page_lang"))


@register.simple_tag(takes_context=True)
def passed_target(context: Context, measure: MonitoredMeasure) -> SafeString:
    return pieces.passed_target(measure, mark_of(context, "content_lang"))


@register.simple_tag(takes_context=True)
def milestone_line(context: Context, milestone: Milestone) -> SafeString:
    """Returns a milestone as of the day that the page is about, today where it is about no other day."""
    return pieces.milestone_line(milestone, context.get("as_of") or None, mark_of(context, "page_lang"))


@register.simple_tag
def open_milestone(milestone: Milestone, day: date | None, lang: str) -> SafeString:
    return pieces.open_milestone(milestone, day, lang)


@register.simple_tag
def target_line(target: IndicatorTarget, unit: str) -> SafeString:
    return pieces.target_line(target, unit)


@register.simple_tag
def moved(deadline: MovableDeadline) -> str:
    return pieces.moved(deadline)


@register.simple_tag
def sorting_heading(page: Surroundings, words: str, sorting: str, css_class: str) -> SafeString:
    return page.heading(words, sorting, css_class)


register.simple_tag(choices.choices_of)
register.simple_tag(choices.boxes)
register.simple_tag(choices.days_of)
register.simple_tag(choices.sortings_of)
register.simple_tag(sections.full_rows)
register.simple_tag(sections.themes_line)
register.simple_tag(rows.overview_row)
register.simple_tag(rows.list_row)


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
    return {"course": course, "icon": ICONS[course], "page_lang": mark_of(context, "page_lang")}


@register.filter
def in_plain_language(word: str) -> str | Promise:
    """Returns the meaning of a status word in a short sentence."""
    return SENTENCES[word]


@register.inclusion_tag("partials/_report_views.html", takes_context=True)
def report_views(context: Context, here: str) -> dict[str, object]:
    """Returns the views of a report; `here` is the name of the present URL.

    Needs one query, as only a report with indicators has their page.
    """
    report = context["report"]
    reading = context.get("reading")
    state = reading.as_of if reading else context.get("state")
    kept = ((AS_OF, state.word),) if state and state.is_past else ()
    address = reading.address if reading else Address(report.get_absolute_url(), kept)
    return {
        "state": state,
        "here": here,
        "in_full": ChosenView.address_of(address, TableView.FULL),
        "as_overview": ChosenView.address_of(address, TableView.OVERVIEW),
        "report": report,
        "municipality": context["municipality"],
        "number_of_indicators": number_of_indicators(report, context["user"]),
    }


@register.simple_tag(takes_context=True)
def schedule_rows(context: Context, rows: list[ScheduleRow]) -> SafeString:
    return schedule_html.schedule_rows(rows, marks_of(context))


@register.simple_tag(takes_context=True)
def named_dates(context: Context, dates: list[ScheduleDate]) -> SafeString:
    return schedule_html.named_dates(dates, marks_of(context))


def marks_of(context: Context) -> schedule_html.Marks:
    content, page = (SafeString(mark_of(context, name)) for name in ("content_lang", "page_lang"))
    return schedule_html.Marks(content, page)


@register.filter
def deadline_look(state: str) -> str:
    """Returns how the state of a deadline is drawn, as the names of icons and classes have it."""
    return DeadlineState(state).look


@register.filter
def deadline_label(state: str) -> str | Promise:
    return DeadlineState(state).label if state else ""
