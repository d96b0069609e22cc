"""What a reader does to follow by e-mail."""

import re

from django.core.mail import EmailMessage
from django.test import Client

from catalog.models import Measure, Municipality, Office, Report
from reports.models import Subscription
from reports.subscriptions.topic import Topic

ADDRESS = "kim@example.org"
LINKS = {"confirm": "bestaetigen", "unsubscribe": "abbestellen", "unsubscribe from all": "alles-abbestellen"}


def ask(client: Client, followed: Municipality | Report | Office | Measure, email: str = ADDRESS) -> str:
    """Fill in the form; the text of the page that answers."""
    response = client.post(Topic(followed).subscribing, {"email": email}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def link(message: EmailMessage, kind: str) -> str:
    """The path of the first link of that kind in a mail."""
    found = re.search(rf"^.*?https?://[^/\s]+(\S*/abonnement/{LINKS[kind]}/\S+)$", str(message.body), re.MULTILINE)
    assert found, f"no link to {kind} in:\n{message.body}"
    return found[1]


def follow(
    client: Client,
    mailoutbox: list[EmailMessage],
    followed: Municipality | Report | Office | Measure,
    email: str = ADDRESS,
) -> Subscription:
    """Ask, confirm from the mail, and throw the mail away."""
    ask(client, followed, email)
    response = client.post(link(mailoutbox[-1], "confirm"))
    assert response.status_code == 302
    mailoutbox.clear()
    return Subscription.objects.with_followed().confirmed().latest("confirmed_at", "pk")
