"""What was saved at once is one entry in the list of what has happened, and can be looked at row by row."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from catalog.models import Measure, Responsibility
from monitoring.models import StatusUpdate
from tests.monitoring.grid.story import Story
from tests.reports.pages import get, text

pytestmark = pytest.mark.django_db


def entries(page: BeautifulSoup) -> list[str]:
    return [text(entry) for entry in page.select(".editing-entries > li")]


def save_both(story: Story) -> None:
    form = story.form()
    for measure in (story.first, story.second):
        form |= {f"{measure.pk}-text": "Fertig.", f"{measure.pk}-title": f"Neu {measure.code}"}
    story.post(form | {f"{story.second.pk}-lead": "Jugendamt"})


@pytest.mark.both
def test_saving_is_one_entry_and_leads_to_all_its_changes(story: Story) -> None:
    happened = reverse("admin:happenings")
    before = len(entries(get(story.client, happened)))
    save_both(story)
    page = get(story.client, happened)
    newest, *others = entries(page)
    assert len(others) == before
    assert newest.startswith("In die Tabelle eingetragen: 2 Maßnahmen, 2 Meldungen")
    assert "Plan" in newest
    link = page.select_one(".editing-entries > li:first-child a[href*=act]")
    assert link
    changes = entries(get(story.client, f"{happened}{link['href'][len(happened) :]}"))
    assert len(changes) == 5
    assert sum("Fertig." in change for change in changes) == 2
    assert not any("[" in change for change in changes), "marks are not for readers"


@pytest.mark.both
def test_each_kind_and_each_measure_shows_its_own_changes(story: Story) -> None:
    save_both(story)
    page = get(story.client, f"{reverse('admin:happenings')}?kind=catalog.measure&person={story.planner.pk}")
    assert [re.sub(" geändert.*", "", entry) for entry in entries(page)] == ["Maßnahme A2 Neu A2", "Maßnahme A1 Neu A1"]
    history = get(story.client, reverse("admin:catalog_measure_history", args=[story.second.pk]))
    assert sum("in die Tabelle eingetragen" in entry for entry in entries(history)) == 3


def test_all_versions_have_one_moment_and_one_author(story: Story) -> None:
    save_both(story)
    versions = [*Measure.history.all()[:2], *StatusUpdate.history.all()[:2]]
    assert len({version.history_date for version in versions}) == 1
    assert {version.history_user for version in versions} == {story.planner}


@pytest.mark.parametrize(
    "key", ["", "x", "catalog.measure:", "catalog.measure:x", "catalog.measure:1", "x:1", "a:" + "9" * 40]
)
def test_an_act_that_there_is_not_shows_the_list(story: Story, key: str) -> None:
    assert len(entries(get(story.client, f"{reverse('admin:happenings')}?act={key}"))) > 1


@pytest.mark.both
def test_nobody_sees_acts_of_other_municipalities(story: Story) -> None:
    save_both(story)
    version = next(one for one in (Responsibility, Measure, StatusUpdate) if first_of_act(one))
    key = f"{version._meta.label_lower}:{first_of_act(version).history_id}"
    address = f"{reverse('admin:happenings')}?act={key}"
    assert "Alles, was dabei geändert wurde" in text(get(story.client, address))
    assert "Alles, was dabei geändert wurde" not in text(get(Story().client, address))


def first_of_act(model: Any) -> Any:
    return model.history.filter(history_change_reason__startswith="[1] ").first()
