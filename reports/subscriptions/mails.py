"""Mails to subscribers: plain text in their language, each with a link to unsubscribe."""

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.mails.messages import headers, one_line_subject
from catalog.texts.plain_text import one_line
from reports.models import Subscriber, Subscription
from reports.subscriptions.tokens import to_confirm, to_unsubscribe
from reports.subscriptions.topic import Topic


def confirmation_mail(subscription: Subscription, site: str) -> EmailMessage:
    """Returns a mail that asks for confirmation, or says that the address has confirmed before."""
    title = one_line(Topic(subscription.followed).title)
    unsubscribe_url = link_to_unsubscribe(subscription, site)
    if subscription.is_confirmed:
        subject, template = _("You already follow: %(title)s"), "subscriptions/mail/already.txt"
    else:
        subject, template = _("Please confirm: %(title)s"), "subscriptions/mail/confirm.txt"
    context = {
        "title": title,
        "site": site,
        "confirm_url": site + reverse("confirm-subscription", args=[to_confirm(subscription)]),
        "unsubscribe_url": unsubscribe_url,
    }
    return mail(subscription.subscriber, subject % {"title": title}, template, context, unsubscribe_url)


def link_to_unsubscribe(row: Subscription | Subscriber, site: str) -> str:
    name = "unsubscribe" if isinstance(row, Subscription) else "unsubscribe-from-all"
    return site + reverse(name, args=[to_unsubscribe(row)])


def mail(
    subscriber: Subscriber, subject: str, template: str, context: dict[str, Any], unsubscribe_url: str
) -> EmailMessage:
    """Returns a mail whose headers let mail programs offer a button to unsubscribe (RFC 8058)."""
    return EmailMessage(
        one_line_subject(subject),
        render_to_string(template, context).strip() + "\n",
        to=[subscriber.email],
        headers=headers(unsubscribe_url),
    )
