"""How to follow what a page is about."""

from django import template
from django.template import Context

from catalog.querysets import sees_drafts
from reports.scope import Followed, Scope

register = template.Library()


@register.inclusion_tag("partials/_feed_link.html", takes_context=True)
def feed_link(context: Context, followed: Followed) -> dict[str, object]:
    """For the head of a page."""
    return {"scope": scope_for_strangers(context, followed)}


@register.inclusion_tag("partials/_follow.html", takes_context=True)
def follow(context: Context, followed: Followed) -> dict[str, object]:
    """For the foot of a page."""
    return {"scope": scope_for_strangers(context, followed)}


def scope_for_strangers(context: Context, followed: Followed) -> Scope | None:
    """None for what only planners see: nobody can follow a draft."""
    scope = Scope(followed)
    return scope if not sees_drafts(context["user"]) or scope.is_public else None
