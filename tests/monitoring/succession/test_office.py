"""An office hands its measures over, and names its successor where it is dissolved."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from catalog.choices import AuditKind, MemberRole, Role
from catalog.models import AuditEntry, Membership, Office, Responsibility
from monitoring.models import RoundAnswer
from tests import factories
from tests.reports.pages import text

pytestmark = pytest.mark.django_db


class Story:
    """An office that leads A1 and A2, takes part in A3, and led one of a closed report."""

    def __init__(self) -> None:
        make = factories
        self.report = make.make_report(title="Aktionsplan", slug="aktionsplan")
        city = self.report.municipality
        self.office = make.make_office(city, name="Sozialamt", email="soziales@example.org")
        self.successor = make.make_office(city, name="Amt für Teilhabe", email="teilhabe@example.org")
        self.below = make.make_office(city, name="Pflegestelle", parent=self.office)
        self.first = make.make_measure(self.report, code="A1", title="Beratung", lead=self.office)
        self.second = make.make_measure(self.report, code="A2", title="Treff", lead=self.office)
        self.part = make.make_measure(parent=self.first, code="M1", title="Plakate", lead=self.office)
        self.third = make.make_measure(self.report, code="A3", title="Fahrdienst", lead=self.successor)
        Responsibility.objects.create(measure=self.third, office=self.office, role=Role.PARTICIPATING)
        old = make.make_report(city, title="Alter Plan", slug="alt")
        self.old = make.make_measure(old, code="Z1", title="Früher", lead=self.office)
        old.is_closed = True
        old.save()
        self.client = Client()
        self.client.force_login(make.make_planner(city))
        self.url = reverse("office-handover", args=[self.office.pk])

    def hands_over(self, *measures: Any, **fields: Any) -> str:
        sent = {"successor": self.successor.pk, "measures": [one.pk for one in measures], **fields}
        answer = self.client.post(self.url, sent, follow=True)
        return text(BeautifulSoup(answer.text, "lxml"))

    def roles(self, measure: Any) -> dict[str, str]:
        return dict(Responsibility.objects.filter(measure=measure).values_list("office__name", "role"))


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.mark.both
def test_a_dissolved_office_is_succeeded(story: Story) -> None:
    said = story.hands_over(story.first, story.second, story.third, is_dissolved="on", dissolved_on="01.02.2021")
    assert "3 Maßnahmen liegen jetzt bei Amt für Teilhabe" in said
    for measure in (story.first, story.second, story.third):
        assert story.roles(measure) == {"Amt für Teilhabe": "lead"}
    assert story.roles(story.old) == {"Sozialamt": "lead"}
    office = Office.objects.get(pk=story.office.pk)
    assert (office.dissolved_on, office.successor) == (date(2021, 2, 1), story.successor)
    assert Office.objects.get(pk=story.below.pk).parent == story.successor
    page = text(BeautifulSoup(Client().get(office.get_absolute_url()).text, "lxml"))
    assert "aufgelöst am 01.02.2021 · Nachfolge: Amt für Teilhabe" in page
    assert AuditEntry.objects.filter(kind=AuditKind.HANDED_OVER).count() == 1


@pytest.mark.both
def test_some_measures_go_and_the_office_stays(story: Story) -> None:
    story.hands_over(story.second)
    assert story.roles(story.first) == {"Sozialamt": "lead"}
    assert story.roles(story.second) == {"Amt für Teilhabe": "lead"}
    assert Office.objects.get(pk=story.office.pk).dissolved_on is None
    role = Responsibility.objects.get(measure=story.second)
    assert role.history.latest().history_change_reason == "übergeben von „Sozialamt“ an „Amt für Teilhabe“"


@pytest.mark.both
def test_the_page_shows_all_that_can_go(story: Story) -> None:
    page = BeautifulSoup(story.client.get(story.url).text, "lxml")
    boxes = page.select("input[name=measures]")
    assert [int(str(box["value"])) for box in boxes if box.has_attr("checked")] == [
        story.first.pk,
        story.part.pk,
        story.second.pk,
        story.third.pk,
    ]
    assert "Eine Maßnahme eines abgeschlossenen Berichts bleibt" in text(page)
    offices = {str(option["value"]) for option in page.select("select[name=successor] option")}
    assert offices == {"", str(story.successor.pk), str(story.below.pk)}


def test_nothing_ticked_is_said(story: Story) -> None:
    assert "Kreuzen Sie mindestens eine Maßnahme an" in story.hands_over()
    assert story.roles(story.first) == {"Sozialamt": "lead"}


@pytest.mark.parametrize("other", ["itself", "dissolved", "of another city"])
def test_not_every_office_can_succeed(story: Story, other: str) -> None:
    offices = {
        "itself": story.office,
        "dissolved": factories.make_office(story.report.municipality, name="Alt", dissolved_on=date(2020, 1, 1)),
        "of another city": factories.make_office(factories.make_municipality(), name="Fern"),
    }
    story.hands_over(story.first, successor=offices[other].pk)
    assert story.roles(story.first) == {"Sozialamt": "lead"}


@pytest.mark.both
def test_people_report_for_the_successor_where_that_is_wished(story: Story) -> None:
    person = factories.make_user()
    Membership.objects.create(
        user=person, municipality=story.report.municipality, role=MemberRole.CONTRIBUTOR, office=story.office
    )
    story.hands_over(story.second)
    assert Membership.objects.get(user=person).office == story.office
    story.client.force_login(factories.make_user(is_superuser=True))
    story.hands_over(story.first, takes_people="on")
    assert Membership.objects.get(user=person).office == story.successor


@pytest.mark.both
def test_what_a_running_round_asks_goes_along(story: Story) -> None:
    asked = factories.make_round(story.report)
    for office, measures in ((story.office, [story.first, story.second]), (story.successor, [story.third])):
        factories.make_request(asked, office, *measures)
    story.hands_over(story.first)
    answers = RoundAnswer.objects.filter(request__round=asked)
    assert {one.measure.code: one.request.office.name for one in answers} == {
        "A1": "Amt für Teilhabe",
        "A2": "Sozialamt",
        "A3": "Amt für Teilhabe",
    }
