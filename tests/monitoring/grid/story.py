"""A planner with a small report, and how a browser sends its table."""

from datetime import date
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from monitoring.choices import Status
from tests import factories
from tests.reports.pages import text


class Story:
    def __init__(self) -> None:
        make = factories
        self.report = make.make_report(title="Plan")
        self.office = make.make_office(self.report.municipality, name="Jobcenter")
        self.other = make.make_office(self.report.municipality, name="Jugendamt")
        self.section = make.make_section(self.report, title="Arbeit")
        self.first = make.make_measure(self.report, code="A1", title="Beratung", lead=self.office)
        self.second = make.make_measure(self.report, code="A2", title="Konzept")
        make.make_update(self.first, status=Status.IN_PROGRESS, text="Läuft.", as_of=date(2024, 5, 1))
        self.client = Client()
        self.planner = make.make_planner(self.report.municipality)
        self.client.force_login(self.planner)
        self.url = reverse("report-grid", args=[self.report.pk])

    def form(self, query: str = "") -> dict[str, Any]:
        return sent_by(self.client.get(self.url + query))

    def post(self, form: dict[str, Any]) -> Any:
        return self.client.post(self.url, form, follow=True)


def sent_by(response: Any) -> dict[str, Any]:
    """What a browser would send from the table as it is shown."""
    page = BeautifulSoup(response.text, "lxml").select_one("form.grid-form")
    assert page
    form: dict[str, Any] = {"row": [one["value"] for one in page.select("input[name=row]")]}
    for one in page.select("input[type=text], textarea, input[name=seen], input[name=_once]"):
        form[str(one["name"])] = one.get("value", one.text.removeprefix("\n"))
    return form


def text_of(response: Any) -> str:
    return text(BeautifulSoup(response.text, "lxml"))
