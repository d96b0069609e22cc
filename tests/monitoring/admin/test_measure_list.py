"""What a planner sees and finds in the list of measures."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from catalog.choices import Horizon, Publication, Role
from catalog.models import Measure, Report
from monitoring.choices import DeadlineState, Status
from tests import factories
from tests.admin_pages import admin_url, rows

pytestmark = [pytest.mark.usefixtures("without_cities", "today")]
LIST = admin_url("catalog_measure_changelist")


@pytest.fixture
def today() -> Any:
    with time_machine.travel(date(2021, 6, 1), tick=False):
        yield


@pytest.fixture
def report() -> Report:
    city = factories.make_municipality(name="Heidelberg")
    return factories.make_report(city, title="Soziale Lage 2018")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


def codes(client: Client, **filters: Any) -> list[str]:
    return [measure.full_code for measure in rows(client.get(LIST, filters))]


def test_it_shows_what_a_status_table_shows(planner: Client, report: Report) -> None:
    measure = factories.make_measure(
        report,
        code="A3",
        title="Wohnraum schaffen",
        section=factories.make_section(report, title="Armut"),
        due="Ende 2020",
    )
    factories.make_responsibility(measure, factories.make_office(report.municipality, abbreviation="510"))
    other = factories.make_office(report.municipality, abbreviation="KBB")
    factories.make_responsibility(measure, other, role=Role.PARTICIPATING)
    factories.make_update(measure, as_of=date(2021, 1, 19), status=Status.POSTPONED)
    factories.make_update(measure, as_of=date(2020, 1, 19), status=Status.NOT_STARTED)
    page = planner.get(LIST).text
    for text in ("A3", "Wohnraum schaffen", "Heidelberg: Soziale Lage 2018", "510", "Ende 2020"):
        assert text in page
    assert '<span class="status status-postponed">postponed</span>' in page
    assert "01/19/2021" in page
    assert '<span class="late">late</span>' in page
    assert "KBB" not in page.split('id="result_list"')[1].split("</table>")[0]


def test_a_measure_nobody_reported_on_says_so(planner: Client) -> None:
    factories.make_measure()
    assert '<span class="status status-none">no report yet</span>' in planner.get(LIST).text


def test_a_draft_of_an_update_is_not_yet_the_status(planner: Client) -> None:
    factories.make_update(status=Status.DONE, publication=Publication.DRAFT)
    assert '<span class="status status-none">' in planner.get(LIST).text


def test_a_draft_is_marked_by_word_and_class(planner: Client) -> None:
    factories.make_measure(publication=Publication.DRAFT)
    assert '<span class="draft">draft</span>' in planner.get(LIST).text


@pytest.mark.both
def test_numbers_sort_naturally_with_parts_below_their_whole(planner: Client, report: Report) -> None:
    for code in ("A10", "A2", "B1"):
        factories.make_measure(report, code=code)
    whole = Measure.objects.get(code="A2")
    for code in ("M10", "M2"):
        factories.make_measure(parent=whole, code=code)
    expected = ["A2", "A2 M2", "A2 M10", "A10", "B1"]
    assert codes(planner) == expected
    assert codes(planner, o="1") == expected
    assert codes(planner, o="-1") == expected[::-1]


@pytest.mark.both
def test_parts_without_a_number_stay_below_their_whole(planner: Client, report: Report) -> None:
    whole = factories.make_measure(report, code="S3")
    factories.make_measure(report, code="S4")
    factories.make_measure(parent=whole, code="", title="Ohne Nummer")
    titles = [measure.title for measure in rows(planner.get(LIST))]
    assert titles[1] == "Ohne Nummer"


@pytest.mark.both
@pytest.mark.parametrize("words", ["Z 6", "z6", "Z6", "z\u00a06"])
def test_it_finds_a_number_in_any_spelling(planner: Client, report: Report, words: str) -> None:
    factories.make_measure(report, code="Z 6", title="eins")
    factories.make_measure(report, code="Z3", title="zwei")
    assert codes(planner, q=words) == ["Z 6"]


@pytest.mark.both
def test_it_finds_a_part_by_both_numbers(planner: Client, report: Report) -> None:
    whole = factories.make_measure(report, code="S2", title="Ganzes")
    factories.make_measure(parent=whole, code="M1", title="Teil")
    assert codes(planner, q="s2m1") == ["S2 M1"]


@pytest.mark.both
def test_it_finds_words_of_title_and_description(planner: Client, report: Report) -> None:
    factories.make_measure(report, code="1", title="Ältere Menschen", description="Besuchsdienst ausbauen")
    factories.make_measure(report, code="2", title="Ältere Häuser")
    assert codes(planner, q="ältere besuch") == ["1"]
    assert codes(planner, q='"besuchsdienst ausbauen"') == ["1"]
    assert codes(planner, q="Kinder") == []


@pytest.mark.both
def test_filters_by_status(planner: Client, report: Report) -> None:
    factories.make_update(factories.make_measure(report, code="1"), status=Status.DONE)
    factories.make_measure(report, code="2")
    assert codes(planner, status="done") == ["1"]
    assert codes(planner, status="none") == ["2"]


@pytest.mark.both
def test_filters_by_publication_and_horizon(planner: Client, report: Report) -> None:
    factories.make_measure(report, code="1", publication=Publication.DRAFT, horizon=Horizon.SHORT)
    factories.make_measure(report, code="2", horizon=Horizon.LONG)
    assert codes(planner, publication__exact="draft") == ["1"]
    assert codes(planner, horizon__exact="long") == ["2"]


@pytest.mark.both
def test_filters_by_what_became_of_the_deadline(planner: Client, report: Report) -> None:
    factories.make_measure(report, code="1", due="31.05.2021")
    factories.make_measure(report, code="2", due="01.06.2021")
    factories.make_milestone(factories.make_measure(report, code="3"), due="2020")
    factories.make_update(factories.make_measure(report, code="4", due="2020"), status=Status.DONE)
    assert codes(planner, deadline=DeadlineState.GAP) == ["1"]
    assert codes(planner, deadline=DeadlineState.AHEAD) == ["2"]
    assert codes(planner, deadline=DeadlineState.NONE) == ["3"]
    assert codes(planner, deadline=DeadlineState.SETTLED) == ["4"]


@pytest.mark.both
def test_filters_by_lead_office(planner: Client, report: Report) -> None:
    lead, other = (factories.make_office(report.municipality) for _number in range(2))
    factories.make_measure(report, code="1", lead=lead)
    measure = factories.make_measure(report, code="2", lead=other)
    factories.make_responsibility(measure, lead, role=Role.PARTICIPATING)
    assert codes(planner, lead=lead.pk) == ["1"]
    assert codes(planner, office=lead.pk) == ["1", "2"]


@pytest.mark.both
def test_one_field_finds_an_office_by_a_part_of_its_name(planner: Client, report: Report) -> None:
    youth, sport = (factories.make_office(report.municipality, name=name) for name in ("Jugendamt", "Sportamt"))
    factories.make_measure(report, code="1", lead=youth)
    factories.make_measure(report, code="2", lead=sport)
    assert codes(planner, **{"find-office": "jugend"}) == ["1"]
    page = planner.get(LIST, {"find-office": "amt", "status": "none"}).text
    assert f'"?office={youth.pk}&amp;status=none"' in page
    assert f'"?office={sport.pk}&amp;status=none"' in page
    assert '<option value="Jugendamt">' in page
    assert '<input type="hidden" name="status" value="none">' in page


def test_an_office_that_is_chosen_can_be_narrowed_down_to_its_lead(planner: Client, report: Report) -> None:
    office = factories.make_office(report.municipality)
    factories.make_measure(report, lead=office)
    assert f'"?lead={office.pk}"' in planner.get(LIST, {"office": office.pk}).text


def test_a_name_that_fits_no_office_says_so_and_hides_nothing(planner: Client, report: Report) -> None:
    factories.make_measure(report, code="1", lead=factories.make_office(report.municipality, name="Jugendamt"))
    response = planner.get(LIST, {"find-office": "Feuerwehr"})
    assert "Nothing fits." in response.text
    assert [measure.code for measure in rows(response)] == ["1"]


@pytest.mark.both
def test_filters_by_any_number_of_months_without_a_report(planner: Client, report: Report) -> None:
    for code, day in (("1", date(2021, 4, 30)), ("2", date(2021, 3, 31)), ("3", None)):
        measure = factories.make_measure(report, code=code)
        if day:
            factories.make_update(measure, as_of=day, status=Status.IN_PROGRESS)
    factories.make_update(factories.make_measure(report, code="4"), as_of=date(2019, 1, 1), status=Status.DONE)
    assert codes(planner, silence=1) == ["1", "2", "3"]
    assert codes(planner, silence=2) == ["2", "3"]
    page = planner.get(LIST, {"silence": 2}).text
    assert '<input type="number" name="silence" id="id_months_of_silence" min="1" max="240" value="2">' in page
    assert codes(planner, silence="abc") == ["1", "2", "3", "4"]


@pytest.mark.both
def test_filters_by_municipality_and_report(planner: Client, report: Report) -> None:
    factories.make_measure(report, code="1")
    factories.make_measure(factories.make_report(report.municipality, title="ZZ"), code="2")
    factories.make_measure(code="3")
    assert codes(planner, report__id__exact=report.pk) == ["1"]
    assert codes(planner, report__municipality__id__exact=report.municipality_id) == ["1", "2"]


@pytest.mark.both
def test_a_section_stands_for_all_below_it(planner: Client, report: Report) -> None:
    section = factories.make_section(report, title="Oben")
    below = factories.make_section(parent=factories.make_section(parent=section))
    factories.make_measure(report, code="1", section=below)
    factories.make_measure(report, code="2", section=factories.make_section(report))
    assert codes(planner, report__id__exact=report.pk, section=section.pk) == ["1"]


def test_sections_and_offices_of_other_reports_are_not_offered(planner: Client, report: Report) -> None:
    factories.make_section(report, title="Hier")
    factories.make_measure(report, lead=factories.make_office(report.municipality, name="Amt hier"))
    other = factories.make_report()
    factories.make_section(other, title="Anderswo")
    factories.make_measure(other, lead=factories.make_office(other.municipality, name="Amt anderswo"))
    specs = planner.get(f"{LIST}?report__id__exact={report.pk}").context["cl"].filter_specs
    offered = " ".join(str(title) for spec in specs for title in getattr(spec, "lookup_choices", []))
    assert "Hier" in offered
    assert "Amt hier" in offered
    assert "Anderswo" not in offered
    assert "Amt anderswo" not in offered


@pytest.mark.both
def test_another_municipality_forgets_the_report(planner: Client, report: Report) -> None:
    section = factories.make_section(report)
    factories.make_measure(report, section=section)
    factories.make_measure(report)
    other = factories.make_measure().report
    place = f"report__municipality__id__exact={report.municipality_id}&report__id__exact={report.pk}"
    page = planner.get(f"{LIST}?{place}&section={section.pk}&deadline=none").text
    assert f'"?deadline=none&amp;report__municipality__id__exact={other.municipality_id}"' in page


def test_even_a_single_report_is_offered_for_its_sections(planner: Client, report: Report) -> None:
    factories.make_measure(report)
    assert f'"?report__id__exact={report.pk}"' in planner.get(LIST).text


@pytest.mark.both
def test_measures_are_deleted_together(planner: Client, report: Report) -> None:
    whole = factories.make_measure(parent=factories.make_measure(report)).parent
    assert whole
    factories.make_update(whole)
    left = factories.make_measure(report)
    data = {"action": "delete_selected", "_selected_action": [whole.pk], "post": "yes"}
    assert planner.post(LIST, data).status_code == 302
    assert list(Measure.objects.all()) == [left]


def test_sections_are_offered_only_with_a_report(planner: Client, report: Report) -> None:
    factories.make_section(report, title="Nur im Bericht")
    factories.make_measure(report)
    assert "Nur im Bericht" not in planner.get(LIST).text


@pytest.mark.parametrize("nonsense", ["section=abc", "lead=abc", "status=xyz", "deadline=maybe"])
def test_a_filter_that_means_nothing_does_no_harm(planner: Client, nonsense: str) -> None:
    factories.make_measure()
    assert planner.get(f"{LIST}?{nonsense}").status_code == 200


@pytest.mark.both
def test_counts_beside_the_filters_work(planner: Client, report: Report) -> None:
    factories.make_measure(report, lead=factories.make_office(report.municipality))
    page = planner.get(f"{LIST}?_facets=True&report__id__exact={report.pk}").text
    assert "no report yet (1)" in page


@pytest.mark.both
def test_a_measure_with_parts_is_not_said_to_lack_a_report(planner: Client) -> None:
    whole = factories.make_measure(title="Ganzes")
    factories.make_update(factories.make_measure(parent=whole, code="M1", title="Teil"))
    page = planner.get(f"/admin/catalog/measure/?status=none&report__id__exact={whole.report.pk}")
    assert b"Ganzes" not in page.content
    every = planner.get(f"/admin/catalog/measure/?report__id__exact={whole.report.pk}")
    assert b"Ganzes" in every.content
    assert "noch keine Meldung</span>" not in every.content.decode()


def test_rows_lead_to_forms_that_know_the_filters_of_the_list(planner: Client, report: Report) -> None:
    form = admin_url("catalog_measure_change", factories.make_measure(report, title="Beratung").pk)

    found = planner.get(LIST, {"q": "beratung", "publication__exact": "published"}).text

    assert found.count(f'href="{form}?_changelist_filters=q%3Dberatung%26publication__exact%3Dpublished"') == 2
    assert planner.get(LIST).text.count(f'href="{form}"') == 2
