"""Numbers swapped in one save."""

import pytest

from catalog.models import FormerAddress, Measure
from tests import factories
from tests.monitoring.grid.story import Story, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_two_measures_swap_their_numbers(story: Story) -> None:
    form = story.form() | {f"{story.first.pk}-code": "A2", f"{story.second.pk}-code": "A1"}
    assert "2 Maßnahmen gesichert" in text_of(story.post(form))
    assert Measure.objects.get(report=story.report, code_key="a1", address="A1") == story.second
    assert Measure.objects.get(report=story.report, code_key="a2", address="A2") == story.first
    assert {one.code for one in story.first.history.all()} == {"A1", "A2"}
    assert set(FormerAddress.objects.filter(place=story.report.pk).values_list("segment", "object_id")) == {
        ("A1", story.first.pk),
        ("A2", story.second.pk),
    }


def test_numbers_move_on_in_a_row(story: Story) -> None:
    third = factories.make_measure(story.report, code="A3", title="Dritte")
    form = story.form()
    form |= {f"{one.pk}-code": f"A{n}" for n, one in enumerate((story.first, story.second, third), start=2)}
    story.post(form)
    assert list(story.report.measures.order_by("pk").values_list("code", flat=True)) == ["A2", "A3", "A4"]


def test_a_number_that_another_keeps_is_refused_and_all_stay_as_they_were(story: Story) -> None:
    third = factories.make_measure(story.report, code="A3", title="Dritte")
    form = story.form() | {f"{story.first.pk}-code": "A2", f"{story.second.pk}-code": "A3"}
    assert "hat schon eine Maßnahme mit dieser Nummer" in text_of(story.post(form))
    stored = story.report.measures.order_by("pk").values_list("code", "code_key", "address")
    assert list(stored) == [("A1", "a1", "A1"), ("A2", "a2", "A2"), ("A3", "a3", "A3")]
    assert third.pk
