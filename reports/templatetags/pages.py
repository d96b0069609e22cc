"""Tags for every page: icons, feed, subscription, short address, open tasks."""

import re
from functools import cache
from typing import Any

from django import template
from django.template import Context, Engine
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

from catalog.models import User
from monitoring.agenda import Task
from reports.addresses.short import qr_code_on_paper, short_address
from reports.council import agenda
from reports.subscriptions.topic import Followed, Topic

register = template.Library()

DRAWING = re.compile(r'<(symbol|pattern) id="([ip]-\w+)".*?</\1>\s*', re.DOTALL)
ICON_IN_USE = re.compile(r'href="#(i-\w+)"')
FILL_IN_USE = re.compile(r'class="f-(\w+)"')


@register.tag
def with_icons(parser: Parser, token: Token) -> "WithIcons":
    """Returns the node of `{% with_icons %}…{% endwith_icons %}`."""
    found = parser.parse(["endwith_icons"])
    parser.delete_first_token()
    return WithIcons(found)


class WithIcons(template.Node):
    """A piece of a page, below the drawings of the icons and patterns that it uses, and of no others."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        piece = self.nodelist.render(context)
        used = {*ICON_IN_USE.findall(piece), *(f"p-{look}" for look in FILL_IN_USE.findall(piece))}
        drawn = "".join(drawing for name, drawing in drawings() if not name or name in used)
        return mark_safe(drawn + piece)  # noqa: S308 - both are rendered by templates


@cache
def drawings() -> list[tuple[str, str]]:
    """Returns all drawings in their order, each with its name, and what stands around them, with the name ""."""
    sprite = Engine.get_default().get_template("partials/_icons.html").render(Context())
    found, end = [], 0
    for drawing in DRAWING.finditer(sprite):
        found += [("", sprite[end : drawing.start()]), (drawing[2], drawing[0])]
        end = drawing.end()
    return [*found, ("", sprite[end:])]


@register.inclusion_tag("partials/_feed_link.html", takes_context=True)
def feed_link(context: Context, followed: Followed) -> dict[str, object]:
    """Returns the context of the feed in the head of a page."""
    return {"topic": topic_for_strangers(context, followed)}


@register.inclusion_tag("partials/_follow.html", takes_context=True)
def follow(context: Context, followed: Followed) -> dict[str, object]:
    """Returns the context of the links in the foot of a page."""
    return {"topic": topic_for_strangers(context, followed)}


def topic_for_strangers(context: Context, followed: Followed) -> Topic | None:
    """Returns the topic; None for what is not public: nobody can follow a draft. Asked once for a page."""
    topic = Topic(followed)
    if context["user"].is_anonymous:
        return topic
    known: Any = context.render_context
    if topic not in known:
        known[topic] = topic.is_public
    return topic if known[topic] else None


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
