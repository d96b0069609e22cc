"""A digest: the news for one subscriber in one mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import ngettext

from catalog.texts.plain_text import one_line, shortened
from reports.models import Subscriber, ToldNews
from reports.subscriptions.mails import link_to_unsubscribe, mail
from reports.subscriptions.topic import Topic

if TYPE_CHECKING:
    from datetime import date

    from django.core.mail import EmailMessage

    from catalog.models import Report
    from reports.changes.news import News
    from reports.models import Subscription

LONGEST_TEXT = 600


@dataclass(frozen=True, slots=True)
class Digest:
    """The public news on a subscriber's subscriptions that were not mailed yet, the newest first.

    `news` are those that the mail tells; it only counts the rest of the keys. `followed` is what strangers may see of
    what the subscriber follows.
    """

    subscriber: int
    followed: list[Subscription]
    keys: list[str]
    news: list[News]

    def note(self, today: date) -> None:
        """Writes down that the news are mailed; two mails about the same news would break a constraint."""
        ToldNews.objects.bulk_create(
            ToldNews(subscriber_id=self.subscriber, key=key, told_on=today) for key in self.keys
        )
        Subscriber.objects.filter(pk=self.subscriber).update(last_digest_on=today)

    @transaction.atomic
    def take_back(self, last_digest_on: date | None) -> None:
        ToldNews.objects.filter(subscriber=self.subscriber, key__in=self.keys).delete()
        Subscriber.objects.filter(pk=self.subscriber).update(last_digest_on=last_digest_on)

    def message(self, subscriber: Subscriber, site: str) -> EmailMessage:
        with translation.override(subscriber.language):
            number = len(self.keys)
            subject = ngettext("%(number)d news on measures", "%(number)d news on measures", number)
            unsubscribe_url = link_to_unsubscribe(subscriber, site)
            context = {
                "site": site,
                "groups": by_report(self.news, site),
                "left_out": number - len(self.news),
                "followed": [
                    (one_line(Topic(subscription.followed).title), link_to_unsubscribe(subscription, site))
                    for subscription in self.followed
                ],
                "unsubscribe_url": unsubscribe_url,
            }
            text = "subscriptions/mail/digest.txt"
            return mail(subscriber, subject % {"number": number}, text, context, unsubscribe_url)


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
