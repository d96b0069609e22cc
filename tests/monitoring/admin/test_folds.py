"""The form of a measure is folded by what people come to do, works without script, and hides no mistake."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from catalog.choices import Publication, Role
from catalog.models import Measure, Report, Responsibility
from monitoring.choices import Status
from monitoring.models import StatusUpdate
from tests import factories
from tests.admin_pages import admin_url, form_data, row_errors
from tests.reports.pages import get

pytestmark = pytest.mark.usefixtures("without_cities")
FOLDS = ["fold-report", "fold-plan", "fold-responsible", "fold-follow-up"]


@pytest.fixture
def report() -> Report:
    return factories.make_report(factories.make_municipality(name="Heidelberg"))


@pytest.fixture
def planner(client: Client, report: Report) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


def change_url(measure: Measure) -> str:
    return admin_url("catalog_measure_change", measure.pk)


def save(client: Client, measure: Measure, **changes: Any) -> Any:
    url = change_url(measure)
    return client.post(url, {**form_data(client, url), **changes})


def parse(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "lxml")


def open_folds(page: Tag) -> list[str]:
    return [str(fold["id"]) for fold in page.select("details.fold[open]")]


def test_there_are_four_folds_in_the_order_of_the_work(planner: Client, report: Report) -> None:
    page = get(planner, change_url(factories.make_measure(report)))
    assert [str(fold["id"]) for fold in page.select("details.fold")] == FOLDS


def test_a_measure_that_somebody_leads_opens_with_its_updates(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report)
    assert open_folds(get(planner, change_url(measure))) == ["fold-responsible", "fold-follow-up"]
    factories.make_responsibility(measure)
    assert open_folds(get(planner, change_url(measure))) == ["fold-follow-up"]


@pytest.mark.parametrize(
    ("name", "value", "fold"),
    [
        ("costs_amount", "viel", "fold-report"),
        ("due", "31.02.2023", "fold-plan"),
        ("milestones-0-title", "x" * 501, "fold-plan"),
        ("responsibilities-0-office", "999", "fold-responsible"),
    ],
)
def test_a_fold_with_a_mistake_is_open(planner: Client, report: Report, name: str, value: str, fold: str) -> None:
    page = parse(save(planner, factories.make_measure(report), **{name: value}).text)
    assert fold in open_folds(page)
    field = page.select_one(f"[name={name}]")
    assert field
    assert all(above.has_attr("open") for above in field.find_parents("details"))


def test_updates_stand_in_lines_the_newest_first_and_the_empty_one_above(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report)
    for day in (date(2019, 1, 1), date(2021, 1, 1), date(2020, 1, 1)):
        factories.make_update(measure, as_of=day, text=f"Im Jahr {day.year}.")
    page = get(planner, change_url(measure))
    rows = page.select("#status_updates-group > .inline-related")
    assert next(str(row["id"]) for row in rows) == "status_updates-3"
    lines = [summary.text.split()[0] for summary in page.select("#status_updates-group .row-fold > summary")]
    assert lines == ["01/01/2021", "01/01/2020", "01/01/2019"]
    assert not page.select("#status_updates-group .row-fold[open]")


def test_milestones_stand_in_lines_and_an_empty_one_below(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report)
    factories.make_milestone(measure, title="Konzept", due="Ende 2019")
    line = get(planner, change_url(measure)).select_one("#milestones-group .row-fold > summary")
    assert line
    assert line.text.split()[:3] == ["Konzept", "Ende", "2019"]
    sent = {"milestones-1-title": "Beschluss", "milestones-1-due": "2020", "milestones-1-publication": "published"}
    assert save(planner, measure, **sent).status_code == 302
    assert list(measure.milestones.values_list("title", flat=True)) == ["Konzept", "Beschluss"]


def test_an_empty_update_is_not_saved_though_its_day_stands_in_it(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report)
    page = get(planner, change_url(measure))
    day = page.select_one("[name=status_updates-0-as_of]")
    assert day
    assert day["value"]
    assert save(planner, measure, **{"status_updates-0-as_of": "2020-01-01"}).status_code == 302
    assert not StatusUpdate.objects.exists()
    assert save(planner, measure, **{"status_updates-0-text": "Es geht los."}).status_code == 302
    assert StatusUpdate.objects.get().text == "Es geht los."


def test_who_wrote_an_update_is_named_without_a_link_to_the_account(planner: Client, report: Report) -> None:
    author = factories.make_user(username="amt", first_name="Ada", last_name="Amt")
    update = factories.make_update(factories.make_measure(report), author=author)
    for url in (change_url(update.measure), admin_url("monitoring_statusupdate_change", update.pk)):
        page = get(planner, url)
        assert "Ada Amt" in page.text
        assert not page.select('a[href*="/user/"]')


class TestParts:
    """A part is made with its office and deadline in one go."""

    def new(self, number: int, **fields: Any) -> dict[str, Any]:
        values = {"code": "M1", "title": "Teil", "publication": "draft", **fields}
        return {f"parts-{number}-{name}": value for name, value in values.items()}

    def test_lead_and_deadline_are_stored_with_it(self, planner: Client, report: Report) -> None:
        whole = factories.make_measure(report)
        office = factories.make_office(report.municipality)
        assert save(planner, whole, **self.new(0, lead=office.pk, due="Ende 2022")).status_code == 302
        part = whole.parts.get()
        assert (part.due, part.due_on) == ("Ende 2022", date(2022, 12, 31))
        named = part.responsibilities.get()
        assert (named.office, named.role) == (office, Role.LEAD)
        assert named.history.get().history_user.username == "planerin"

    def test_a_part_without_an_office_is_fine(self, planner: Client, report: Report) -> None:
        whole = factories.make_measure(report)
        assert save(planner, whole, **self.new(0)).status_code == 302
        assert not Responsibility.objects.filter(measure__parent=whole).exists()

    def test_offices_of_others_are_refused(self, planner: Client, report: Report) -> None:
        whole = factories.make_measure(report)
        response = save(planner, whole, **self.new(0, lead=factories.make_office().pk))
        assert "Select a valid choice" in row_errors(response)
        assert not whole.parts.exists()

    def test_what_is_stored_is_shown_and_stays(self, planner: Client, report: Report) -> None:
        lead = factories.make_office(report.municipality, name="Jugendamt", abbreviation="51")
        part = factories.make_measure(
            parent=factories.make_measure(report), code="M1", due="Ende 2022", lead=lead, title="Alt"
        )
        whole = part.parent
        assert whole
        page = get(planner, change_url(whole))
        shown = {name: page.select_one(f"[name=parts-0-{name}]") for name in ("lead", "due")}
        assert [(field["value"], field.has_attr("disabled")) for field in shown.values() if field] == [
            ("Jugendamt (51)", True),
            ("Ende 2022", True),
        ]
        assert save(planner, whole, **{"parts-0-title": "Neu", "parts-0-due": "2030"}).status_code == 302
        part.refresh_from_db()
        assert (part.title, part.due) == ("Neu", "Ende 2022")
        assert part.responsibilities.get().office == lead

    def test_one_that_somebody_deletes_meanwhile_does_not_come_back(self, planner: Client, report: Report) -> None:
        """Browsers do not send what a row only shows; that is no change of the sender's."""
        part = factories.make_measure(parent=factories.make_measure(report), code="M1", due="Ende 2022")
        url = change_url(part.parent)  # type: ignore[arg-type]  # it has one
        shown = {"parts-0-lead", "parts-0-due"}
        sent = {name: value for name, value in form_data(planner, url).items() if name not in shown}
        part.delete()
        page = planner.post(url, sent).text
        assert "was deleted" in page
        assert "stands below as a new one" not in page


