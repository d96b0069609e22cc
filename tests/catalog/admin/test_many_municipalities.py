"""The administration of three hundred municipalities: pages stay small, what is long is looked for and not listed."""

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Measure, Municipality, Office, Report, Section
from catalog.permissions import large_lists
from monitoring.models import ReportingRound
from reports.models import Committee, Consultation
from tests import factories
from tests.admin_pages import admin_url, errors, form_data, rows
from tests.conftest import Once
from tests.fetched import counting

pytestmark = pytest.mark.usefixtures("without_cities")
MANY = 300
LIGHT = 150_000  # bytes
LISTS = (
    "catalog_office",
    "catalog_report",
    "catalog_section",
    "catalog_measure",
    "catalog_membership",
    "catalog_invitation",
    "monitoring_statusupdate",
    "monitoring_milestone",
    "monitoring_discussion",
    "monitoring_indicator",
    "monitoring_indicatorvalue",
    "monitoring_spreadsheetimport",
    "reports_committee",
    "reports_councilpaper",
    "reports_papertemplate",
)
ADDED = (*LISTS, "catalog_user", "monitoring_reportinground")
FEW_ROWS = 60  # where none of hundreds are offered


def make_cities(number: int, first: int = 0) -> list[Report]:
    """Adds municipalities, each with an office and a report of one section and one measure."""
    places = range(first, first + number)
    cities = Municipality.objects.bulk_create(
        Municipality(name=f"Ort {place:04}", slug=f"ort-{place}", ags=f"{place:08}", is_public=True) for place in places
    )
    Office.objects.bulk_create(Office(municipality=city, name=f"Amt {city.ags}", slug="amt") for city in cities)
    reports = Report.objects.bulk_create(
        Report(municipality=city, title="Sozialbericht", slug="sozialbericht", is_public=True) for city in cities
    )
    Section.objects.bulk_create(Section(report=report, title="Bildung", slug="bildung") for report in reports)
    Measure.objects.bulk_create(Measure(report=report, title="Beratung", address="1", order=1) for report in reports)
    return reports


def make_committees(reports: list[Report]) -> None:
    Committee.objects.bulk_create(
        Committee(municipality=report.municipality, name="Sozialausschuss", slug="sozial") for report in reports
    )


@pytest.fixture(scope="module")
def made(once: Once) -> list[Report]:
    return once(lambda: make_cities(MANY))


@pytest.fixture
def reports(made: list[Report]) -> list[Report]:
    return deepcopy(made)


def found(client: Client, model: str, field: str, term: str, **place: Any) -> dict[int, str]:
    """What a field of a form offers for a part of a name."""
    query = {
        "app_label": model.split("_", maxsplit=1)[0],
        "model_name": model.split("_")[1],
        "field_name": field,
        "term": term,
    }
    response = client.get(reverse("admin:autocomplete"), {**query, **place})
    assert response.status_code == 200
    return {int(result["id"]): result["text"] for result in response.json()["results"]}


def test_pages_to_add_rows_are_light(admin_client: Client, reports: list[Report]) -> None:
    make_committees(reports)
    for name in ADDED:
        with counting() as fetched:
            page = admin_client.get(admin_url(f"{name}_add"))
        assert page.status_code == 200
        assert len(page.content) < LIGHT / 2, name
        assert b"Ort 0299" not in page.content, name
        assert fetched.rows < FEW_ROWS, name


def test_lists_load_as_many_rows_of_many_cities_as_of_more(admin_client: Client, reports: list[Report]) -> None:
    def rows_and_queries(name: str) -> tuple[int, int]:
        with counting() as fetched:
            page = admin_client.get(admin_url(f"{name}_changelist"))
        assert page.status_code == 200
        assert len(page.content) < LIGHT, name
        changes = page.context["cl"]
        assert all(len(list(one.choices(changes))) < FEW_ROWS for one in changes.filter_specs), name
        return fetched.rows, len(fetched.statements)

    lists = [name for name in LISTS if name != "catalog_section"]  # its pages are longer
    admin_client.get(admin_url("catalog_measure_changelist"))  # judges what is new
    first = {name: rows_and_queries(name) for name in lists}
    make_cities(100, first=MANY)
    admin_client.get(admin_url("catalog_measure_changelist"))
    assert {name: rows_and_queries(name) for name in lists} == first


