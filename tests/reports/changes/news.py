"""Read feeds and calendars with the parsers that other programs use."""

from typing import Any

import feedparser
from django.test import Client
from icalendar import Calendar


def read_feed(client: Client, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200, f"{url} answers {response.status_code}"
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def titles(client: Client, url: str) -> list[str]:
    return [entry.title for entry in read_feed(client, url).entries]


def read_calendar(client: Client, url: str) -> Calendar:
    response = client.get(url)
    assert response.status_code == 200, f"{url} answers {response.status_code}"
    calendar = Calendar.from_ical(response.content)
    assert isinstance(calendar, Calendar)
    assert not calendar.errors
    return calendar


def events(client: Client, url: str) -> list[Any]:
    return list(read_calendar(client, url).walk("VEVENT"))


def summaries(client: Client, url: str) -> list[str]:
    return [str(event["summary"]) for event in events(client, url)]
