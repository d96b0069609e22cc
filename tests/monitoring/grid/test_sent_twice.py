"""A table that arrives twice, by a double click, is saved once."""

import pytest

from tests.monitoring.grid.story import Story, text_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_a_new_measure_without_a_number_is_made_once(story: Story) -> None:
    form = story.form()
    form |= {"row": [*form["row"], "new-0"], "new-0-title": "Treff"}

    said = [text_of(story.post(form)) for _time in range(2)]

    assert story.report.measures.filter(title="Treff").count() == 1
    assert "1 Maßnahme gesichert" in said[0]
    assert "Dieses Formular kam zweimal an" in said[1]


def test_a_table_typed_once_more_is_another_one(story: Story) -> None:
    for _time in range(2):
        form = story.form()
        story.post(form | {"row": [*form["row"], "new-0"], "new-0-title": "Treff"})

    assert story.report.measures.filter(title="Treff").count() == 2
