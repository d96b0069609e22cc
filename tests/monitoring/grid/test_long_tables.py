"""Tables of many rows: page by page, as many at once as one form takes, and with as few queries as short ones."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.choices import Publication
from catalog.models import Measure
from monitoring.grid.rows import MOST_NEW_ROWS, MOST_ROWS
from tests import factories
from tests.monitoring.grid.story import Story, text_of

pytestmark = pytest.mark.django_db


def fill(story: Story, number: int) -> None:
    measures = [
        Measure(report=story.report, code=f"B{n}", title=f"Vorhaben {n}", publication=Publication.PUBLISHED)
        for n in range(number)
    ]
    Measure.objects.bulk_create(measures)


def new_rows(number: int) -> dict[str, Any]:
    form: dict[str, Any] = {"row": [f"new-{n}" for n in range(number)]}
    return form | {f"new-{n}-title": f"Neu {n}" for n in range(number)}


def test_rows_per_page_are_chosen(story: Story) -> None:
    fill(story, 60)
    assert len(story.form()["row"]) == 50 + 3
    assert len(story.form("?seite=2")["row"]) == 12 + 3
    assert len(story.form("?rows=200")["row"]) == 62 + 3


def test_more_rows_than_one_form_takes_are_refused_and_none_is_lost(story: Story) -> None:
    fill(story, MOST_ROWS)
    form = story.form() | new_rows(MOST_NEW_ROWS)
    stored = story.report.measures.filter(code__startswith="B").values_list("pk", flat=True)[
        : MOST_ROWS - MOST_NEW_ROWS + 1
    ]
    form["row"] = [*form["row"], *map(str, stored)]
    form |= {f"{key}-title": "Getippt" for key in stored}
    response = story.post(form)
    assert f"mehr als {MOST_ROWS} gehen nicht auf einmal" in text_of(response)
    assert response.text.count(">\nGetippt</textarea>") == len(stored)
    assert not Measure.objects.filter(title__in=["Getippt", "Neu 0"]).exists()


def test_only_the_rows_that_were_sent_are_written_and_the_others_are_still_shown(story: Story) -> None:
    form = story.form()
    sent = {"seen": form["seen"], "row": [str(story.first.pk)]}
    sent |= {name: value for name, value in form.items() if name.startswith(f"{story.first.pk}-")}
    response = story.post(sent | {f"{story.first.pk}-status": "Quatsch"})
    assert f'name="{story.second.pk}-title"' in response.text
    story.post(sent | {f"{story.first.pk}-title": "Neu"})
    assert list(story.report.measures.order_by("pk").values_list("title", flat=True)) == ["Neu", "Konzept"]


def test_opening_asks_as_often_for_five_hundred_rows(story: Story) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            story.client.get(f"{story.url}?rows=500")
        return len(asked)

    few = queries()
    fill(story, 100)
    for measure in story.report.measures.filter(code__startswith="B"):
        factories.make_responsibility(measure, story.office)
        factories.make_update(measure)
    assert queries() == few


def test_saving_asks_as_often_for_each_row_however_many_there_are(story: Story) -> None:
    fill(story, 40)

    def queries(first: int, last: int) -> int:
        form = story.form()
        keys = [key for key in form["row"] if key.isdigit()][first:last]
        form |= {f"{key}-text": "Läuft." for key in keys}
        with CaptureQueriesContext(connection) as asked:
            story.client.post(story.url, form)
        return len(asked)

    queries(2, 3)
    one, eleven, more = queries(3, 4), queries(4, 15), queries(15, 36)
    assert more - eleven == eleven - one
    assert (eleven - one) / 10 <= 10
