"""Each tab of a report says what to do next, as far as the report has come."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.choices import Publication
from catalog.models import Municipality, Office, Report, Responsibility
from monitoring.choices import AnswerState, ImportState, ReviewState
from monitoring.imports.job import ImportJob
from monitoring.models import RoundAnswer, SpreadsheetImport
from reports.choices import PaperState
from reports.models import CouncilPaper
from tests import factories
from tests.reports.pages import get, text

pytestmark = pytest.mark.usefixtures("without_cities")
LATER = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def report() -> Report:
    city = factories.make_municipality(name="Heidelberg")
    return factories.make_report(city, title="Soziale Lage", published_on=timezone.localdate())


@pytest.fixture
def city(report: Report) -> Municipality:
    return report.municipality


@pytest.fixture
def office(city: Municipality) -> Office:
    return factories.make_office(city, name="Jugendamt")


@pytest.fixture
def planner(client: Client, city: Municipality) -> Client:
    client.force_login(factories.make_planner(city, username="planung"))
    return client


def steps(planner: Client, report: Report, tab: str = "") -> dict[str, str]:
    """What a tab says to do next, sentence by sentence, each with the address of its link, which opens."""
    found = {}
    page = f"/en/admin/catalog/report/{report.pk}/{tab}"
    for sentence in get(planner, page).select(".next-steps span"):
        url = str(sentence.select("a")[0]["href"])
        assert planner.get(page if url.startswith("#") else url, follow=True).status_code == 200, url
        found[text(sentence)] = url
    return found


def test_an_empty_report_is_to_be_filled(planner: Client, report: Report) -> None:
    into_it = f"report={report.pk}"
    told = steps(planner, report)
    assert list(told) == ["There are no measures yet. Read in a table .", "Without a file: type them into a table ."]
    assert into_it in told["There are no measures yet. Read in a table ."]
    for tab in ("sections/", "imports/", "change/"):
        assert into_it in next(url for words, url in steps(planner, report, tab).items() if "Read in a table" in words)
    for tab in ("indicators/", "rounds/", "publication/"):
        assert [words for words in steps(planner, report, tab) if "Add measures" in words]


@pytest.mark.both
def test_measures_without_lead_are_named_and_listed(planner: Client, report: Report, office: Office) -> None:
    factories.make_measure(report, lead=office)
    whole = factories.make_measure(report)
    factories.make_measure(parent=whole, lead=office)  # its lead speaks for the whole
    factories.make_measure(report)
    factories.make_measure(factories.make_report(report.municipality))
    [(words, url)] = [one for one in steps(planner, report).items() if "lead" in one[0]]
    assert words == "1 measure has no lead office. Name who leads ."
    listed: Any = planner.get(url)
    assert listed.context["cl"].result_count == 1


def test_drafts_and_what_is_not_public_are_to_be_published(planner: Client, report: Report, office: Office) -> None:
    measure = factories.make_measure(report, lead=office, publication=Publication.DRAFT)
    assert "1 measure is a draft. Publish ." in steps(planner, report)
    assert "Some of it is hidden still: publish it below. See the rest ." in steps(planner, report, "publication/")
    measure.publication = Publication.PUBLISHED
    measure.save()
    Report.objects.filter(pk=report.pk).update(is_public=False)
    assert "Only the administration sees the report. Publish ." in steps(planner, report)
    told = steps(planner, report, "publication/")
    assert "Look through the report as others will see it, then publish it below. See it ." in told


def test_when_all_is_done_there_is_something_left_to_do(planner: Client, report: Report, office: Office) -> None:
    factories.make_measure(report, lead=office)
    told = steps(planner, report)
    assert list(told) == ["All measures are public, led by somebody, and reported on in time. Make a paper of it ."]
    told = steps(planner, report, "publication/")
    assert list(told) == ["Everything is public. Show it on the pages of the city, too ."]


@pytest.mark.both
def test_silence_leads_to_a_round(planner: Client, report: Report, office: Office) -> None:
    factories.make_measure(report, lead=office)
    Report.objects.filter(pk=report.pk).update(published_on=date(2010, 1, 1))
    assert "Nobody has reported on 1 measure for too long. Ask the offices ." in steps(planner, report)
    [url] = steps(planner, report, "rounds/").values()
    assert f"report={report.pk}" in url


@pytest.mark.both
def test_a_round_says_who_is_missing_and_what_to_review(planner: Client, report: Report, office: Office) -> None:
    measure = factories.make_measure(report, lead=office)
    planned = factories.make_round(report, title="Frühjahr", opened_at=None)
    assert list(steps(planner, report, "rounds/")) == ["“Frühjahr” is planned; nobody has been asked yet. Go on ."]
    planned.delete()
    running = factories.make_round(report, title="Herbst", open_until=date(2030, 7, 31))
    request = factories.make_request(running, office, measure)
    told = steps(planner, report, "rounds/")
    assert list(told) == ["“Herbst” runs until 07/31/2030, 1 office is missing. See who ."]
    RoundAnswer.objects.filter(request=request).update(state=AnswerState.SUBMITTED)
    assert list(steps(planner, report, "rounds/")) == ["1 answer waits for review. Review ."]
    RoundAnswer.objects.filter(request=request).update(state=AnswerState.PUBLISHED)
    assert list(steps(planner, report, "rounds/")) == ["All offices have answered in “Herbst”. Close the round ."]
    running.closed_at = timezone.now()
    running.save()
    assert list(steps(planner, report, "rounds/")) == [
        "“Herbst” is closed, and the council has no paper about it. Make it ."
    ]


@pytest.mark.both
def test_sections_say_what_lies_nowhere(planner: Client, report: Report, office: Office) -> None:
    measures = [factories.make_measure(report, lead=office) for _number in range(15)]
    assert list(steps(planner, report, "sections/")) == [
        "So many measures are easier to read in sections. Add the first one ."
    ]
    section = factories.make_section(report, title="Arbeit")
    told = steps(planner, report, "sections/")
    assert list(told) == [
        "15 measures lie in no section. Tick and move them .",
        "1 section holds no measure. Move some there .",
    ]
    for measure in measures:
        measure.section = section
        measure.save()
    assert list(steps(planner, report, "sections/")) == ["Every measure lies in a section. Look at the measures ."]


@pytest.mark.both
def test_an_import_is_to_be_finished(planner: Client, report: Report) -> None:
    ImportJob.upload(report, b"Nr.;Titel\nA9;Neu\n", "stand.csv").spreadsheet_import.save()
    SpreadsheetImport.objects.create(report=report, file_name="fertig.csv", digest="", state=ImportState.DONE)
    assert "“stand.csv” has not been read in to the end. Go on ." in " ".join(steps(planner, report, "imports/"))
    factories.make_measure(report)
    SpreadsheetImport.objects.exclude(state=ImportState.DONE).delete()
    [words] = steps(planner, report, "imports/")
    assert words.endswith("Take the table .")


@pytest.mark.both
def test_indicators_say_what_they_lack(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report)
    assert list(steps(planner, report, "indicators/").values()) == ["#indicator-measure"]
    indicator = factories.make_indicator(measure, name="Plätze")
    assert "“Plätze” has no target. Say what is aimed at ." in steps(planner, report, "indicators/")
    factories.make_target(indicator, due="2030")
    assert list(steps(planner, report, "indicators/")) == ["“Plätze” has no value yet. Enter one ."]
    factories.make_target(indicator, due="2020")
    [(words, url)] = steps(planner, report, "indicators/").items()
    assert words == "The day of a target has passed without a value for 1 indicator. Enter it ."
    listed: Any = planner.get(url)
    assert listed.context["cl"].result_count == 1
    factories.make_value(indicator)
    assert list(steps(planner, report, "indicators/")) == [
        "Every target whose day has passed has its value. See how they stand ."
    ]


@pytest.mark.both
def test_papers_go_to_the_next_meeting(planner: Client, report: Report) -> None:
    committee = factories.make_committee(report.municipality, name="Sozialausschuss")
    assert "The council has not been told about this report yet. Make the first paper ." in steps(
        planner, report, "papers/"
    )
    elsewhere = factories.make_paper(factories.make_report(report.municipality), slug="andere")
    elsewhere.consultations.create(committee=committee, meeting_on=date(2030, 3, 1))
    words = "Sozialausschuss meets on 03/01/2030; this report has no paper for it. Make one ."
    assert words in steps(planner, report, "papers/")
    paper = factories.make_paper(report, slug="eigene", subject="Stand")
    paper.consultations.all().delete()
    assert "“Stand” is a draft. Finish it ." in steps(planner, report, "papers/")
    paper.consultations.create(committee=committee, meeting_on=date(2030, 3, 2), hand_in_by=date(2030, 2, 1))
    assert "“Stand” has to reach Sozialausschuss by 02/01/2030. Finish it ." in steps(planner, report, "papers/")
    paper.consultations.update(meeting_on=date(2020, 3, 2), hand_in_by=None)
    CouncilPaper.objects.filter(pk=paper.pk).update(state=PaperState.ISSUED)
    assert "What Sozialausschuss decided on 03/02/2020 is not recorded. Record it ." in steps(
        planner, report, "papers/"
    )


@pytest.mark.both
def test_updates_of_offices_are_reviewed_before_publishing(planner: Client, report: Report, office: Office) -> None:
    factories.make_update(factories.make_measure(report, lead=office), publication=ReviewState.SUBMITTED)
    elsewhere = factories.make_measure(factories.make_report(report.municipality))
    factories.make_update(elsewhere, publication=ReviewState.SUBMITTED)
    told = steps(planner, report, "publication/")
    listed: Any = planner.get(told["1 update of an office waits. Review first ."])
    assert listed.context["cl"].result_count == 1


@pytest.mark.both
def test_settings_ask_for_the_day_of_publication(planner: Client, report: Report) -> None:
    factories.make_measure(report)
    Report.objects.filter(pk=report.pk).update(published_on=None)
    assert "#id_published_on" in steps(planner, report, "change/").values()


def test_a_closed_report_leads_to_the_next_one(planner: Client, report: Report) -> None:
    factories.make_measure(report)
    Report.objects.filter(pk=report.pk).update(is_closed=True)
    for tab in ("", "sections/", "rounds/", "publication/", "change/"):
        assert list(steps(planner, report, tab)) == ["This report is closed. Begin the next report ."]
    after = factories.make_report(report.municipality, title="Fortschreibung", predecessor=report)
    [url] = steps(planner, report).values()
    assert url == f"/en/admin/catalog/report/{after.pk}/"


def test_a_report_just_begun_is_to_be_looked_through(planner: Client, report: Report) -> None:
    after = factories.make_report(report.municipality, title="Neu", predecessor=report, is_public=False)
    factories.make_measure(after)
    told = steps(planner, after, "change/")
    assert "It continues “Soziale Lage”; nobody outside sees it yet. Look through it and publish ." in told


def test_a_lead_is_enough(planner: Client, report: Report, office: Office) -> None:
    measure = factories.make_measure(report)
    Responsibility.objects.create(measure=measure, office=office)
    assert "1 measure has no lead office. Name who leads ." not in steps(planner, report)
