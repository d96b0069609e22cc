"""Digests: at most one mail a day with the news for a subscriber.

Nothing is sent twice: the news in a mail are written down, and committed, before the mail leaves. Should the program be
killed just then, that mail is lost rather than repeated; its news stand in the feeds and on the pages. Only where the
mail server says that it has refused a mail is the note removed, and the news are sent with the next run.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import ngettext

from catalog.choices import MailKind, MailState
from catalog.mails.sending import Occasion, deliver, write_down, write_result
from catalog.permissions.scope import STRANGER
from catalog.texts.plain_text import one_line, shortened
from reports.changes.news import News, keys_by_day, keys_within, load, still_public
from reports.models import Subscriber, Subscription, ToldNews
from reports.models.following import SCOPES
from reports.subscriptions.mails import link_to_unsubscribe, mail
from reports.subscriptions.topic import Topic

if TYPE_CHECKING:
    from catalog.models import Report

MOST_TOLD = 50  # news in one mail; the mail only counts the rest
LONGEST_TEXT = 600
MOST_HELD = 200_000  # keys of news
FEW_KEYS = 500  # so many are asked for one by one
WAYS = {
    "municipality": "measure__report__municipality",
    "report": "measure__report",
    "office": "measure__responsibilities__office",
}
AT_ONCE = 100  # subscribers whose topics are looked at together


class Outcome(Enum):
    SENT = auto()
    NOTHING_NEW = auto()
    REFUSED = auto()
    UNCERTAIN = auto()


OUTCOMES = {
    MailState.SENT: Outcome.SENT,
    MailState.UNCERTAIN: Outcome.UNCERTAIN,
    MailState.REFUSED: Outcome.REFUSED,
    MailState.UNREACHED: Outcome.REFUSED,
}


class KnownNews:
    """The public news of what is followed: each topic is looked at once in a run, however many follow it.

    Holds little more than MOST_HELD keys, and begins anew beyond.
    """

    def __init__(self) -> None:
        self._of_topic: dict[tuple[str, int], dict[str, date] | None] = {}
        self._held = 0

    def look_at(self, subscriptions: Iterable[Subscription]) -> None:
        """Looks at all that these subscriptions follow, with a few queries for each kind of topic."""
        if self._held > MOST_HELD:
            self._of_topic, self._held = {}, 0
        unknown: dict[str, set[int]] = defaultdict(set)
        for subscription in subscriptions:
            scope, key = topic_of(subscription)
            if (scope, key) not in self._of_topic and scope in WAYS:
                unknown[scope].add(key)
        for scope, keys in unknown.items():
            topics: Any = Subscription._meta.get_field(scope).related_model
            public = set(topics.objects.visible_to(STRANGER).filter(pk__in=keys).values_list("pk", flat=True))
            self._keep(scope, {**dict.fromkeys(keys), **keys_within(WAYS[scope], public)})

    def of(self, subscription: Subscription) -> dict[str, date] | None:
        """Returns the keys with their days; None of what a stranger may not see."""
        scope, key = topic_of(subscription)
        if (scope, key) not in self._of_topic:
            topic = Topic(subscription.followed)
            self._keep(scope, {key: keys_by_day(topic.within("measure__")) if topic.is_public else None})
        return self._of_topic[scope, key]

    def _keep(self, scope: str, found: Mapping[int, dict[str, date] | None]) -> None:
        for key, news in found.items():
            self._of_topic[scope, key] = news
            self._held += len(news or ())


def topic_of(subscription: Subscription) -> tuple[str, int]:
    """Returns the kind of what is followed, and its id."""
    return next((scope, key) for scope in SCOPES if (key := getattr(subscription, f"{scope}_id")))


@dataclass(frozen=True, slots=True)
class Digest:
    """The public news on a subscriber's subscriptions that were not mailed yet, the newest first."""

    subscriber: Subscriber
    followed: list[Subscription]
    keys: list[str]

    @classmethod
    def of(cls, subscriber: Subscriber, known: KnownNews) -> "Digest":
        confirmed = subscriber.subscriptions.confirmed()
        days: dict[str, date] = {}
        for subscription in confirmed:
            days |= known.of(subscription) or {}
        told = subscriber.told_news.all() if len(days) > FEW_KEYS else subscriber.told_news.filter(key__in=days)
        new = still_public(days.keys() - set(told.values_list("key", flat=True)))
        followed = [one for one in confirmed.with_followed() if known.of(one) is not None] if new else []
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


def in_portions(keys: list[int], known: KnownNews) -> Iterator[int]:
    """Yields the ids of subscribers, once their topics have been looked at."""
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        known.look_at(Subscription.objects.confirmed().filter(subscriber__in=some))
        yield from some


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
        entry = write_down(message, Occasion(kind=MailKind.DIGEST, is_private=True))
        connection.open()
    delivery = deliver(message, connection)
    with transaction.atomic():
        write_result(entry, delivery)
        if delivery.has_failed:
            digest.take_back(before)
    return OUTCOMES[delivery.state]
