"""Tags for every page: feed, subscription, short address, open tasks."""

from django import template
from django.template import Context

from catalog.models import User
from monitoring.agenda import Task
from reports.addresses.short import qr_code_on_paper, short_address
from reports.council import agenda
from reports.subscriptions.topic import Followed, Topic

register = template.Library()


@register.inclusion_tag("partials/_feed_link.html", takes_context=True)
def feed_link(context: Context, followed: Followed) -> dict[str, object]:
    """Returns the context of the feed in the head of a page."""
    return {"topic": topic_for_strangers(context, followed)}


@register.inclusion_tag("partials/_follow.html", takes_context=True)
def follow(context: Context, followed: Followed) -> dict[str, object]:
    """Returns the context of the links in the foot of a page."""
    return {"topic": topic_for_strangers(context, followed)}


def topic_for_strangers(context: Context, followed: Followed) -> Topic | None:
    """Returns the topic; None for what is not public: nobody can follow a draft."""
    topic = Topic(followed)
    return topic if context["user"].is_anonymous or topic.is_public else None


# The possible subjects of a page, the most special first.
SUBJECTS = ("measure", "office", "report", "municipality")


@register.inclusion_tag("partials/_take_along.html", takes_context=True)
def take_along(context: Context) -> dict[str, object]:
    """Returns short address and QR code of exactly this view, whatever the page is about."""
    address = short_address(context["request"], [context[name] for name in SUBJECTS if context.get(name)])
    return {"address": address, "qr_code": qr_code_on_paper(address)}


@register.simple_tag
def paper_tasks(user: User) -> list[Task]:
    return agenda.tasks(user)
