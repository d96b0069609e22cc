"""One measure becomes several."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.choices import AuditKind, Publication
from catalog.models import AuditEntry, Measure, MeasureTheme, Report
from monitoring.choices import Status
from monitoring.models import MonitoredMeasure, StatusUpdate
from tests import factories
from tests.reports.pages import sent_by_preview, text
from tests.themes import Themes

pytestmark = pytest.mark.django_db


class Story:
    """A measure of two offices that was reported on."""

    def __init__(self) -> None:
        make = factories
        self.report = make.make_report(title="Plan")
        self.office = make.make_office(self.report.municipality, name="Jobcenter")
        self.other = make.make_office(self.report.municipality, name="Jugendamt")
        self.measure = make.make_measure(
            self.report,
            code="A1",
            title="Beratung und Treff",
            description="Beides.",
            lead=self.office,
            due="Ende 2027",
            section=make.make_section(self.report),
            internal_note="Geheim",
        )
        make.make_responsibility(self.measure, self.other)
        MeasureTheme.objects.create(measure=self.measure, theme=Themes.WORK.row)
        make.make_update(self.measure, status=Status.IN_PROGRESS, text="Läuft.", as_of=date(2024, 5, 1))
        make.make_milestone(self.measure)
        self.first_role, self.second_role = self.measure.responsibilities.order_by("pk")
        self.client = Client()
        self.planner = make.make_planner(self.report.municipality)
        self.client.force_login(self.planner)
        self.url = reverse("measure-split", args=[self.measure.pk])

    @property
    def form(self) -> dict[str, Any]:
        return {
            "pieces": "2",
            "copies_status": "on",
            "piece0-code": "A1a",
            "piece0-title": "Beratung",
            "piece0-description": "Beraten.",
            "piece0-due": "Ende 2027",
            "piece0-roles": [self.first_role.pk],
            "piece1-code": "A1b",
            "piece1-title": "Treff",
            "piece1-description": "Treffen.",
            "piece1-due": "Ende 2028",
            "piece1-roles": [self.second_role.pk],
        }

    def post(self, form: dict[str, Any]) -> BeautifulSoup:
        return BeautifulSoup(self.client.post(self.url, form, follow=True).text, "lxml")

    def previews(self, **changed: Any) -> BeautifulSoup:
        return self.post({**self.form, **{name.replace("_", "-", 1): value for name, value in changed.items()}})

    def confirms(self, page: BeautifulSoup) -> str:
        return text(self.post({**sent_by_preview(page), "confirm": "1"}))


@pytest.fixture
def story() -> Story:
    return Story()


def test_the_measure_leads_to_the_forms_the_first_with_what_it_says(story: Story) -> None:
    form = story.client.get(reverse("admin:catalog_measure_change", args=[story.measure.pk]))
    assert story.url in form.content.decode()
    page = BeautifulSoup(story.client.get(story.url).text, "lxml")
    assert [one.get("value") for one in page.select("input[name$=-title]")] == ["Beratung und Treff", None]


def test_more_forms_keep_what_was_typed_and_complain_of_nothing(story: Story) -> None:
    page = story.post({**story.form, "pieces": "3", "more": "1"})
    assert [one.get("value") for one in page.select("input[name$=-title]")] == ["Beratung", "Treff", None]
    assert not page.select(".errorlist")


def test_the_preview_says_what_comes_of_it_and_writes_nothing(story: Story) -> None:
    words = text(story.previews())
    assert "A1a Beratung Ende 2027 Jobcenter (Federführung) in Umsetzung (01.05.2024)" in words
    assert "A1b Treff Ende 2028 Jugendamt (Federführung) in Umsetzung (01.05.2024)" in words
    assert "Etappen: 1" in words
    assert story.report.measures.get().title == "Beratung und Treff"


@pytest.mark.both
def test_the_first_takes_the_place_and_the_others_begin_anew(story: Story) -> None:
    old_address = story.measure.get_absolute_url()
    said = story.confirms(story.previews())
    assert "Geteilt in A1a Beratung, A1b Treff. Jetzt öffentlich zu sehen." in said
    first, second = story.report.measures.order_by("code")
    assert (first.pk, first.code, first.title, first.description) == (story.measure.pk, "A1a", "Beratung", "Beraten.")
    assert (second.title, second.description, second.due) == ("Treff", "Treffen.", "Ende 2028")
    assert (second.section, second.publication) == (story.measure.section, Publication.PUBLISHED)
    assert (second.added_on, second.internal_note) == (timezone.localdate(), "")
    assert [one.office for one in first.responsibilities.all()] == [story.office]
    assert [one.office for one in second.responsibilities.all()] == [story.other]
    assert second.themes.get().theme == Themes.WORK.row
    update = second.status_updates.get()
    assert (update.status, update.text, update.as_of) == (Status.IN_PROGRESS, "Läuft.", date(2024, 5, 1))
    assert (first.milestones.count(), second.milestones.count()) == (1, 0)
    assert Client().get(old_address, follow=True).request["PATH_INFO"] == first.get_absolute_url()
    version = first.history.latest()
    assert (version.history_user, version.history_change_reason) == (story.planner, "geteilt in A1a, A1b")
    assert second.history.latest().history_change_reason == "geteilt aus A1 Beratung und Treff"
    entry = AuditEntry.objects.get(kind=AuditKind.SPLIT)
    assert entry.subject == "A1 Beratung und Treff → A1a Beratung, A1b Treff"


def test_the_others_have_no_report_where_that_is_wished(story: Story) -> None:
    form = {name: value for name, value in story.form.items() if name != "copies_status"}
    page = story.post(form)
    assert "noch keine Meldung" in text(page)
    story.confirms(page)
    assert StatusUpdate.objects.filter(measure__report=story.report).count() == 1


@pytest.mark.both
def test_what_is_late_stays_late(story: Story) -> None:
    factories.make_update(story.measure, status=Status.IN_PROGRESS, as_of=date(2026, 3, 1))
    form = {**story.form, "piece0-due": "Ende 2025", "piece1-due": "Ende 2025", "reason": "Wie gehabt"}
    story.confirms(story.post(form))
    second = MonitoredMeasure.objects.with_status().get(report=story.report, code="A1b")
    assert second.is_late


@pytest.mark.both
def test_a_part_is_split_into_parts(story: Story) -> None:
    part = factories.make_measure(parent=story.measure, code="M1", title="Teil")
    story.url = reverse("measure-split", args=[part.pk])
    form = {name: value for name, value in story.form.items() if not name.endswith("roles")}
    story.confirms(story.post({**form, "piece0-due": ""}))
    assert {one.code for one in story.measure.parts.all()} == {"A1a", "A1b"}


@pytest.mark.both
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("piece1_code", "A1a", "schon eine Maßnahme mit dieser Nummer"),
        ("piece1_code", "a 2", "schon eine Maßnahme mit dieser Nummer"),
        ("piece1_title", "", "zwingend"),
        ("piece1_title", "Beratung", "Zwei würden so heißen"),
        ("piece1_due", "31.02.2027", "31.02.2027"),
        ("piece0_due", "2029", "warum die Frist verschoben wurde"),
        ("piece1_roles", ["x", "9" * 30], "x ist keine gültige Auswahl"),
    ],
)
def test_what_cannot_be_is_said_at_its_place(story: Story, name: str, value: Any, said: str) -> None:
    factories.make_measure(story.report, code="A2")
    page = story.previews(**{name: value})
    place = page.select_one(f"#content-main .errors [name={name.replace('_', '-', 1)}]")
    assert place
    assert said in text(page)
    assert Measure.objects.filter(report=story.report).count() == 2


def test_a_moved_deadline_of_the_first_has_its_reason(story: Story) -> None:
    story.confirms(story.post({**story.form, "piece0-due": "2029", "reason": "Später"}))
    first = Measure.objects.get(pk=story.measure.pk)
    assert (first.due, first.original_due, first.change_reason) == ("2029", "Ende 2027", "Später")


@pytest.mark.both
def test_what_somebody_else_wrote_meanwhile_is_not_lost(story: Story) -> None:
    page = story.previews()
    factories.make_update(story.measure, status=Status.DONE, as_of=date(2026, 1, 1))
    again = story.post({**sent_by_preview(page), "confirm": "1"})
    assert "Inzwischen wurde etwas geändert. Es wurde nichts geschrieben." in text(again)
    assert "umgesetzt (01.01.2026)" in text(again)
    assert story.report.measures.count() == 1


def test_a_closed_report_stays_as_it_is(story: Story) -> None:
    page = story.previews()
    Report.objects.filter(pk=story.report.pk).update(is_closed=True)
    assert story.client.post(story.url, {**sent_by_preview(page), "confirm": "1"}).status_code == 403
    assert story.report.measures.count() == 1


@pytest.mark.both
@pytest.mark.parametrize(
    "form",
    [
        {},
        {"pieces": "9" * 30},
        {"pieces": "1", "piece0-title": "x"},
        {"pieces": "²", "more": "1"},
        {"pieces": "2", "confirm": "1", "piece0-title": "\0", "piece1-title": "x"},
        {"pieces": "2", "piece0-title": "a", "piece1-title": "b", "piece0-description": "x" * 60_000},
    ],
)
def test_odd_input_is_no_fault(story: Story, form: dict[str, Any]) -> None:
    assert story.client.post(story.url, form).status_code == 200
    assert story.report.measures.count() == 1
