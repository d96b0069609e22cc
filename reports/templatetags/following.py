"""How to follow what a page is about."""

from django import template
from django.template import Context

from reports.subscriptions.topic import Followed, Topic

register = template.Library()


@register.inclusion_tag("partials/_feed_link.html", takes_context=True)
def feed_link(context: Context, followed: Followed) -> dict[str, object]:
    """For the head of a page."""
    return {"topic": topic_for_strangers(context, followed)}


@register.inclusion_tag("partials/_follow.html", takes_context=True)
def follow(context: Context, followed: Followed) -> dict[str, object]:
    """For the foot of a page."""
    return {"topic": topic_for_strangers(context, followed)}


def topic_for_strangers(context: Context, followed: Followed) -> Topic | None:
    """None for what is not public: nobody can follow a draft."""
    topic = Topic(followed)
    return topic if context["user"].is_anonymous or topic.is_public else None
