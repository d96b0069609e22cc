"""The status of a measure as word, icon and colour."""

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.models import Status
from reports.plain_language import SENTENCES

register = template.Library()

LABELS: dict[str, str | Promise] = {"": _("no report yet"), **{status.value: status.label for status in Status}}


@register.inclusion_tag("partials/_status.html", takes_context=True)
def status_badge(context: Context, word: str) -> dict[str, object]:
    """`word` is a value of Status, or "" where nothing has been reported yet."""
    return {"name": word or "none", "label": LABELS[word], "page_lang": context.get("page_lang", "")}


@register.filter
def in_plain_language(word: str) -> str | Promise:
    """What a status word says in a short sentence."""
    return SENTENCES[word]
