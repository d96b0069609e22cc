"""What was reached in a month or a year is never told as a day: on pages, in the calendar, in documents."""

from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from monitoring.models import Milestone
from reports.changes.news import News
from reports.documents.cells import milestone_words
from tests.reports.pages import get, text

pytestmark = pytest.mark.django_db

HEIDELBERG = "/heidelberg/soziale-lage-2018/"
MEASURE = f"{HEIDELBERG}A3/"


@pytest.fixture
def milestone() -> Milestone:
    return Milestone.objects.get(measure__code="A3", measure__report__slug="soziale-lage-2018", done_as="Dezember 2019")


def test_the_pages_say_it_as_the_source_does(client: Client, milestone: Milestone) -> None:
    told = text(get(client, MEASURE), ".milestones")
    assert "erreicht: Dezember 2019" in told
    changes = text(get(client, f"{HEIDELBERG}aenderungen/?von=2019-01-01&bis=2020-12-31"), "main")
    assert "Etappe erreicht (Dezember 2019):" in changes
    for page in (told, changes):
        assert "31.12.2019" not in page


def test_calendar_news_and_documents_say_the_same(client: Client, milestone: Milestone) -> None:
    calendar = client.get(f"{MEASURE}termine.ics").content.decode().replace("\r\n ", "")
    assert "Erreicht: Dezember 2019" in calendar
    with override("de"):
        assert milestone_words(milestone, date(2021, 1, 1)).endswith("– erreicht: Dezember 2019")
        assert News(milestone).text.endswith("Erreicht: Dezember 2019")
    assert "31.12.2019" not in calendar


def test_before_the_end_of_the_month_it_is_not_reached(client: Client, milestone: Milestone) -> None:
    assert milestone.done_on == date(2019, 12, 31)
    assert "erreicht" not in text(get(client, f"{MEASURE}?stand=2019-12-30"), ".milestones")
