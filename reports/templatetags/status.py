"""The status of a measure and the course of an indicator as word, icon and colour."""

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.choices import Course, Status
from reports.texts.plain_language import SENTENCES

register = template.Library()

LABELS: dict[str, str | Promise] = {"": _("no report yet"), **{status.value: status.label for status in Status}}


@register.inclusion_tag("partials/_status.html", takes_context=True)
def status_badge(context: Context, word: str) -> dict[str, object]:
    """`word` is a value of Status, or "" where nothing has been reported yet."""
    return {"name": word or "none", "label": LABELS[word], "page_lang": context.get("page_lang", "")}


@register.inclusion_tag("partials/_status_icon.html")
def status_icon(word: str) -> dict[str, object]:
    """Where there is no room for the word, the icon says it when pointed at or read aloud."""
    return {"name": word or "none", "label": LABELS[word]}


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


@register.filter
def in_plain_language(word: str) -> str | Promise:
    """What a status word says in a short sentence."""
    return SENTENCES[word]
