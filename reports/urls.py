"""The addresses of the site: names only; filters belong in the query string.

The first pattern that fits answers, so the pages of reports and measures, whose names may be any word, come last.
"""

from django.urls import include, path

NOUNS = [
    "themes",
    "comparison",
    "addresses",
    "council",
    "offices",
    "subscriptions",
    "texts",
    "changes",
    "charts",
    "indicators",
    "opendata",
    "documents",
    "files",
    "embedding",
    "measures",
    "site",
]

urlpatterns = [path("", include(f"reports.{noun}.urls")) for noun in NOUNS]
