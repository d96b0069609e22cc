"""What is new for subscribers, looked up for a hundred of them together."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS

from catalog.permissions.scope import STRANGER
from catalog.revisions.stamps import EVERYWHERE, stamp_of
from reports.changes.news import keys_within, load, still_public
from reports.models import Subscription, ToldNews
from reports.models.following import SCOPES
from reports.subscriptions.digests import Digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

AT_ONCE = 100  # subscribers
MOST_TOLD = 50  # news in one mail
MOST_HELD = 200_000  # keys of news
ROWS_AT_ONCE = 10_000
WAYS = {  # from news to what is followed; a measure includes its parts
    "municipality": ("measure__report__municipality",),
    "report": ("measure__report",),
    "office": ("measure__responsibilities__office",),
    "measure": ("measure", "measure__parent"),
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
        for scope, key in map(topic_of, subscriptions):
            if (scope, key) not in self._of_topic:
                unknown[scope].add(key)
        for scope, keys in unknown.items():
            topics: Any = Subscription._meta.get_field(scope).related_model
            public = set(topics.objects.visible_to(STRANGER).filter(pk__in=keys).values_list("pk", flat=True))
            self._of_topic |= {(scope, key): {} if key in public else None for key in keys}
            for way in WAYS[scope]:
                for key, news in keys_within(way, public).items():
                    self._keep(scope, key, news)

    def of(self, subscription: Subscription) -> dict[str, date] | None:
        """Returns the keys with their days; None of what a stranger may not see. Must have been looked at."""
        return self._of_topic[topic_of(subscription)]

    def _keep(self, scope: str, key: int, news: dict[str, date]) -> None:
        self._of_topic[scope, key] = (self._of_topic[scope, key] or {}) | news
        self._held += len(news)


def topic_of(subscription: Subscription) -> tuple[str, int]:
    """Returns the kind of what is followed, and its id."""
    return next((scope, key) for scope in SCOPES if (key := getattr(subscription, f"{scope}_id")))


class Portion:
    """Subscribers with what is new for each of them: about twenty queries, however many they are.

    Whoever sends a mail asks first whether the portion `still_holds`.
    """

    def __init__(self, subscribers: list[int], known: KnownNews) -> None:
        self._stamp = stamp_of(EVERYWHERE, DEFAULT_DB_ALIAS)  # before anything is read
        self._subscriptions: dict[int, list[Subscription]] = {pk: [] for pk in subscribers}
        confirmed = Subscription.objects.confirmed().filter(subscriber__in=subscribers).order_by("pk")
        for subscription in confirmed.with_followed():
            self._subscriptions[subscription.subscriber_id].append(subscription)
        known.look_at(one for some in self._subscriptions.values() for one in some)
        self.digests = self._digests(known)

    def _digests(self, known: KnownNews) -> dict[int, Digest]:
        """Returns the digests of those for whom there is something new."""
        new = {}
        for pk, told in told_keys(self._subscriptions):
            days: dict[str, date] = {}
            for subscription in self._subscriptions[pk]:
                days |= known.of(subscription) or {}
            if untold := days.keys() - told:
                new[pk] = {key: days[key] for key in untold}
        public = still_public({key for days in new.values() for key in days})
        keys = {
            pk: sorted(public.intersection(days), key=lambda key: (days[key], key), reverse=True)
            for pk, days in new.items()
        }
        news = {one.key: one for one in load({key for some in keys.values() for key in some[:MOST_TOLD]})}
        return {
            pk: Digest(
                subscriber=pk,
                followed=[one for one in self._subscriptions[pk] if known.of(one) is not None],
                keys=some,
                news=[news[key] for key in some[:MOST_TOLD] if key in news],
            )
            for pk, some in keys.items()
            if some
        }

    def still_holds(self, subscriber: int) -> bool:
        """Tells whether nothing has changed in public, nor in what the subscriber follows; needs two queries."""
        confirmed = Subscription.objects.confirmed().filter(subscriber=subscriber).order_by("pk")
        known = [subscription.pk for subscription in self._subscriptions[subscriber]]
        if list(confirmed.values_list("pk", flat=True)) != known:
            return False
        return self._stamp is not None and self._stamp == stamp_of(EVERYWHERE, DEFAULT_DB_ALIAS)


def told_keys(subscribers: Iterable[int]) -> Iterator[tuple[int, set[str]]]:
    """Yields each subscriber with the keys of the news that were told; holds those of one at a time."""
    left = set(subscribers)
    told = ToldNews.objects.filter(subscriber__in=left).order_by("subscriber_id").values_list("subscriber_id", "key")
    for pk, rows in groupby(told.iterator(chunk_size=ROWS_AT_ONCE), key=itemgetter(0)):
        left.discard(pk)
        yield pk, {key for _pk, key in rows}
    for pk in left:
        yield pk, set()
