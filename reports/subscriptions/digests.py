"""Digests: at most one mail a day with the news for a subscriber.

Nothing is sent twice: the news in a mail are written down, and committed, before the mail leaves. Should the program be
killed just then, that mail is lost rather than repeated; its news stand in the feeds and on the pages. Only where the
mail server says that it has refused a mail is the note removed, and the news are sent with the next run.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import ngettext

from catalog.texts.plain_text import one_line, shortened
from reports.changes.news import News, keys_by_day, load, still_public
from reports.models import Subscriber, Subscription, ToldNews
from reports.subscriptions.mails import link_to_unsubscribe, mail
from reports.subscriptions.topic import Topic

if TYPE_CHECKING:
    from catalog.models import Report

MOST_TOLD = 50  # news in one mail; the mail only counts the rest
LONGEST_TEXT = 600
MOST_HELD = 200_000  # keys of news
FEW_KEYS = 500  # so many are asked for one by one


class Outcome(Enum):
    SENT = auto()
    NOTHING_NEW = auto()
    REFUSED = auto()
    UNCERTAIN = auto()


class KnownNews:
    """The public news of what is followed: each topic is looked at once in a run, however many follow it.

    Holds MOST_HELD keys at most, and begins anew beyond.
    """

    def __init__(self) -> None:
        self._of_topic: dict[tuple[str, int], dict[str, date] | None] = {}
        self._held = 0

    def of(self, subscription: Subscription) -> dict[str, date] | None:
        """Returns the keys with their days; None of what a stranger may not see."""
        followed = subscription.followed
        name = (followed._meta.label, followed.pk)
        if name not in self._of_topic:
            topic = Topic(followed)
            found = keys_by_day(topic.within("measure__")) if topic.is_public else None
            if self._held > MOST_HELD:
                self._of_topic, self._held = {}, 0
            self._of_topic[name] = found
            self._held += len(found or ())
        return self._of_topic[name]


@dataclass(frozen=True, slots=True)
class Digest:
    """The public news on a subscriber's subscriptions that were not mailed yet, the newest first."""

    subscriber: Subscriber
    followed: list[Subscription]
    keys: list[str]

    @classmethod
    def of(cls, subscriber: Subscriber, known: KnownNews) -> "Digest":
        found = [(one, known.of(one)) for one in subscriber.subscriptions.confirmed().with_followed()]
        days: dict[str, date] = {}
        for _subscription, news in found:
            days |= news or {}
        told = subscriber.told_news.all() if len(days) > FEW_KEYS else subscriber.told_news.filter(key__in=days)
        new = still_public(days.keys() - set(told.values_list("key", flat=True)))
        followed = [subscription for subscription, news in found if news is not None]
        return cls(subscriber, followed, sorted(new, key=lambda key: (days[key], key), reverse=True))

    def note(self, today: date) -> None:
        """Writes down that the news are mailed; two mails about the same news would break a constraint."""
        ToldNews.objects.bulk_create(ToldNews(subscriber=self.subscriber, key=key, told_on=today) for key in self.keys)
        Subscriber.objects.filter(pk=self.subscriber.pk).update(last_digest_on=today)

    @transaction.atomic
    def take_back(self, last_digest_on: date | None) -> None:
        self.subscriber.told_news.filter(key__in=self.keys).delete()
        Subscriber.objects.filter(pk=self.subscriber.pk).update(last_digest_on=last_digest_on)

    def message(self, site: str) -> EmailMessage:
        with translation.override(self.subscriber.language):
            news = load(self.keys[:MOST_TOLD])
            number = len(self.keys)
            subject = ngettext("%(number)d news on measures", "%(number)d news on measures", number)
            unsubscribe_url = link_to_unsubscribe(self.subscriber, site)
            context = {
                "site": site,
                "groups": by_report(news, site),
                "left_out": number - len(news),
                "followed": [
                    (one_line(Topic(subscription.followed).title), link_to_unsubscribe(subscription, site))
                    for subscription in self.followed
                ],
                "unsubscribe_url": unsubscribe_url,
            }
            text = "subscriptions/mail/digest.txt"
            return mail(self.subscriber, subject % {"number": number}, text, context, unsubscribe_url)


def by_report(news: list[News], site: str) -> list[tuple[str, list[dict[str, str]]]]:
    """Returns the reports in the order of their newest news, each with its own."""
    groups: dict[Report, list[dict[str, str]]] = {}
    for item in news:
        told = {
            "headline": item.headline,
            "facts": f"{item.day:%d.%m.%Y}, {item.by}",
            "text": shortened(item.text, LONGEST_TEXT),
            "url": site + item.page,
        }
        groups.setdefault(item.measure.report, []).append(told)
    return [(one_line(report.full_title), told) for report, told in groups.items()]


def waiting(today: date) -> list[int]:
    """Returns subscribers with a confirmed subscription and no mail today."""
    confirmed = Subscription.objects.confirmed().values("subscriber")
    due = Subscriber.objects.filter(pk__in=confirmed).exclude(last_digest_on=today).order_by("pk")
    return list(due.values_list("pk", flat=True))


def send_digest(pk: int, site: str, connection: BaseEmailBackend, known: KnownNews) -> Outcome:
    """Sends a digest. Raises OSError where the mail server cannot be reached; nothing is noted then.

    Two runs at once wait for each other at the subscriber's row, and the second finds today's mail sent.
    """
    today = timezone.localdate()
    with transaction.atomic():
        due = Subscriber.objects.filter(pk=pk).exclude(last_digest_on=today)
        subscriber = due.select_for_update(no_key=True).first()
        digest = Digest.of(subscriber, known) if subscriber else None
        if subscriber is None or digest is None or not digest.keys:
            return Outcome.NOTHING_NEW
        message = digest.message(site)
        before = subscriber.last_digest_on
        digest.note(today)
        connection.open()
    try:
        connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException):
        digest.take_back(before)
        return Outcome.REFUSED
    except OSError:  # the connection broke: nobody knows whether the mail has arrived
        return Outcome.UNCERTAIN
    finally:
        connection.close()
    return Outcome.SENT
