"""An office with a round, and how its page is filled in by whoever has the link."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client

from catalog.models import Measure
from monitoring.choices import RoundQuestion
from monitoring.models import RoundAnswer, RoundRequest
from tests import factories

TODAY = datetime(2026, 7, 6, 10, 42, tzinfo=UTC)
EVERYTHING = list(RoundQuestion.values)


def make_office_round(number: int = 2, **fields: Any) -> RoundRequest:
    """Returns what the Jugendamt is asked about: measures A1, A2 …, of which A1 has been reported on in 2025."""
    city = factories.make_municipality(name="Musterstadt", slug="musterstadt")
    report = factories.make_report(city, published_on=date(2024, 1, 1))
    office = factories.make_office(city, name="Jugendamt", slug="jugendamt", email="jugendamt@example.org")
    measures = [
        factories.make_measure(report, lead=office, code=f"A{n}", title=f"Vorhaben {n}") for n in range(1, number + 1)
    ]
    factories.make_update(
        measures[0], text="Eine Stelle ist besetzt.", next_steps="Weiter so.", as_of=date(2025, 12, 31)
    )
    reporting_round = factories.make_round(report, **{"questions": EVERYTHING, "slug": "halbjahr", **fields})
    return factories.make_request(reporting_round, office, *measures)


def page_of(request: RoundRequest) -> str:
    return f"/rueckmeldung/{request.token}/"


def answer_about(code: str) -> RoundAnswer:
    return RoundAnswer.objects.get(measure__code=code)


def measure(code: str) -> Measure:
    return Measure.objects.get(code=code)


def soup_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def fields_of(page: BeautifulSoup) -> dict[str, str]:
    """Returns what a browser would send: all fields of the form, filled in as they stand there."""
    form = page.select_one("form[data-autosave]")
    assert form is not None
    found: dict[str, str] = {}
    for field in form.select("input[name], textarea[name]"):
        name, kind = str(field["name"]), str(field.get("type", ""))
        if (kind in {"radio", "checkbox"} and not field.has_attr("checked")) or kind == "file":
            continue
        found[name] = field.get_text().removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))
    return found


class Desk:
    """Somebody at the page: types into what the page shows, and presses buttons."""

    def __init__(self, request: RoundRequest, name: str = "Kim Muster", client: Client | None = None) -> None:
        self.request, self.client, self.address = request, client or Client(), page_of(request)
        self.name = name
        self.reload()

    def reload(self) -> None:
        self.response = self.client.get(self.address)
        self._read()

    def _read(self) -> None:
        self.page = soup_of(self.response)
        self.fields = fields_of(self.page) if self.page.select_one("form[data-autosave]") else {}
        if self.name and "answered_by" in self.fields:
            self.fields["answered_by"] = self.name

    def type(self, code: str, **texts: str) -> Desk:
        """Types into the fields of a measure; `m7__due` is the field m7-due."""
        prefix = f"a{answer_about(code).pk}"
        self.fields |= {f"{prefix}-{name.replace('__', '-')}": text for name, text in texts.items()}
        return self

    def press(self, verb: str, code: str = "", **more: Any) -> Desk:
        act = f"{verb}-{answer_about(code).pk}" if code else verb
        self.response = self.client.post(self.address, {**self.fields, "act": act, **more}, follow=True)
        self._read()
        return self

    def autosave(self, code: str) -> Any:
        """Sends what the script of the page sends; notes the answer as the script does."""
        pk = answer_about(code).pk
        sent = {name: text for name, text in self.fields.items() if name.startswith(f"a{pk}-")}
        sent |= {"answered_by": self.name, "act": f"save-{pk}"}
        response = self.client.post(self.address, sent, headers={"accept": "application/json"})
        if response.status_code == 200:
            self.fields |= response.json()["bases"]
        return response

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", self.page.get_text(" "))

    @property
    def said(self) -> str:
        """Returns the messages after the last act."""
        return " ".join(one.get_text(" ", strip=True) for one in self.page.select("#meldung .notice"))

    @property
    def errors(self) -> str:
        return " ".join(one.get_text(" ", strip=True) for one in self.page.select(".problems"))

    def value(self, code: str, name: str) -> str:
        return self.fields[f"a{answer_about(code).pk}-{name}"]

    def part(self, code: str) -> Tag:
        found = self.page.select_one(f"#a{answer_about(code).pk}")
        assert found is not None
        return found
