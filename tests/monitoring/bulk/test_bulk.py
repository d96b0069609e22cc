"""A planner changes many measures at once, and sees before what would change."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.choices import AuditKind, Publication, Role
from catalog.history.acts import without_mark
from catalog.models import AuditEntry, Measure, MeasureTheme, Responsibility
from monitoring.choices import Status
from monitoring.models import StatusUpdate
from tests import factories
from tests.reports.pages import sent_by_preview, text
from tests.themes import Themes

pytestmark = pytest.mark.django_db


class Story:
    """A report with three measures and a part, and a measure of another city."""

    def __init__(self) -> None:
        make = factories
        self.report = make.make_report(title="Plan")
        self.city = self.report.municipality
        self.office = make.make_office(self.city, name="Jobcenter")
        self.other = make.make_office(self.city, name="Jugendamt")
        self.section = make.make_section(self.report, title="Arbeit")
        self.first = make.make_measure(self.report, code="A1", title="Beratung", lead=self.office, due="31.12.2025")
        self.second = make.make_measure(self.report, code="A2", title="Konzept", section=self.section)
        self.part = make.make_measure(parent=self.first, code="M1", title="Plakate")
        self.third = make.make_measure(self.report, code="A3", title="Treff", publication=Publication.DRAFT)
        self.elsewhere = make.make_measure(make.make_report(make.make_municipality()), title="Fern", code="Z9")
        make.make_update(self.first, status=Status.IN_PROGRESS, text="Läuft.", as_of=date(2024, 5, 1))
        self.client = Client()
        self.planner = make.make_planner(self.city)
        self.client.force_login(self.planner)
        self.url = reverse("bulk-change")

    @property
    def all(self) -> list[Measure]:
        return [self.first, self.part, self.second, self.third]

    def previews(self, act: str, *measures: Measure, **fields: Any) -> BeautifulSoup:
        return self.post({"act": act, "measure": [one.pk for one in measures or self.all], "preview": "1", **fields})

    def post(self, form: dict[str, Any]) -> BeautifulSoup:
        return BeautifulSoup(self.client.post(self.url, form, follow=True).text, "lxml")

    def confirms(self, page: BeautifulSoup) -> str:
        return text(self.post({**sent_by_preview(page), "confirm": "1"}))

    def does(self, act: str, *measures: Measure, **fields: Any) -> str:
        return self.confirms(self.previews(act, *measures, **fields))


@pytest.fixture
def story() -> Story:
    return Story()


def stored(measure: Measure) -> Measure:
    return Measure.objects.get(pk=measure.pk)


def test_the_list_leads_to_the_acts(story: Story) -> None:
    listed = reverse("admin:catalog_measure_changelist")
    chosen = [story.first.pk, story.second.pk]
    response = story.client.post(listed, {"action": "change_together", "_selected_action": chosen})
    page = BeautifulSoup(response.text, "lxml")
    assert [int(str(one["value"])) for one in page.select("input[name=measure][checked]")] == chosen
    acts = [one["value"] for one in page.select("button[name=act]")]
    assert acts == ["status", "lead", "section", "deadline", "themes", "publication", "merge"]


def test_ticked_measures_are_merged_on_a_page_of_its_own(story: Story) -> None:
    page = story.post({"act": "merge", "measure": [story.first.pk, story.third.pk]})
    assert [int(str(one["value"])) for one in page.select("input[name=others][checked]")] == [story.third.pk]


def test_one_act_is_one_entry_among_what_has_happened(story: Story) -> None:
    story.does("publication", publication="draft")
    page = BeautifulSoup(story.client.get(reverse("admin:happenings")).text, "lxml")
    first = page.select("ol.editing-entries > li")[0]
    assert "Gemeinsam geändert: Veröffentlichen oder verbergen (4 Maßnahmen)" in text(first)
    assert len(page.select("ol.editing-entries > li h2:-soup-contains('emeinsam geändert')")) == 1
    [link] = first.select("a[href*='?act=']")
    of_act = BeautifulSoup(story.client.get(str(link["href"])).text, "lxml")
    assert len(of_act.select("ol.editing-entries > li")) == 3


@pytest.mark.parametrize("name", ["workplace-measures", "report-grid"])
def test_workplace_and_table_lead_to_the_acts(story: Story, name: str) -> None:
    page = BeautifulSoup(story.client.get(reverse(name, args=[story.report.pk])).text, "lxml")
    links = page.select(f'a[href="{story.url}?report={story.report.pk}"]')
    assert links
    choice = BeautifulSoup(story.client.get(str(links[0]["href"])).text, "lxml")
    assert len(choice.select("input[name=measure]")) == len(story.all)
    assert not choice.select("input[name=measure][checked]")


def test_ticks_of_the_workplace_are_the_choice(story: Story) -> None:
    page = BeautifulSoup(story.client.get(reverse("workplace-measures", args=[story.report.pk])).text, "lxml")
    [button] = page.select(f'button[formaction="{story.url}"]')
    form = button.find_parent("form")
    assert form
    ticks = page.select(f"input[name=measure][form={form['id']}]")
    assert {int(str(one["value"])) for one in ticks} == {one.pk for one in story.all}


@pytest.mark.both
def test_a_status_is_reported_for_all_and_the_preview_says_what_stays(story: Story) -> None:
    factories.make_update(story.second, status=Status.DONE, as_of=date(2025, 3, 1))
    factories.make_update(story.third, status=Status.DONE, as_of=date(2025, 2, 1), text="Fertig.")
    fields = {"status": "done", "as_of": "01.02.2025", "text": "Fertig."}
    page = story.previews("status", **fields)
    words = text(page)
    assert "2 Maßnahmen ändern sich" in words
    assert "in Umsetzung (01.05.2024)" in words
    assert "umgesetzt (01.02.2025)" in words
    assert "Es gibt eine neuere Meldung (01.03.2025)" in words
    assert "Diese haben es schon" in words
    assert StatusUpdate.objects.filter(as_of=date(2025, 2, 1)).count() == 1, "nothing is written yet"
    assert "2 Maßnahmen geändert. Jetzt öffentlich zu sehen." in story.confirms(page)
    update = StatusUpdate.objects.get(measure=story.first, as_of=date(2025, 2, 1))
    assert (update.status, update.text, update.author, update.is_draft) == (
        Status.DONE,
        "Fertig.",
        story.planner,
        False,
    )
    version = update.history.latest()
    assert version.history_user == story.planner
    assert without_mark(version.history_change_reason) == "gemeinsam geändert: Stand melden (4 Maßnahmen)"
    assert AuditEntry.objects.get(kind=AuditKind.CHANGED_TOGETHER).subject == "Stand melden (2)"


def test_a_status_that_promises_a_reason_needs_one(story: Story) -> None:
    page = story.previews("status", status="postponed", as_of="01.02.2025")
    assert "Schreiben Sie den Grund" in text(page)
    assert "confirm" not in str(page)
    tomorrow = timezone.localdate().replace(year=2099)
    page = story.previews("status", status="done", as_of=f"{tomorrow:%d.%m.%Y}")
    assert page.select(".errorlist")


def test_an_update_of_the_same_day_is_not_overwritten(story: Story) -> None:
    words = text(story.previews("status", story.first, status="done", as_of="01.05.2024"))
    assert "Zu diesem Tag ist schon eine Meldung veröffentlicht" in words
    assert "0 Maßnahmen ändern sich" in words


@pytest.mark.both
@pytest.mark.parametrize(
    ("others", "roles"),
    [
        ("go", {"Jugendamt": "lead"}),
        ("take_part", {"Jugendamt": "lead", "Jobcenter": "participating"}),
        ("stay", {"Jugendamt": "lead", "Jobcenter": "lead"}),
    ],
)
def test_another_office_takes_the_lead(story: Story, others: str, roles: dict[str, str]) -> None:
    Responsibility.objects.create(measure=story.second, office=story.other, role=Role.LEAD)
    page = story.previews("lead", story.first, story.second, office=story.other.pk, others=others)
    assert "Jobcenter (Federführung)" in text(page)
    assert "1 Maßnahme ändert sich" in text(page)
    story.confirms(page)
    named = Responsibility.objects.filter(measure=story.first)
    assert dict(named.values_list("office__name", "role")) == roles


@pytest.mark.both
def test_measures_move_to_a_section_but_parts_do_not(story: Story) -> None:
    page = story.previews("section", section=story.section.pk)
    assert "Eine Teilmaßnahme steht im Abschnitt ihrer Maßnahme" in text(page)
    assert "2 Maßnahmen geändert. Die Öffentlichkeit sieht 1 davon" in story.confirms(page)
    assert stored(story.first).section == story.section
    story.does("section", section="")
    assert stored(story.second).section is None


@pytest.mark.both
def test_a_moved_deadline_needs_a_reason_where_there_was_one(story: Story) -> None:
    page = story.previews("deadline", due="Ende 2027")
    assert "3 Maßnahmen ändern sich" in text(page)
    assert "A1 Beratung: " in text(page)
    story.confirms(page)
    assert (stored(story.first).due, stored(story.second).due_on) == ("31.12.2025", date(2027, 12, 31))
    story.does("deadline", story.first, due="Ende 2027", reason="Kein Personal")
    moved = stored(story.first)
    assert (moved.due, moved.original_due, moved.change_reason) == ("Ende 2027", "31.12.2025", "Kein Personal")
    assert moved.moved_on == timezone.localdate()


@pytest.mark.parametrize("due", ["", "31.02.2027", "ab 2027", "x" * 101])
def test_what_is_no_deadline_is_refused(story: Story, due: str) -> None:
    page = story.previews("deadline", due=due, reason="Darum")
    assert page.select(".errorlist")
    assert not page.select("input[name=confirm]")


def test_a_deadline_before_the_start_is_refused(story: Story) -> None:
    story.second.start = "01.01.2028"
    story.second.save()
    assert "Die Maßnahme endet, bevor sie beginnt" in text(story.previews("deadline", story.second, due="2027"))


@pytest.mark.both
def test_themes_are_set_added_and_taken_away(story: Story) -> None:
    work, home = Themes.WORK.row, Themes.HOUSING.row
    MeasureTheme.objects.create(measure=story.first, theme=work)
    page = story.previews("themes", themes=[home.pk], how="add")
    assert "Eine Teilmaßnahme hat die Themen ihrer Maßnahme" in text(page)
    story.confirms(page)
    assert set(story.first.themes.values_list("theme", flat=True)) == {work.pk, home.pk}
    story.does("themes", themes=[work.pk], how="take")
    assert set(story.first.themes.values_list("theme", flat=True)) == {home.pk}
    story.does("themes", how="set")
    assert not MeasureTheme.objects.filter(measure__report=story.report).exists()
    assert story.previews("themes", how="add").select(".errorlist")


@pytest.mark.both
def test_measures_are_published_and_hidden(story: Story) -> None:
    assert "1 Maßnahme geändert. Jetzt öffentlich zu sehen." in story.does("publication", publication="published")
    assert stored(story.third).publication == Publication.PUBLISHED
    assert "4 Maßnahmen geändert. Nichts davon ist öffentlich." in story.does("publication", publication="draft")


@pytest.mark.both
def test_what_somebody_else_changed_meanwhile_is_named_and_nothing_is_written(story: Story) -> None:
    page = story.previews("deadline", due="Ende 2027", reason="Darum")
    story.first.due, story.first.change_reason = "Ende 2026", "Von Karla"
    story.first.save()
    again = story.post({**sent_by_preview(page), "confirm": "1"})
    assert "A1 Beratung wurde inzwischen geändert" in text(again)
    assert "jetzt „Ende 2026“" in text(again)
    assert stored(story.second).due == ""
    story.confirms(again)
    assert stored(story.first).due == stored(story.second).due == "Ende 2027"


@pytest.mark.both
def test_a_measure_that_was_deleted_meanwhile_is_named(story: Story) -> None:
    page = story.previews("deadline", due="Ende 2027", reason="Darum")
    story.third.delete()
    again = story.post({**sent_by_preview(page), "confirm": "1"})
    assert "1 der Maßnahmen gibt es nicht mehr" in text(again)
    assert "3 Maßnahmen geändert" in story.confirms(again)


@pytest.mark.parametrize("shown", ["", "x", "eyJhIjoxfQ:x:y"])
def test_what_was_not_shown_is_not_written(story: Story, shown: str) -> None:
    page = story.previews("publication", publication="published")
    story.post({**sent_by_preview(page), "shown": shown, "confirm": "1"})
    assert stored(story.third).publication == Publication.DRAFT


def test_a_closed_report_stays_as_it_is(story: Story) -> None:
    page = story.previews("publication", publication="published")
    story.report.is_closed = True
    story.report.save()
    story.confirms(page)
    assert stored(story.third).publication == Publication.DRAFT
    assert "Der Bericht ist abgeschlossen" in text(story.previews("publication", publication="published"))


def test_only_the_own_measures_are_changed_and_others_are_not_shown(story: Story) -> None:
    assert "Fern" not in text(story.previews("publication", story.third, story.elsewhere, publication="draft"))
    story.does("publication", story.first, story.elsewhere, publication="draft")
    assert stored(story.elsewhere).publication == Publication.PUBLISHED
    form = {"act": "publication", "measure": [story.elsewhere.pk]}
    assert story.client.post(story.url, form).status_code == 404
    other = reverse("bulk-change") + f"?report={story.elsewhere.report_id}"
    assert story.client.get(other).status_code == 404


def test_offices_change_nothing(story: Story) -> None:
    story.client.force_login(factories.make_contributor(story.office))
    form = {"act": "publication", "measure": [story.first.pk], "publication": "draft", "preview": "1"}
    assert story.client.post(story.url, form).status_code == 403
    assert story.client.get(f"{story.url}?report={story.report.pk}").status_code == 403


def test_an_office_of_another_city_is_no_choice(story: Story) -> None:
    away = factories.make_office(story.elsewhere.report.municipality)
    assert story.previews("lead", office=away.pk, others="go").select(".errorlist")
    away_section = factories.make_section(story.elsewhere.report)
    assert story.previews("section", section=away_section.pk).select(".errorlist")


def test_two_cities_of_one_planner_keep_their_offices_and_sections(story: Story) -> None:
    both = factories.make_planner(story.city, story.elsewhere.report.municipality)
    story.client.force_login(both)
    page = story.previews("lead", story.first, story.elsewhere, office=story.other.pk, others="go")
    assert "Das Amt gehört zu einer anderen Kommune" in text(page)
    page = story.previews("section", story.first, story.elsewhere, section=story.section.pk)
    assert "Der Abschnitt gehört zu einem anderen Bericht" in text(page)


@pytest.mark.both
@pytest.mark.parametrize(
    "form",
    [
        {},
        {"act": "status"},
        {"act": "?", "measure": ["1"]},
        {"act": "lead", "measure": ["9" * 30, "-1", "x", "²"]},
        {"act": "status", "measure": ["FIRST"], "preview": "1", "as_of": "\0", "status": "x", "text": "\0"},
        {"act": "lead", "measure": ["FIRST"], "confirm": "1", "office": "9" * 30, "others": "x"},
        {"act": "themes", "measure": ["FIRST"], "preview": "1", "themes": ["x", "9" * 30], "how": "set"},
        {"act": "deadline", "measure": ["FIRST"], "preview": "1", "due": "\0"},
        {"act": "section", "measure": ["FIRST"] * 501, "preview": "1"},
    ],
)
def test_odd_input_is_no_fault(story: Story, form: dict[str, Any]) -> None:
    if "measure" in form:
        form = {**form, "measure": [key.replace("FIRST", str(story.first.pk)) for key in form["measure"]]}
    assert story.client.post(story.url, form).status_code in {200, 302, 404}
    assert story.client.get(story.url + "?report=x").status_code == 302


@pytest.mark.both
def test_the_preview_asks_the_same_number_of_questions_for_many_measures(story: Story) -> None:
    acts: dict[str, dict[str, Any]] = {
        "status": {"status": "done", "as_of": "01.02.2025"},
        "lead": {"office": story.other.pk, "others": "go"},
        "section": {"section": story.section.pk},
        "deadline": {"due": "Ende 2027", "reason": "Darum"},
        "themes": {"themes": [Themes.WORK.row.pk], "how": "set"},
        "publication": {"publication": "draft"},
    }

    def numbers(measures: list[Measure]) -> list[int]:
        with CaptureQueriesContext(connection) as queries:
            story.client.get(f"{story.url}?report={story.report.pk}")
        found = [len(queries)]
        for act, fields in acts.items():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                story.previews(act, *measures, **fields)
            found.append(len(queries))
        return found

    numbers(story.all)  # what is cached for the process
    few = numbers(story.all)
    more = [
        factories.make_measure(
            story.report, lead=factories.make_office(story.city), section=factories.make_section(story.report)
        )
        for _ in range(6)
    ]
    assert numbers([*story.all, *more]) == few