def test_a_field_finds_what_its_form_accepts(admin_client: Client, reports: list[Report]) -> None:
    report = reports[7]
    assert found(admin_client, "catalog_measure", "report", "Ort 0007") == {report.pk: "Ort 0007: Sozialbericht"}
    url = admin_url("catalog_measure_add")
    assert (
        admin_client.post(url, {**form_data(admin_client, url), "report": report.pk, "title": "Neu"}).status_code == 302
    )
    report.is_closed = True
    report.save()
    assert found(admin_client, "catalog_measure", "report", "Ort 0007") == {}
    assert "report" in errors(admin_client.post(url, {"report": report.pk, "title": "Neu"}))


def test_a_field_finds_rows_of_the_same_report_only(admin_client: Client, reports: list[Report]) -> None:
    here, there = reports[0], reports[1]
    Measure.objects.bulk_create(
        Measure(report=report, title=f"Nummer {place}", address=str(place), order=place)
        for report in (here, there)
        for place in range(2, 130)
    )
    update = factories.make_update(Measure.objects.filter(report=here)[0])
    page = admin_client.get(admin_url("monitoring_statusupdate_change", update.pk))
    assert "Nummer 99" not in page.text
    assert f"?row={update.pk}" in page.text
    offered = found(admin_client, "monitoring_statusupdate", "measure", "Nummer 99", row=update.pk)
    assert set(Measure.objects.filter(pk__in=offered).values_list("report", flat=True)) == {here.pk}


def test_a_planner_finds_only_what_is_theirs(client: Client, reports: list[Report]) -> None:
    theirs = [report.municipality for report in reports[:150]]
    client.force_login(factories.make_planner(*theirs))
    assert "Ort 0149" not in client.get(admin_url("catalog_measure_add")).text
    assert list(found(client, "catalog_measure", "report", "Ort 0149")) == [reports[149].pk]
    assert found(client, "catalog_measure", "report", "Ort 0150") == {}
    assert found(client, "catalog_office", "municipality", "Ort 0150") == {}
    assert found(client, "monitoring_spreadsheetimport", "report", "Ort 0150") == {}
    update = factories.make_update(Measure.objects.get(report=reports[150]))
    foreign = found(client, "monitoring_statusupdate", "measure", "", row=update.pk)
    assert not set(foreign) & set(Measure.objects.filter(report__in=reports[150:]).values_list("pk", flat=True))
    url = admin_url("catalog_measure_add")
    assert "report" in errors(client.post(url, {"report": reports[150].pk, "title": "Neu"}))


def typed_in(client: Client, url: str) -> dict[str, Any]:
    """What would be sent from a page with a single form, saved untouched."""
    return {field.html_name: field.value() for field in client.get(url).context["form"] if field.value() is not None}


def test_a_round_is_made_with_a_report_that_was_looked_for(admin_client: Client, reports: list[Report]) -> None:
    report, url = reports[7], admin_url("monitoring_reportinground_add")
    name = "Ort 0007: Sozialbericht"

    assert found(admin_client, "monitoring_reportinground", "reports", "Ort 0007") == {report.pk: name}
    assert "select2" in admin_client.get(url).text
    assert name in admin_client.get(url, {"report": report.pk}).text
    sent = admin_client.post(url, {**typed_in(admin_client, url), "reports": [report.pk]})

    assert sent.status_code == 302
    assert ReportingRound.objects.get().municipality == report.municipality
    settings = reverse("admin:round_settings", args=[ReportingRound.objects.get().pk])
    assert name in admin_client.get(settings).text
    assert "Ort 0299" not in admin_client.get(settings).text


def test_a_round_finds_no_report_that_is_closed_and_nothing_of_others(client: Client, reports: list[Report]) -> None:
    client.force_login(factories.make_planner(*(report.municipality for report in reports[:150])))
    Report.objects.filter(pk=reports[7].pk).update(is_closed=True)

    assert list(found(client, "monitoring_reportinground", "reports", "Ort 0149")) == [reports[149].pk]
    assert found(client, "monitoring_reportinground", "reports", "Ort 0150") == {}
    assert found(client, "monitoring_reportinground", "reports", "Ort 0007") == {}
    measures = found(client, "monitoring_reportinground", "measures", "Beratung")
    assert not Measure.objects.filter(pk__in=measures, report__in=reports[150:]).exists()
    url = admin_url("monitoring_reportinground_add")
    assert "reports" in client.post(url, {"reports": [reports[150].pk]}).context["form"].errors


def test_a_round_offers_few_reports_to_tick(client: Client, reports: list[Report]) -> None:
    client.force_login(factories.make_planner(*(report.municipality for report in reports[:3])))
    page = client.get(admin_url("monitoring_reportinground_add")).text
    assert page.count('type="checkbox" name="reports"') == 3
    assert "Ort 0002: Sozialbericht" in page
    assert "select2" not in page


