"""The tag for the link from a page to the chapter of the handbook that explains it."""

from typing import Any

from django import template

from measures_tracker.handbook.pages import help_url_for

register = template.Library()


@register.simple_tag(takes_context=True)
def help_url(context: dict[str, Any]) -> str:
    """Returns the address of the chapter about the page that is shown, or that of the contents."""
    match = getattr(context.get("request"), "resolver_match", None)
    return help_url_for(match.view_name if match else "")
