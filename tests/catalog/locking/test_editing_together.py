"""Two people at the same form: the second is told who changed what, sees both versions and decides."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from catalog.choices import Column, Publication
from catalog.models import Measure, Report, Responsibility
from monitoring.models import Indicator, Milestone, StatusUpdate
from tests import factories
from tests.admin_pages import admin_url, form_data, page_data

pytestmark = pytest.mark.usefixtures("without_cities")


class Person:
    """Somebody who opens a form, types, and saves it later."""

    def __init__(self, name: str) -> None:
        self.client = Client()
        self.client.force_login(factories.make_planner(username=name.lower(), first_name=name))
        self.data: dict[str, Any] = {}
        self.response: Any = None

    def opens(self, row: Any) -> "Person":
        self.url = admin_url(f"{row._meta.app_label}_{row._meta.model_name}_change", row.pk)
        self.data = form_data(self.client, self.url)
        return self

    def saves(self, **typed: Any) -> bool:
        """Whether it was accepted; if not, what the page then holds is what is sent next."""
        names = {name.replace("__", "-"): value for name, value in typed.items()}
        self.response = self.client.post(self.url, {**self.data, **names})
        if self.response.status_code == 302:
            return True
        self.data = page_data(self.response)
        return False

    def told(self) -> list[tuple[str, str, str, str]]:
        return [(one.place, one.theirs, one.yours, one.author.name) for one in self.response.context["differences"]]


@pytest.fixture
def anna() -> Person:
    return Person("Anna")


@pytest.fixture
def bert() -> Person:
    return Person("Bert")


def test_the_second_is_told_and_nothing_is_overwritten(anna: Person, bert: Person) -> None:
    measure = factories.make_measure(title="Alt")
    anna.opens(measure)
    bert.opens(measure)
    assert anna.saves(title="Von Anna")
    assert not bert.saves(title="Von Bert")
    assert bert.told() == [("Title", "Von Anna", "Von Bert", "Anna")]
    assert bert.response.context["differences"][0].was == "Alt"
    page = bert.response.text
    assert "This has been changed since you opened it (Anna, " in page
    assert 'value="Von Bert"' in page
    assert Measure.objects.get().title == "Von Anna"


def test_saving_again_keeps_yours_and_takes_over_what_only_they_have_changed(anna: Person, bert: Person) -> None:
    measure = factories.make_measure(title="Alt", pages="S. 1")
    anna.opens(measure)
    bert.opens(measure)
    anna.saves(title="Von Anna", pages="S. 9")
    assert not bert.saves(title="Von Bert", effort="Eine Stelle")
    assert bert.saves()
    saved = Measure.objects.get()
    assert (saved.title, saved.pages, saved.effort) == ("Von Bert", "S. 9", "Eine Stelle")
    assert Measure.history.filter(title="Von Anna").exists()


def test_another_tab_is_somebody_else_as_well(anna: Person) -> None:
    measure = factories.make_measure(title="Alt")
    first, second = anna.opens(measure).data, anna.opens(measure).data
    anna.data = first
    assert anna.saves(title="Eins")
    anna.data = second
    assert not anna.saves(title="Zwei")
    assert anna.told() == [("Title", "Eins", "Zwei", "Anna")]


def test_theirs_can_be_taken_over(anna: Person, bert: Person) -> None:
    measure = factories.make_measure(title="Alt")
    anna.opens(measure)
    bert.opens(measure)
    anna.saves(title="Von Anna")
    bert.saves(title="Von Bert", effort="Eine Stelle")
    assert bert.saves(_theirs=["title"])
    saved = Measure.objects.get()
    assert (saved.title, saved.effort) == ("Von Anna", "Eine Stelle")


def test_even_changes_that_do_not_meet_are_told_once(anna: Person, bert: Person) -> None:
    measure = factories.make_measure()
    anna.opens(measure)
    bert.opens(measure)
    anna.saves(pages="S. 9")
    assert not bert.saves(effort="Eine Stelle")
    assert [place for place, *_rest in bert.told()] == ["Pages in the report"]
    assert bert.saves()


def test_who_has_typed_the_same_is_not_bothered(anna: Person, bert: Person) -> None:
    measure = factories.make_measure()
    anna.opens(measure)
    bert.opens(measure)
    assert anna.saves(pages="S. 9")
    assert bert.saves(pages="S. 9")


def test_a_third_change_is_told_again(anna: Person, bert: Person) -> None:
    measure = factories.make_measure(title="Alt")
    anna.opens(measure)
    bert.opens(measure)
    anna.saves(title="Erst")
    bert.saves(title="Von Bert")
    anna.opens(measure).saves(title="Dann")
    assert not bert.saves()
    assert bert.told()[0][1] == "Dann"
    assert Measure.objects.get().title == "Dann"


def test_saving_one_after_the_other_disturbs_nobody(anna: Person, bert: Person) -> None:
    measure = factories.make_measure(description="Zeile\r\n\r\nZeile", due="Ende 2022", horizon="long")
    factories.make_update(measure)
    assert anna.opens(measure).saves(title="Von Anna")
    assert bert.opens(measure).saves(title="Von Bert")


def test_rows_of_the_measure_are_compared_field_by_field(anna: Person, bert: Person) -> None:
    measure = factories.make_measure()
    factories.make_milestone(measure, title="Richtfest", due="2023")
    anna.opens(measure)
    bert.opens(measure)
    assert anna.saves(milestones__0__title="Grundstein", milestones__0__done_on="2023-01-02")
    assert not bert.saves(milestones__0__title="Einweihung")
    places = {place: (theirs, yours) for place, theirs, yours, _who in bert.told()}
    assert places["Milestone „Grundstein (2023)“: Title"] == ("Grundstein", "Einweihung")
    assert bert.saves()
    saved = Milestone.objects.get()
    assert (saved.title, saved.done_on) == ("Einweihung", date(2023, 1, 2))


def test_a_row_added_meanwhile_is_told_and_stays(anna: Person, bert: Person) -> None:
    measure = factories.make_measure()
    anna.opens(measure)
    bert.opens(measure)
    row = {"status": "done", "as_of": "2023-05-01", "publication": "published", "text": "Fertig"}
    added = {f"status_updates-0-{name}": value for name, value in row.items()}
    assert anna.saves(**{"status_updates-TOTAL_FORMS": 1}, **added)
    other = {**added, "status_updates-0-as_of": "2023-06-01", "status_updates-0-text": "Noch mehr"}
    assert not bert.saves(**{"status_updates-TOTAL_FORMS": 1}, **other)
    assert "Fertig" in bert.told()[0][1]
    assert bert.saves()
    assert {update.text for update in StatusUpdate.objects.all()} == {"Fertig", "Noch mehr"}


def test_a_row_deleted_meanwhile_comes_back_only_if_you_have_changed_it(anna: Person, bert: Person) -> None:
    measure = factories.make_measure()
    for title in ("Eins", "Zwei"):
        factories.make_milestone(measure, title=title, due="2023" if title == "Eins" else "2024")
    anna.opens(measure)
    bert.opens(measure)
    assert anna.saves(milestones__0__DELETE="on", milestones__1__DELETE="on")
    assert not bert.saves(milestones__1__title="Zwei, neu")
    assert len(bert.told()) == 2
    assert not Milestone.objects.exists()
    assert bert.saves()
    assert [milestone.title for milestone in Milestone.objects.all()] == ["Zwei, neu"]


def test_deleting_what_was_changed_meanwhile_asks(anna: Person, bert: Person) -> None:
    measure = factories.make_measure()
    factories.make_milestone(measure, title="Richtfest")
    anna.opens(measure)
    bert.opens(measure)
    anna.saves(milestones__0__done_on="2023-01-02")
    assert not bert.saves(milestones__0__DELETE="on")
    key = bert.response.context["differences"][0].key
    assert bert.saves(_theirs=[key])
    assert Milestone.objects.get().done_on == date(2023, 1, 2)


def test_responsibilities_can_be_swapped_by_both(anna: Person, bert: Person) -> None:
    measure = factories.make_measure()
    first, second = (factories.make_office(measure.report.municipality, name=name) for name in ("Amt A", "Amt B"))
    factories.make_responsibility(measure, first)
    anna.opens(measure)
    bert.opens(measure)
    anna.saves(responsibilities__0__office=second.pk)
    assert not bert.saves(responsibilities__0__role="participating")
    assert bert.told()[0][1] == "Amt B"
    assert bert.saves()
    saved = Responsibility.objects.get()
    assert (saved.office, saved.role) == (second, "participating")


def test_what_was_deleted_while_somebody_was_typing_is_told(anna: Person, bert: Person) -> None:
    measure = factories.make_measure()
    bert.opens(measure)
    question = admin_url("catalog_measure_delete", measure.pk)
    seen = anna.client.get(question).context["deleted_objects"][0].digest
    anna.client.post(question, {"post": "yes", "seen": seen})
    page = bert.client.post(bert.url, {**bert.data, "title": "Von Bert"}, follow=True)
    assert "It was deleted while you were typing (Anna, " in page.text
    assert not Measure.objects.exists()


def test_publishing_meanwhile_is_not_taken_back(anna: Person, bert: Person) -> None:
    measure = factories.make_measure(publication=Publication.DRAFT)
    bert.opens(measure)
    changelist = admin_url("catalog_measure_changelist")
    anna.client.post(changelist, {"action": "publish", "_selected_action": [measure.pk]})
    assert not bert.saves(title="Von Bert")
    assert bert.saves()
    saved = Measure.objects.get()
    assert (saved.title, saved.publication) == ("Von Bert", Publication.PUBLISHED)


@pytest.mark.parametrize("token", ["", "made up"])
def test_without_a_token_nothing_is_overwritten(bert: Person, token: str) -> None:
    measure = factories.make_measure(title="Alt")
    bert.opens(measure)
    assert not bert.saves(title="Von Bert", _seen=token)
    assert Measure.objects.get().title == "Alt"


def test_the_token_of_another_row_does_not_count(bert: Person) -> None:
    measure, other = factories.make_measure(title="Alt"), factories.make_measure()
    token = bert.opens(other).data["_seen"]
    bert.opens(measure)
    assert not bert.saves(title="Von Bert", _seen=token)


def test_other_mistakes_are_told_as_well_and_nothing_gets_lost(anna: Person, bert: Person) -> None:
    measure = factories.make_measure(title="Alt")
    anna.opens(measure)
    bert.opens(measure)
    anna.saves(pages="S. 9")
    assert not bert.saves(title="", due="irgendwann")
    assert not bert.saves()
    assert bert.told() == []
    assert bert.saves(title="Neu", due="Ende 2023")
    assert Measure.objects.get().pages == "S. 9"


MAKE: dict[str, tuple[Any, str, Any, Any]] = {
    "municipality": (factories.make_municipality, "contact_name", "Amt A", "Amt B"),
    "office": (factories.make_office, "abbreviation", "510", "520"),
    "report": (factories.make_report, "compiled_by", "Amt A", "Amt B"),
    "section": (factories.make_section, "pages", "S. 1", "S. 2"),
    "update": (factories.make_update, "text", "Eins", "Zwei"),
    "milestone": (factories.make_milestone, "title", "Eins", "Zwei"),
    "indicator": (factories.make_indicator, "name", "Eins", "Zwei"),
    "discussion": (factories.make_discussion, "approach", "Eins", "Zwei"),
}


@pytest.mark.parametrize("name", MAKE)
def test_every_form_tells(anna: Person, bert: Person, name: str) -> None:
    make, field, first, second = MAKE[name]
    row = make()
    anna.opens(row)
    bert.opens(row)
    assert anna.saves(**{field: first})
    assert not bert.saves(**{field: second})
    assert bert.told()[0][1:3] == (first, second)
    row.refresh_from_db()
    assert getattr(row, field) == first
    assert bert.saves()
    row.refresh_from_db()
    assert getattr(row, field) == second


def test_figures_and_ticks_are_compared_as_they_are_typed(anna: Person, bert: Person) -> None:
    indicator = factories.make_indicator(baseline="1250.5")
    value = factories.make_value(indicator, value="1000")
    anna.opens(indicator)
    bert.opens(indicator)
    assert anna.saves(values__0__value="2,000.5")
    assert not bert.saves(baseline="1,300")
    assert bert.told()[0][1] == "2,000.5"
    assert bert.saves()
    value.refresh_from_db()
    assert (value.value, Indicator.objects.get().baseline) == (Decimal("2000.5"), Decimal(1300))


def test_the_columns_of_a_report_are_ticks(anna: Person, bert: Person) -> None:
    report = factories.make_report()
    anna.opens(report)
    bert.opens(report)
    assert anna.saves(columns=["code", "title"], is_closed="on")
    assert not bert.saves(compiled_by="Amt B")
    assert {place for place, *_rest in bert.told()} == {"Columns of the status table", "Closed"}
    assert bert.saves()
    saved = Report.objects.get()
    assert (saved.columns, saved.is_closed, saved.compiled_by) == ([Column.CODE, Column.TITLE], True, "Amt B")


@pytest.mark.parametrize("key", ["default", "999999", "-1", "9" * 40, "elsewhere"])
def test_a_key_that_the_page_never_had_says_nothing_about_other_rows(anna: Person, bert: Person, key: str) -> None:
    """Least of all who has written them."""
    other = factories.make_milestone(title="Anderswo")
    owner = other.measure_id
    measure = factories.make_milestone(title="Hier").measure
    anna.opens(other.measure)
    anna.saves(milestones__0__title="Anderswo, von Anna")
    bert.opens(measure)
    bert.data["milestones-0-id"] = str(other.pk) if key == "elsewhere" else key
    response = bert.client.post(bert.url, bert.data)
    assert response.status_code in {200, 302}
    assert "Anna" not in response.text
    other.refresh_from_db()
    assert (other.title, other.measure_id) == ("Anderswo, von Anna", owner)
