"""The ways to look at a report, on top of each of them."""

from django import template
from django.template import Context

from monitoring.models import Indicator

register = template.Library()


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
