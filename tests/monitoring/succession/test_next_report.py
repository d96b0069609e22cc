"""The next report grows out of the last one."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Measure, Report, Section
from monitoring.choices import Status
from monitoring.succession.continuing import NextReport, begin_next, close_due
from tests import factories
from tests.reports.pages import text
from tests.themes import Themes

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


def text_of(response: Any) -> str:
    return text(BeautifulSoup(response.text, "lxml"))


class Story:
    """A report with two sections, an open measure with a part, a finished one, and what belongs to them."""

    def __init__(self) -> None:
        make = factories
        self.report = make.make_report(title="Aktionsplan 2020", slug="aktionsplan-2020")
        self.section = make.make_section(self.report, Themes.WORK, title="Arbeit", slug="arbeit")
        self.below = make.make_section(parent=self.section, title="Jugend", slug="jugend")
        office = make.make_office(self.report.municipality, name="Jobcenter")
        self.open = make.make_measure(
            self.report, code="A1", title="Beratung", section=self.below, lead=office, due="2024", pages="S. 3"
        )
        self.open.original_due, self.open.change_reason = "2022", "Verzug"
        self.open.save()
        self.part = make.make_measure(parent=self.open, code="M1", title="Plakate")
        self.done = make.make_measure(self.report, code="A2", title="Konzept", section=self.section)
        make.make_update(self.open, text="Läuft.")
        make.make_update(self.part)
        make.make_update(self.done, status=Status.DONE)
        make.make_milestone(self.open, title="Start", done_on=date(2021, 1, 1))
        make.make_milestone(self.open, title="Ende")
        self.indicator = make.make_indicator(self.open, name="Beratene")
        make.make_target(self.indicator)
        make.make_value(self.indicator)
        self.planner = make.make_planner(self.report.municipality)
        self.client = Client()
        self.client.force_login(self.planner)
        self.url = reverse("next-report", args=[self.report.pk])

    def wish(self, **fields: object) -> NextReport:
        wanted = {
            "title": "Fortschreibung 2026",
            "begins_on": date(2026, 1, 1),
            "sections": [self.section.pk, self.below.pk],
            "measures": [self.open.pk, self.part.pk],
        }
        return NextReport(**{**wanted, **fields})  # type: ignore[arg-type]


@pytest.fixture
def story() -> Story:
    return Story()


def test_what_was_planned_is_taken_over_and_what_was_reported_stays(story: Story) -> None:
    new = begin_next(story.report, story.wish(), story.planner)
    measure, part = new.measures.get(parent=None), new.measures.get(parent__isnull=False)
    assert (measure.code, measure.title, measure.due, measure.predecessor) == ("A1", "Beratung", "2024", story.open)
    assert (measure.original_due, measure.change_reason, measure.pages) == ("", "", "")
    assert (part.parent, part.predecessor) == (measure, story.part)
    assert [row.office.name for row in measure.responsibilities.all()] == ["Jobcenter"]
    assert [row.title for row in measure.milestones.all()] == ["Ende"]
    [indicator] = measure.indicators.all()
    assert (indicator.targets.count(), indicator.values.count()) == (1, 0)
    assert not measure.status_updates.exists()
    assert story.open.status_updates.count() == 1
    assert story.indicator.values.count() == 1


def test_sections_keep_their_tree_and_themes(story: Story) -> None:
    new = begin_next(story.report, story.wish(), story.planner)
    below = Section.objects.get(report=new, title="Jugend")
    assert below.parent is not None
    assert (below.parent.report, below.parent.title) == (new, "Arbeit")
    assert below.parent.themes.count() == 1
    assert new.measures.get(parent=None).section == below


def test_a_measure_without_its_section_is_taken_over_without_one(story: Story) -> None:
    new = begin_next(story.report, story.wish(sections=[]), story.planner)
    assert new.measures.get(parent=None).section is None


def test_the_new_report_is_not_public_and_names_the_present_one(story: Story) -> None:
    new = begin_next(story.report, story.wish(), story.planner)
    assert (new.is_public, new.predecessor, new.slug) == (False, story.report, "fortschreibung-2026")
    assert new.history.latest().history_user == story.planner
    assert "Aktionsplan 2020" in new.measures.get(parent=None).history.latest().history_change_reason


def test_the_present_report_is_closed_on_the_first_day(story: Story) -> None:
    begin_next(story.report, story.wish(begins_on=TOMORROW), story.planner)
    story.report.refresh_from_db()
    assert not story.report.is_closed
    assert close_due(timezone.localdate()) == 0
    assert close_due(TOMORROW) == 1
    assert close_due(TOMORROW) == 0
    story.report.refresh_from_db()
    assert story.report.is_closed


def test_it_can_stay_open(story: Story) -> None:
    begin_next(story.report, story.wish(closes=False), story.planner)
    story.report.refresh_from_db()
    assert (story.report.is_closed, story.report.closes_on) == (False, None)


def test_the_page_ticks_what_is_open(story: Story) -> None:
    page = story.client.get(story.url)
    ticked = {row.measure.code: row.is_ticked for chapter in page.context["chapters"] for row in chapter.rows}
    assert ticked == {"A1": True, "M1": True, "A2": False}


def sent(story: Story, **fields: object) -> dict[str, object]:
    wanted = {"title": "Plan 2026", "begins_on": "01.01.2026", "closes": "on", "numbers": ""}
    return {**wanted, "sections": [story.section.pk], "measures": [story.open.pk, story.done.pk], **fields}


def test_numbers_are_mapped_by_a_pasted_table(story: Story) -> None:
    response = story.client.post(story.url, sent(story, numbers="A1\tB 7\n a2 → A1\n"), follow=True)
    new = Report.objects.get(title="Plan 2026")
    assert {measure.predecessor_id: measure.code for measure in new.measures.all()} == {
        story.open.pk: "B 7",
        story.done.pk: "A1",
    }
    assert "noch nicht öffentlich" in text_of(response)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ("A1\tA2", "Zwei Maßnahmen hätten die Nummer „A2“."),
        ("A1", "Zeile 1: Schreiben Sie die alte Nummer"),
        ("\nX9 → B1", "Zeile 2: Keine Maßnahme des Berichts hat die Nummer „X9“."),
    ],
)
def test_a_table_of_numbers_that_does_not_fit_is_refused_with_its_line(story: Story, numbers: str, says: str) -> None:
    response = story.client.post(story.url, sent(story, numbers=numbers))
    assert says in text_of(response)
    assert not Report.objects.filter(title="Plan 2026").exists()


def test_what_was_ticked_stays_ticked_beside_an_error(story: Story) -> None:
    page = story.client.post(story.url, sent(story, title="", measures=[story.done.pk]))
    ticked = {row.measure.code for chapter in page.context["chapters"] for row in chapter.rows if row.is_ticked}
    assert ticked == {"A2"}


def test_measures_of_another_report_are_not_taken(story: Story) -> None:
    foreign = factories.make_measure()
    response = story.client.post(story.url, sent(story, measures=[foreign.pk]))
    assert response.status_code == 200
    assert not Measure.objects.filter(predecessor=foreign).exists()


def test_only_planners_of_the_city_begin_a_report(story: Story) -> None:
    office = story.open.responsibilities.get().office
    for person in (factories.make_contributor(office), factories.make_planner(factories.make_municipality())):
        client = Client()
        client.force_login(person)
        assert client.get(story.url).status_code in {403, 404}
        assert client.post(story.url, sent(story)).status_code in {403, 404}
    assert not Report.objects.filter(title="Plan 2026").exists()


def test_pages_name_the_successor_and_show_the_course(story: Story) -> None:
    new = begin_next(story.report, story.wish(), story.planner)
    assert "Plan 2026" not in text_of(Client().get(story.report.get_absolute_url()))
    Report.objects.filter(pk=new.pk).update(is_public=True, title="Plan 2026")
    assert "Fortgeschrieben durch Plan 2026" in text_of(Client().get(story.report.get_absolute_url()))
    for measure in (story.open, new.measures.get(parent=None)):
        page = Client().get(measure.get_absolute_url())
        assert [one.report.title for one in page.context["course"].measures] == ["Aktionsplan 2020", "Plan 2026"]
        assert "In den Berichten" in text_of(page)


def test_the_page_of_a_measure_shows_its_course_in_all_reports(story: Story) -> None:
    """Status, deadlines and indicators stand in one line, wherever they were reported."""
    new = begin_next(story.report, story.wish(), story.planner)
    Report.objects.filter(pk=new.pk).update(is_public=True, title="Plan 2026")
    measure = new.measures.get(parent=None)
    factories.make_update(measure, status=Status.DONE, as_of=date(2026, 2, 1))
    factories.make_value(measure.indicators.get(), value=70, as_of=date(2026, 2, 1))
    for one in (story.open, measure):
        said = BeautifulSoup(Client().get(one.get_absolute_url()).text, "lxml").select(
            "section[aria-labelledby=berichte]"
        )[0]
        steps, indicators = (text(shown) for shown in said.select(".course"))
        assert "01.02.2026 umgesetzt Plan 2026" in steps
        assert "Aktionsplan 2020" in steps
        assert indicators.startswith("Beratene : 50 Personen (31.12.2022, Aktionsplan 2020 ) ; 70 Personen")
        assert text(said).count("2024") >= 2  # the deadline in both reports


def test_the_choice_of_a_predecessor_names_its_report(story: Story) -> None:
    new = begin_next(story.report, story.wish(), story.planner)
    page = story.client.get(reverse("admin:catalog_measure_change", args=[new.measures.get(parent=None).pk]))
    chosen = BeautifulSoup(page.text, "lxml").select("#id_predecessor option[selected]")
    assert [text(option) for option in chosen] == ["A1 Beratung (Aktionsplan 2020)"]


def test_files_name_what_is_continued(story: Story) -> None:
    new = begin_next(story.report, story.wish(), story.planner)
    Report.objects.filter(pk=new.pk).update(is_public=True)
    rows = Client().get(reverse("measures-json", args=[new.municipality.slug, new.slug])).json()["measures"]
    assert rows[0]["predecessor"]["report"] == "Aktionsplan 2020"
    table = Client().get(reverse("measures-csv", args=[new.municipality.slug, new.slug])).content.decode("utf-8-sig")
    assert "A1 Beratung (Aktionsplan 2020)" in table
