"""Whatever there is, and whoever looks: a task on the start page counts what the list behind it shows."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.choices import MemberRole, Publication
from catalog.models import Invitation, Municipality, Office, Report, User
from catalog.permissions.todo_lists import PARAMETER
from monitoring.agenda import MOST, agenda
from monitoring.choices import AnswerState, ImportState, ReviewState
from monitoring.models import Milestone, RoundAnswer, SpreadsheetImport
from monitoring.todo_lists import LISTS, WITHOUT_LEAD
from tests import factories
from tests.admin_pages import admin_url
from tests.reports.pages import get, texts

pytestmark = pytest.mark.usefixtures("without_cities")


def fill(city: Municipality, office: Office) -> None:
    """Everything that can wait, in open and closed, public and hidden reports of a city."""
    for number, (is_closed, is_public) in enumerate(product((False, True), repeat=2)):
        report = factories.make_report(city, title=f"Bericht {number}", is_public=is_public)
        for publication in (Publication.DRAFT, Publication.PUBLISHED):
            for due in ("2022", "2030"):
                measure = factories.make_measure(report, publication=publication, due=due, lead=office)
            for state, remark in product((ReviewState.DRAFT, ReviewState.SUBMITTED), ("", "Bitte kürzer")):
                factories.make_update(measure, publication=state, remark=remark)
                factories.make_milestone(measure, publication=state)
            indicator = factories.make_indicator(measure)
            factories.make_target(indicator, due_on=date(2022, 1, 1))
            factories.make_value(indicator, publication=ReviewState.SUBMITTED)
        for step in ImportState:
            SpreadsheetImport.objects.create(report=report, file_name="stand.xlsx", digest="", state=step)
        for answer, days in product((AnswerState.SUBMITTED, AnswerState.TYPED), (-3, 3)):
            day = timezone.localdate() + timedelta(days=days)
            running = factories.make_round(report, open_until=day)
            request = factories.make_request(running, office, measure)
            RoundAnswer.objects.filter(request=request).update(state=answer)
        Report.objects.filter(pk=report.pk).update(is_closed=is_closed)
    for number, days in enumerate((-3, 3)):
        until = timezone.now() + timedelta(days=days)
        Invitation.objects.create(
            municipality=city, email=f"{city.pk}-{number}@example.org", role=MemberRole.READER, expires_at=until
        )


@pytest.fixture
def people() -> dict[str, User]:
    own, other = (factories.make_municipality(name=name) for name in ("Heidelberg", "Koblenz"))
    factories.make_municipality(name="Niemandes")
    offices = [factories.make_office(city) for city in (own, other)]
    for city, office in zip((own, other), offices, strict=True):
        fill(city, office)
    reads_elsewhere = factories.make_planner(own, username="liest")
    factories.make_membership(reads_elsewhere, other, role=MemberRole.READER)
    reports_elsewhere = factories.make_planner(own, username="meldet")
    factories.make_membership(reports_elsewhere, other, role=MemberRole.CONTRIBUTOR, office=offices[1])
    found = {
        "planner": factories.make_planner(own, username="plant"),
        "planner who reads elsewhere": reads_elsewhere,
        "planner who reports elsewhere": reports_elsewhere,
        "office": factories.make_contributor(offices[0], username="amt"),
        "administrator": factories.make_administrator(username="verwaltet"),
    }
    return {name: User.objects.get(pk=person.pk) for name, person in found.items()}


@pytest.mark.both
def test_every_task_counts_what_its_list_shows(people: dict[str, User]) -> None:
    seen: set[str] = set()
    for name, person in people.items():
        client = Client()
        client.force_login(person)
        for task in agenda(person):
            assert len(task.items) == min(task.number, MOST) or not task.url or not task.number, (name, task.title)
            if task.url and task.number:
                response = client.get(task.url)
                assert response.status_code == 200, (name, task.title)
                assert response.context["cl"].result_count == task.number, (name, task.title)
                seen.add(task.url.partition("?")[2])
            else:  # all of it is there, or nothing was counted
                assert task.number in {0, len(task.items)}, (name, task.title)
    assert {f"{PARAMETER}={one.key}" for one in LISTS if one is not WITHOUT_LEAD} <= seen


def test_a_list_offers_what_concerns_somebody(people: dict[str, User], client: Client) -> None:
    def offered(name: str, page: str) -> list[str]:
        client.force_login(people[name])
        return texts(get(client, admin_url(page)), f"#changelist-filter a[href*='{PARAMETER}=']")

    assert offered("office", "monitoring_statusupdate_changelist") == ["Sent back to you", "Drafts not submitted yet"]
    drafts = ["Updates to review", "Updates that are drafts"]
    assert offered("planner", "monitoring_statusupdate_changelist") == drafts
    assert offered("administrator", "catalog_municipality_changelist") == ["Municipalities without a planner"]


def test_an_unknown_list_changes_nothing(people: dict[str, User], client: Client) -> None:
    client.force_login(people["planner"])
    page: Any = client.get(admin_url("monitoring_milestone_changelist"), {PARAMETER: "gibt-es-nicht"})
    assert page.context["cl"].result_count == Milestone.objects.visible_to(people["planner"]).count()
