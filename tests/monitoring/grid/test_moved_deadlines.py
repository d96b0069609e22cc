"""A deadline that moves says why."""

from datetime import date

import pytest

from catalog.choices import Publication
from catalog.models import Measure
from tests.monitoring.grid.story import Story, sent_by, text_of

pytestmark = pytest.mark.django_db
ASKED = "Eine verschobene Frist braucht einen Grund."


@pytest.fixture
def dated(story: Story) -> Story:
    story.first.due = "31.12.2025"
    story.first.save()
    return story


def test_moving_a_deadline_needs_a_reason_in_its_cell(dated: Story) -> None:
    key = dated.first.pk
    response = dated.post(dated.form() | {f"{key}-due": "31.12.2026"})
    assert ASKED in text_of(response)
    assert Measure.objects.get(pk=key).due == "31.12.2025"
    dated.post(sent_by(response) | {f"{key}-change_reason": "Kein Personal."})
    measure = Measure.objects.get(pk=key)
    assert (measure.due_on, measure.original_due, measure.change_reason) == (
        date(2026, 12, 31),
        "31.12.2025",
        "Kein Personal.",
    )


@pytest.mark.parametrize("words", ["Dezember 2025", "Ende 2025"])
def test_other_words_for_the_same_day_need_none(dated: Story, words: str) -> None:
    dated.post(dated.form() | {f"{dated.first.pk}-due": words})
    assert Measure.objects.get(pk=dated.first.pk).due == words


def test_drafts_first_deadlines_and_the_way_back_need_none(dated: Story) -> None:
    dated.post(dated.form() | {f"{dated.second.pk}-due": "2027"})
    assert Measure.objects.get(pk=dated.second.pk).due == "2027"
    key = dated.first.pk
    dated.post(dated.form() | {f"{key}-due": "2026", f"{key}-change_reason": "Kein Personal."})
    dated.post(dated.form() | {f"{key}-due": "31.12.2025", f"{key}-change_reason": ""})
    assert not Measure.objects.get(pk=key).original_due
    Measure.objects.filter(pk=key).update(publication=Publication.DRAFT)
    dated.post(dated.form() | {f"{key}-due": "2028"})
    assert Measure.objects.get(pk=key).due == "2028"
