"""A planner types a whole report into one table."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Measure
from monitoring.choices import Status
from monitoring.models import StatusUpdate
from tests import factories
from tests.monitoring.grid.story import Story, sent_by, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_an_untouched_table_writes_nothing(story: Story) -> None:
    before = Measure.history.count(), StatusUpdate.history.count()
    assert "Es wurde nichts geändert." in text_of(story.post(story.form()))
    assert (Measure.history.count(), StatusUpdate.history.count()) == before


@pytest.mark.both
def test_typed_words_are_understood_and_saved_together(story: Story) -> None:
    form = story.form()
    first, second = story.first.pk, story.second.pk
    form |= {f"{first}-status": "erledigt", f"{first}-text": "Steht."}
    form |= {f"{second}-section": "arbeit", f"{second}-lead": "Jugendamt; Jobcenter", f"{second}-due": "Ende 2030"}
    response = story.post(form)
    assert "2 Maßnahmen gesichert, 1 Meldung geschrieben. Jetzt öffentlich zu sehen." in text_of(response)
    update = story.first.status_updates.first()
    assert update
    assert (update.status, update.text, update.as_of) == (Status.DONE, "Steht.", timezone.localdate())
    assert (update.author, update.is_draft) == (story.planner, False)
    assert story.first.status_updates.count() == 2, "the update of an earlier day stays"
    measure = Measure.objects.get(pk=second)
    assert (measure.section, measure.due_on) == (story.section, date(2030, 12, 31))
    assert {one.office.name for one in measure.leads} == {"Jugendamt", "Jobcenter"}
    assert measure.history.first().history_user == story.planner


def test_an_update_of_the_same_day_is_changed(story: Story) -> None:
    form = story.form()
    story.post(form | {f"{story.first.pk}-text": "Eins."})
    story.post(story.form() | {f"{story.first.pk}-text": "Zwei."})
    assert [one.text for one in story.first.status_updates.all()] == ["Zwei.", "Läuft."]


@pytest.mark.both
def test_errors_stand_in_the_cell_and_nothing_is_lost_or_half_written(story: Story) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = story.form()
    form |= {f"{story.first.pk}-title": "Neuer Titel", f"{story.second.pk}-status": "zurückgestellt"}
    response = story.post(form)
    page = BeautifulSoup(response.text, "lxml")
    cell = page.select_one(f'[name="{story.second.pk}-reason"]')
    assert cell
    assert cell["aria-invalid"] == "true"
    assert sent_by(response)[f"{story.first.pk}-title"] == "Neuer Titel"
    assert Measure.objects.get(pk=story.first.pk).title == "Beratung"
    form = sent_by(response) | {f"{story.second.pk}-reason": "Kein Geld.", f"{story.second.pk}-lead": "Amt 99 X"}
    form |= {f"{story.second.pk}-as_of": f"{tomorrow:%d.%m.%Y}", f"{story.second.pk}-section": "Mond"}
    response = story.post(form)
    assert "Amt 99 X" in text_of(response)
    assert "„Mond“ ist kein Abschnitt" in text_of(response)
    form = sent_by(response) | {f"{story.second.pk}-lead": "", f"{story.second.pk}-section": ""}
    response = story.post(form)
    assert BeautifulSoup(response.text, "lxml").select(f'[name="{story.second.pk}-as_of"][aria-invalid]')
    response = story.post(sent_by(response) | {f"{story.second.pk}-as_of": "01.02.2024"})
    assert Measure.objects.get(pk=story.first.pk).title == "Neuer Titel"
    assert story.second.status_updates.get().reason == "Kein Geld."


@pytest.mark.both
def test_nobody_overwrites_what_somebody_else_has_written_meanwhile(story: Story) -> None:
    form = story.form()
    story.first.title, story.first.due = "Von Karla", "2031"
    story.first.save()
    form |= {f"{story.first.pk}-title": "Von mir"}
    response = story.post(form)
    assert "„Von Karla“" in text_of(response)
    again = sent_by(response)
    assert (again[f"{story.first.pk}-title"], again[f"{story.first.pk}-due"]) == ("Von mir", "2031")
    assert Measure.objects.get(pk=story.first.pk).title == "Von Karla"
    story.post(again)
    measure = Measure.objects.get(pk=story.first.pk)
    assert (measure.title, measure.due) == ("Von mir", "2031")


@pytest.mark.both
def test_a_deleted_measure_does_not_stop_the_others_and_nothing_typed_is_lost(story: Story) -> None:
    form = story.form() | {f"{story.first.pk}-title": "Neu"}
    story.second.delete()
    assert "1 Maßnahme gesichert" in text_of(story.post(form))
    form = story.form() | {f"{story.first.pk}-title": "Getippt"}
    story.first.delete()
    response = story.post(form)
    assert "inzwischen gelöscht" in text_of(response)
    story.post(sent_by(response))
    assert story.report.measures.get().title == "Getippt"


def test_new_rows_become_drafts_and_parts(story: Story) -> None:
    form = story.form() | {"new-0-code": "A3", "new-0-title": "Neu", "new-1-title": "Teil", "new-1-whole": "a 1"}
    form |= {"new-1-lead": "Jugendamt", "new-1-status": "in Vorbereitung"}
    assert "2 Maßnahmen gesichert" in text_of(story.post(form))
    new, part = Measure.objects.get(title="Neu"), Measure.objects.get(title="Teil")
    assert (new.report, new.code, new.is_draft) == (story.report, "A3", True)
    assert (part.parent, part.leads[0].office) == (story.first, story.other)


def test_a_measure_of_another_report_is_not_written(story: Story) -> None:
    other = factories.make_measure(title="Fremd")
    form = story.form()
    form["row"].append(str(other.pk))
    story.post(form | {f"{other.pk}-title": "Gekapert"})
    assert Measure.objects.get(pk=other.pk).title == "Fremd"


@pytest.mark.parametrize("key", ["²", "new-²", "-1", "9" * 30, "new-9999", "x"])
def test_rows_that_nobody_was_shown_are_left_out(story: Story, key: str) -> None:
    form = story.form()
    response = story.post({**form, "row": [*form["row"], key], f"{key}-title": "Gekapert"})
    assert "Es wurde nichts geändert." in text_of(response)
    assert not Measure.objects.filter(title="Gekapert").exists()


def test_a_closed_report_is_refused(story: Story) -> None:
    form = story.form()
    story.report.is_closed = True
    story.report.save()
    assert story.client.post(story.url, form | {f"{story.first.pk}-title": "X"}).status_code == 403
    assert Measure.objects.get(pk=story.first.pk).title == "Beratung"


@pytest.mark.both
def test_filters_choose_rows(story: Story) -> None:
    assert f"{story.second.pk}-title" not in story.form(f"?lead={story.office.pk}")
    assert f"{story.first.pk}-title" not in story.form("?q=Konzept")
    assert f"{story.first.pk}-title" in story.form("?section=x&before=unsinn&rows=7")
    assert f"{story.second.pk}-title" in story.form("?status=none")
    assert f"{story.first.pk}-title" not in story.form("?status=none")


@pytest.mark.both
def test_a_section_includes_the_sections_and_parts_in_it(story: Story) -> None:
    inner = factories.make_section(story.report, title="Ausbildung", parent=story.section)
    innermost = factories.make_section(story.report, title="Lotsen", parent=inner)
    other = factories.make_section(story.report, title="Wohnen")
    inside = factories.make_measure(story.report, section=innermost)
    part = factories.make_measure(story.report, parent=inside)
    outside = factories.make_measure(story.report, section=other)
    rows = story.form(f"?section={story.section.pk}")["row"]
    assert {str(inside.pk), str(part.pk)} == {key for key in rows if key.isdigit()}
    assert str(outside.pk) in story.form(f"?section={other.pk}")["row"]


@pytest.mark.both
def test_a_page_asks_as_often_and_loads_as_much_for_many(story: Story) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            story.client.get(story.url)
        return len(asked)

    few = queries()
    for number in range(60):
        measure = factories.make_measure(story.report, code=f"B{number}", lead=story.office)
        factories.make_update(measure)
    assert queries() == few
    assert len(story.form()["row"]) == 50 + 3


def test_what_is_put_off_needs_a_reason_in_its_cell(story: Story) -> None:
    key = story.first.pk
    response = story.post(story.form() | {f"{key}-status": "zurückgestellt"})
    page = BeautifulSoup(response.text, "lxml")
    cell = page.select_one(f'[name="{key}-reason"]')
    assert cell
    assert cell.has_attr("aria-invalid")
    assert story.first.status_updates.get().status == Status.IN_PROGRESS
    story.post(sent_by(response) | {f"{key}-reason": "Kein Geld."})
    newest = story.first.status_updates.first()
    assert newest
    assert (newest.status, newest.reason) == (Status.POSTPONED, "Kein Geld.")


def test_the_page_loads_one_small_script_of_its_own(story: Story) -> None:
    page = BeautifulSoup(story.client.get(story.url).text, "lxml")
    assert page.select_one("script[src='/static/js/grid.js'][type=module]")
    assert (Path(settings.BASE_DIR) / "static" / "js" / "grid.js").stat().st_size <= 15_000
