"""A paper beside others: what it replaces, what came before it, and who learns of that."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.choices import Column
from catalog.history.restore_version import RefusedRestoreError
from catalog.models import DeletedThing, Measure, Municipality, Report
from catalog.permissions.scope import STRANGER
from catalog.recycle_bin.cascade import remove
from catalog.recycle_bin.restore import restore
from reports.choices import Audience, ConsultationResult, PaperState
from reports.council.agenda import to_record
from reports.council.drafting import correct, fill
from reports.council.issuing import NotIssuedError, content_of, draft, issue
from reports.council.paper_data import last_paper
from reports.models import Committee, Consultation, CouncilPaper, FrozenPaper
from tests import factories
from tests.admin_pages import form_data

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2022, 1, 15), date(2022, 6, 29)


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(slug="stadt")


@pytest.fixture
def report(city: Municipality) -> Report:
    report = factories.make_report(city, slug="bericht", title="Sozialbericht")
    factories.make_update(factories.make_measure(report, code="A1"), as_of=date(2022, 3, 1))
    return report


@pytest.fixture
def committee(city: Municipality) -> Committee:
    return factories.make_committee(city, name="Sozialausschuss", slug="sozialausschuss")


def make_paper(report: Report, day: date, **fields: Any) -> CouncilPaper:
    return factories.make_paper(report, dated_on=day, slug=f"vorlage-vom-{day:%Y-%m-%d}", **fields)


def said_to(audience: Audience, paper: CouncilPaper) -> str:
    return FrozenPaper.objects.get(paper=paper, audience=audience).text


class TestClosedPapers:
    """Papers that only closed meetings have had."""

    @pytest.fixture
    def closed(self, report: Report, committee: Committee) -> CouncilPaper:
        return issue(make_paper(report, FIRST, subject="Geheimsache", is_public=False, committee=committee))

    def test_a_public_correction_does_not_name_them(self, closed: CouncilPaper) -> None:
        correction = correct(closed)
        correction.subject = "Neue Fassung"
        correction.save()
        correction.consultations.update(is_public=True)
        issue(correction)
        assert "Geheimsache" not in said_to(Audience.PUBLIC, correction)
        assert "Geheimsache" in said_to(Audience.HOUSE, correction)

    def test_a_public_meeting_added_later_does_not_name_them(
        self, client: Client, closed: CouncilPaper, committee: Committee
    ) -> None:
        Consultation.objects.create(paper=closed, committee=committee, meeting_on=SECOND, order=2)
        page = committee.get_absolute_url()
        for url in (page, f"{page}termine.ics", "/stadt/bericht/", "/stadt/bericht/A1/", "/stadt/vorlagen/"):
            answer = client.get(url)
            assert answer.status_code == 200, url
            assert "Geheimsache" not in answer.text, url
            assert closed.slug not in answer.text, url

    @pytest.mark.usefixtures("closed")
    def test_a_sentence_about_the_last_paper_is_written_for_those_who_know_it(self, report: Report) -> None:
        paper = make_paper(report, SECOND)
        paper.sections.all().delete()
        fill(paper)
        assert "letzte_vorlage" not in paper.sections.get(heading="Stand der Umsetzung").text


def test_papers_of_a_report_that_was_closed_stay_closed(client: Client, report: Report, committee: Committee) -> None:
    Report.objects.update(is_public=False)
    issue(make_paper(report, FIRST, subject="Geheimsache", committee=committee))
    Report.objects.update(is_public=True)
    assert "Geheimsache" not in client.get(committee.get_absolute_url()).text


def test_a_proposal_that_everybody_reads_names_a_committee_that_meets_in_public(
    city: Municipality, report: Report, committee: Committee
) -> None:
    secret = factories.make_committee(city, name="Geheimrat")
    paper = make_paper(report, SECOND, committee=secret, is_public=False)
    Consultation.objects.create(paper=paper, committee=committee, meeting_on=SECOND, order=2)
    fill(paper)
    assert CouncilPaper.objects.get(pk=paper.pk).proposal.startswith("Sozialausschuss")


def test_braces_in_the_title_of_a_report_name_no_figure(report: Report) -> None:
    report.title = "Sozialbericht {Entwurf}"
    report.save()
    paper = make_paper(report, SECOND)
    paper.sections.all().delete()
    fill(paper)
    assert not issue(paper).is_draft


class TestTheLastPaper:
    def test_is_not_the_one_it_corrects(self, report: Report) -> None:
        correction = correct(issue(make_paper(report, FIRST)))
        correction.dated_on = SECOND
        correction.save()
        assert last_paper(correction, STRANGER) is None
        assert last_paper(issue(correction), STRANGER) is None

    def test_is_still_the_last_while_its_correction_is_a_draft(self, report: Report) -> None:
        first = issue(make_paper(report, FIRST))
        correct(first)
        assert last_paper(make_paper(report, SECOND), STRANGER) == first

    def test_is_the_correction_once_that_is_issued(self, report: Report) -> None:
        correction = issue(correct(issue(make_paper(report, FIRST))))
        assert last_paper(make_paper(report, SECOND), STRANGER) == correction


def test_what_has_been_replaced_is_not_replaced_again(report: Report) -> None:
    first = issue(make_paper(report, FIRST))
    correction = correct(first)
    assert correct(first) == correction
    issue(correction)
    with pytest.raises(NotIssuedError, match="ersetzt"):
        correct(first)


def test_filling_a_paper_that_somebody_has_just_issued_does_not_make_it_a_draft_again(report: Report) -> None:
    seen_as_draft = make_paper(report, SECOND)
    issue(seen_as_draft)
    with pytest.raises(NotIssuedError):
        fill(seen_as_draft)
    assert CouncilPaper.objects.get(pk=seen_as_draft.pk).state == PaperState.ISSUED


def test_what_a_new_version_would_say_is_marked_as_a_draft(report: Report) -> None:
    paper = issue(make_paper(report, SECOND))
    assert draft(content_of(paper, Audience.HOUSE)).footer.startswith("Entwurf")
    assert "Entwurf" not in said_to(Audience.HOUSE, paper)


def test_a_table_of_numbers_needs_no_numbers(report: Report) -> None:
    Measure.objects.get(report=report).delete()
    factories.make_measure(report, code="")
    assert not issue(make_paper(report, SECOND, columns=["code"])).is_draft


def test_indicators_of_measures_added_later_are_not_known_yet(report: Report) -> None:
    for name, added_on in (("Plätze", FIRST), ("Stellen", date(2022, 9, 1))):
        factories.make_indicator(factories.make_measure(report, added_on=added_on), name=name)
    text = said_to(Audience.PUBLIC, issue(make_paper(report, SECOND)))
    assert "Plätze" in text
    assert "Stellen" not in text


class TestVersions:
    """What becomes of the meetings of a paper that is corrected."""

    @pytest.fixture
    def first(self, report: Report, committee: Committee) -> CouncilPaper:
        return issue(make_paper(report, FIRST, committee=committee))

    def test_a_meeting_that_has_dealt_with_the_old_one_does_not_deal_with_the_new(self, first: CouncilPaper) -> None:
        first.consultations.update(result=ConsultationResult.NOTED)
        assert not correct(first).consultations.exists()

    def test_what_was_put_off_is_before_the_committee_again(
        self, client: Client, city: Municipality, first: CouncilPaper
    ) -> None:
        client.force_login(factories.make_planner(city))
        url = reverse("admin:reports_consultation_change", args=[first.consultations.get().pk])
        for _time in range(2):
            client.post(url, {**form_data(client, url), "result": ConsultationResult.ADJOURNED})
        assert [one.meeting_on for one in first.consultations.filter(result="")] == [None]
        assert first.consultations.count() == 2
        assert correct(first).consultations.count() == 1

    def test_one_that_was_put_off_waits_for_another_day(self, first: CouncilPaper) -> None:
        first.consultations.update(result=ConsultationResult.ADJOURNED)
        again = correct(first).consultations.get()
        assert (again.result, again.meeting_on) == ("", None)

    def test_the_measure_names_the_one_that_was_presented(self, client: Client, first: CouncilPaper) -> None:
        correction = issue(correct(first))
        shown = client.get("/stadt/bericht/A1/").text
        assert shown.count("am 15.01.2022 vorgelegt") == 1
        assert correction.get_absolute_url() in shown

    def test_only_the_newest_waits_for_its_result(self, city: Municipality, first: CouncilPaper) -> None:
        planner = factories.make_planner(city)
        correction = issue(correct(first))
        assert [held.paper for held in to_record(planner)] == [correction]


def test_what_was_thrown_away_does_not_come_back_into_an_issued_paper(city: Municipality, report: Report) -> None:
    paper, planner = make_paper(report, SECOND), factories.make_planner(city)
    remove(list(paper.sections.all()), planner)
    issue(paper)
    with pytest.raises(RefusedRestoreError, match="herausgegeben"):
        restore(DeletedThing.objects.get(), planner)
    assert not paper.sections.exists()


def test_issuing_needs_as_many_queries_for_many_measures(city: Municipality) -> None:
    def issue_about(number: int) -> int:
        report = factories.make_report(city)
        for _measure in range(number):
            measure = factories.make_measure(report)
            factories.make_update(factories.make_measure(parent=measure, code="M1"), as_of=date(2022, 3, 1))
            factories.make_target(factories.make_indicator(measure))
        issue(factories.make_paper(report, dated_on=FIRST))
        paper = factories.make_paper(report, dated_on=SECOND, columns=list(Column.values))
        with CaptureQueriesContext(connection) as queries:
            issue(paper)
        return len(queries)

    assert issue_about(10) == issue_about(2)


@pytest.mark.parametrize("is_public", [True, False])
def test_a_planner_is_told_when_everybody_has_no_document(
    client: Client, city: Municipality, report: Report, is_public: bool
) -> None:
    paper = issue(make_paper(report, FIRST, is_public=is_public))
    client.force_login(factories.make_planner(city))
    shown = client.get(reverse("admin:reports_councilpaper_change", args=[paper.pk])).text
    assert ("nur für Verwaltung und Rat herausgegeben" in shown) is not is_public