class TestTheSameDay:
    """Two updates of a day are possible as drafts, and said."""

    SAID = "There are 2 updates as of 19.01.2021. The published one counts."

    def test_on_the_page_of_the_measure(self, planner: Client, report: Report) -> None:
        update = factories.make_update(factories.make_measure(report), as_of=date(2021, 1, 19))
        new = {"status": Status.DONE, "as_of": "2021-01-19", "publication": Publication.DRAFT}
        sent = {f"status_updates-1-{name}": value for name, value in new.items()}
        url = change_url(update.measure)
        page = planner.post(url, {**form_data(planner, url), **sent}, follow=True).text
        assert self.SAID in page

    def test_on_the_page_of_the_update(self, planner: Client, report: Report) -> None:
        update = factories.make_update(factories.make_measure(report), as_of=date(2021, 1, 19))
        url = admin_url("monitoring_statusupdate_add")
        new = {"measure": update.measure_id, "status": "done", "as_of": "2021-01-19", "publication": "draft"}
        assert self.SAID in planner.post(url, {**form_data(planner, url), **new}, follow=True).text

    def test_nothing_is_said_of_another_day(self, planner: Client, report: Report) -> None:
        update = factories.make_update(factories.make_measure(report), as_of=date(2021, 1, 19))
        url = admin_url("monitoring_statusupdate_change", update.pk)
        page = planner.post(url, {**form_data(planner, url), "text": "Anders."}, follow=True).text
        assert "The public sees it now." in page
        assert "updates as of" not in page


@pytest.mark.parametrize("is_public", [True, False])
def test_saving_says_whether_the_public_sees_it(planner: Client, report: Report, *, is_public: bool) -> None:
    report.is_public = is_public
    report.save()
    measure = factories.make_measure(report)
    words = "The public sees" if is_public else "not public"
    for row in (measure, factories.make_indicator(measure), factories.make_discussion(measure), report):
        url = admin_url(f"{row._meta.app_label}_{row._meta.model_name}_change", row.pk)
        said = parse(planner.post(url, form_data(planner, url), follow=True).text).select(".messagelist li.info")
        assert any(words.lower() in one.text.lower() for one in said), (row, said)


def test_figures_in_the_history_have_no_zeros_that_only_fill_a_column(planner: Client, report: Report) -> None:
    indicator = factories.make_indicator(factories.make_measure(report), baseline="38.5")
    target = factories.make_target(indicator, value="38.5")
    target.refresh_from_db()
    assert str(target) in {"38,5", "38.5"}
    url = admin_url("monitoring_indicator_change", indicator.pk)
    planner.post(url, {**form_data(planner, url), "baseline": "40"})
    page = planner.get(admin_url("monitoring_indicator_history", indicator.pk)).text
    assert "38.5" in page
    assert "38.5000" not in page
    assert "40.0000" not in page