def test_a_paper_finds_the_committee_of_its_city(client: Client, reports: list[Report]) -> None:
    make_committees(reports)
    client.force_login(factories.make_planner(*(report.municipality for report in reports[:150])))
    committee = Committee.objects.get(municipality=reports[149].municipality)
    url = admin_url("reports_councilpaper_add")

    page = client.get(url).text
    theirs = found(client, "reports_consultation", "committee", "Ort 0149")

    assert 'data-field-name="committee"' in page
    assert theirs == {committee.pk: "Ort 0149: Sozialausschuss"}
    assert found(client, "reports_consultation", "committee", "Ort 0150") == {}
    sent = {**form_data(client, url), "report": reports[149].pk, "subject": "Stand", "dated_on": "2026-01-01"}
    answer = client.post(url, {**sent, "committee": committee.pk})
    assert answer.status_code == 302, errors(answer)
    assert Consultation.objects.get().committee == committee
    foreign = {**sent, "committee": Committee.objects.get(municipality=reports[150].municipality).pk}
    assert "committee" in errors(client.post(url, foreign))


def test_a_paper_offers_the_committees_of_one_city_in_a_list(admin_client: Client, reports: list[Report]) -> None:
    make_committees(reports)
    admin_client.get(admin_url("reports_councilpaper_add"))
    page = admin_client.get(admin_url("reports_councilpaper_add"), {"report": reports[3].pk}).text
    assert "Ort 0003: Sozialausschuss" in page
    assert 'data-field-name="committee"' not in page


def test_whoever_may_not_use_a_form_finds_nothing_in_it(client: Client, reports: list[Report]) -> None:
    office = Office.objects.get(municipality=reports[0].municipality)
    client.force_login(factories.make_contributor(office))
    query = {"app_label": "catalog", "model_name": "measure", "field_name": "report", "term": ""}
    assert client.get(reverse("admin:autocomplete"), query).status_code == 403


def test_a_filter_takes_a_part_of_a_name(admin_client: Client, reports: list[Report]) -> None:
    url = admin_url("catalog_measure_changelist")
    page = admin_client.get(url)
    assert "Ort 0299" not in filters(page)
    typed = admin_client.get(url, {"find-report-municipality": "Ort 029", "publication__exact": "draft"})
    assert filters(typed).count(">Ort 029") == 10
    assert 'name="publication__exact" value="draft"' in filters(typed)
    chosen = {"report__municipality__id__exact": reports[42].municipality_id}
    narrowed = admin_client.get(url, chosen)
    assert "Ort 0042" in filters(narrowed)
    assert len(rows(narrowed)) == 1
    assert "Nothing fits" in filters(admin_client.get(url, {"find-report-municipality": "Nirgendwo"}))


def filters(page: Any) -> str:
    text: str = page.text
    return text[text.index('id="changelist-filter"') :]


def test_a_filter_lists_few_cities_as_before(client: Client, reports: list[Report]) -> None:
    client.force_login(factories.make_planner(*(report.municipality for report in reports[:3])))
    page = filters(client.get(admin_url("catalog_measure_changelist")))
    assert "Ort 0002" in page
    assert "find-" not in page


def test_what_is_too_long_is_not_counted_nor_sorted(
    admin_client: Client, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_lists, "MOST_ROWS", 200)
    url = admin_url("catalog_report_changelist")
    page = admin_client.get(url, {"o": "1"})
    assert "more than 200 reports" in page.text
    assert "Select all 200" not in page.text
    assert "sortable" not in page.text
    assert page.context["cl"].result_list[0] == reports[-1]
    assert admin_client.get(url, {"p": "2"}).status_code == 200
    assert admin_client.get(url, {"p": "3"}).status_code == 302  # not counted that far
    few = admin_client.get(url, {"q": "Ort 000", "o": "2"})
    assert "10 reports" in few.text
    assert few.context["cl"].result_list[0] == reports[0]


def test_what_has_happened_asks_for_names_of_many(admin_client: Client, reports: list[Report]) -> None:
    reports[5].kind = "plan"
    reports[5].save()
    url = admin_url("happenings")
    page = admin_client.get(url)
    assert "Ort 0299" not in page.text
    assert "Ort 0005" in page.text
    assert "Nothing was changed here" in admin_client.get(url, {"municipality": "00000006"}).text
    assert "Ort 0005" in admin_client.get(url, {"municipality": "00000005"}).text
