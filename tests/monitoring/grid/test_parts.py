"""A button adds a row for a part of a measure, without a script, too."""

import pytest
from bs4 import BeautifulSoup

from catalog.models import Measure
from tests import factories
from tests.monitoring.grid.story import Story, sent_by, text_of

pytestmark = pytest.mark.django_db


def test_the_button_adds_a_row_below_the_measure_and_saves_nothing(story: Story) -> None:
    form = story.form() | {f"{story.second.pk}-title": "Getippt", "part_of": str(story.first.pk)}
    response = story.client.post(story.url, form)
    sent = sent_by(response)
    first, new, second = sent["row"][:3]
    assert (first, second) == (str(story.first.pk), str(story.second.pk))
    assert (sent[f"{new}-whole"], sent[f"{second}-title"]) == ("A1", "Getippt")
    assert Measure.objects.get(pk=story.second.pk).title == "Konzept"
    marked = BeautifulSoup(response.text, "lxml").select("tbody .changed")
    assert [cell["class"] for cell in marked] == [["grid-title", "changed"]]
    story.post(sent | {f"{new}-title": "Ein Teil"})
    assert Measure.objects.get(title="Ein Teil").parent == story.first
    assert Measure.objects.get(pk=story.second.pk).title == "Getippt"


def test_an_added_row_that_stays_empty_is_no_measure(story: Story) -> None:
    sent = sent_by(story.client.post(story.url, story.form() | {"part_of": str(story.first.pk)}))
    assert "Es wurde nichts geändert." in text_of(story.post(sent))
    assert story.report.measures.count() == 2


def test_a_measure_without_a_number_is_named_by_its_title(story: Story) -> None:
    whole = factories.make_measure(story.report, code="", title="Ohne Nummer")
    sent = sent_by(story.client.post(story.url, story.form() | {"part_of": str(whole.pk)}))
    new = next(key for key in sent["row"] if sent.get(f"{key}-whole"))
    story.post(sent | {f"{new}-title": "Ein Teil"})
    assert Measure.objects.get(title="Ein Teil").parent == whole


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 40])
def test_no_such_measure_adds_no_row(story: Story, key: str) -> None:
    form = story.form()
    assert sent_by(story.client.post(story.url, form | {"part_of": key}))["row"] == form["row"]


def test_a_measure_of_another_report_gets_no_part(story: Story) -> None:
    other = factories.make_measure(title="Fremd")
    response = story.client.post(story.url, story.form() | {"part_of": str(other.pk)})
    assert "Fremd" not in text_of(response)
