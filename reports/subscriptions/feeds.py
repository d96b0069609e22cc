"""Atom feeds: news about the measures of a city, a report, an office or about one measure.

A feed is in the language of the installation, whatever page it was found on, and sets no cookie.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from catalog.site_address import host_of, site_address
from catalog.texts.plain_text import one_line
from monitoring.exports.tables import language_of_files
from reports.changes.news import News, newest
from reports.subscriptions.topic import Topic, find_topic
from reports.texts.formatted import formatted

if TYPE_CHECKING:
    ScopeFeed = Feed[News, Topic]
else:  # Django's class takes type arguments in its stubs only
    ScopeFeed = Feed

MOST = 50
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)


class SteadyAtomFeed(Atom1Feed):
    """A feed that stays the same as long as nothing has changed, even when it is empty."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NOTHING_YET


class NewsFeed(ScopeFeed):
    feed_type = SteadyAtomFeed
    language = settings.LANGUAGE_CODE

    def __init__(self, site: str) -> None:
        self.site = site

    def get_object(self, request: HttpRequest, *args: Any, **names: Any) -> Topic:
        return find_topic(**names)

    def title(self, topic: Topic) -> str:
        return one_line(_("%(title)s – news on the measures") % {"title": topic.title})

    def subtitle(self, topic: Topic) -> str:
        return _("Published updates, milestones that were reached and discussions that were held")

    def link(self, topic: Topic) -> str:
        return self.site + topic.page

    def feed_url(self, topic: Topic) -> str:
        return self.site + topic.feed

    def feed_guid(self, topic: Topic) -> str:
        return self.tag(f"{topic.followed._meta.model_name}-{topic.followed.pk}")

    def author_name(self, topic: Topic) -> str:
        return one_line(str(topic.municipality))

    def items(self, topic: Topic) -> list[News]:
        return newest(topic.within("measure__"), MOST)

    def item_title(self, item: News) -> str:
        return item.headline

    def item_description(self, item: News) -> str:
        return formatted(item.text) if item.text else ""

    def item_link(self, item: News) -> str:
        return self.site + item.page

    def item_guid(self, item: News) -> str:
        return self.tag(item.key)

    def item_author_name(self, item: News) -> str:
        return item.by

    def item_pubdate(self, item: News) -> datetime:
        return item.begins_at

    def item_updateddate(self, item: News) -> datetime:
        return item.changed_at

    def item_categories(self, item: News) -> list[str]:
        return [item.label]

    def tag(self, name: str) -> str:
        """Returns a name that outlives every change of address (RFC 4151)."""
        return f"tag:{host_of(self.site)},2026:{name}"


@require_safe
@conditional_page
def news_feed(request: HttpRequest, **names: str) -> HttpResponse:
    with language_of_files():
        response = NewsFeed(site_address(request))(request, **names)
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response
