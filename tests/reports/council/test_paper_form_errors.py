"""What cannot be saved is told in plain words, beside the field or row that it is about."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Municipality
from reports.choices import BlockKind
from reports.council.issuing import issue
from reports.models import Consultation, CouncilPaper, PaperBudget, TemplateBlock
from tests import factories
from tests.admin_pages import errors, form_data, row_errors

pytestmark = pytest.mark.django_db

DAY = date(2022, 6, 29)


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality()


@pytest.fixture
def paper(city: Municipality) -> CouncilPaper:
    return factories.make_paper(factories.make_report(city), slug="vorlage")


@pytest.fixture
def planner(client: Client, city: Municipality) -> Client:
    client.force_login(factories.make_planner(city))
    return client


def page_of(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def save(planner: Client, row: Any, **changed: object) -> Any:
    """The page that comes back."""
    url = page_of(row)
    answer = planner.post(url, {**form_data(planner, url), **changed})
    assert answer.status_code == 200
    return answer


def test_an_address_that_another_row_has_is_refused(planner: Client, city: Municipality, paper: CouncilPaper) -> None:
    twin = factories.make_paper(paper.report, slug="zweite")
    assert "Eine andere Vorlage dieser Kommune hat diese Adresse." in str(errors(save(planner, twin, slug="vorlage")))
    factories.make_committee(city, name="Rat", slug="rat")
    committee = factories.make_committee(city, name="Beirat", slug="beirat")
    assert "Ein anderes Gremium" in str(errors(save(planner, committee, slug="rat")))
    factories.make_report(city, slug="bericht")
    report = factories.make_report(city, slug="anderer")
    assert "Ein anderer Bericht" in str(errors(save(planner, report, slug="bericht")))


def test_a_block_that_the_template_has_already_is_refused(planner: Client, city: Municipality) -> None:
    template = factories.make_template(city)
    template.blocks.all().delete()
    for order, heading in enumerate(("Kopf", "Kosten")):
        TemplateBlock.objects.create(template=template, kind=BlockKind.FACTS, heading=heading, order=order)
    told = row_errors(save(planner, template, **{"blocks-1-heading": "Kopf"}))
    assert "Der Vordruck hat schon einen solchen Block unter dieser Überschrift." in told
    assert "heading" not in told


def test_words_that_no_paper_would_show_are_refused(planner: Client, city: Municipality) -> None:
    template = factories.make_template(city)
    template.blocks.all().delete()
    TemplateBlock.objects.create(template=template, kind=BlockKind.PROPOSAL, heading="Antrag")
    told = row_errors(save(planner, template, **{"blocks-0-lines": "Wir beantragen:"}))
    assert "Für eigene Worte gibt es den Inhalt „eigener Text“." in told


def test_two_consultations_on_the_same_day_are_refused(planner: Client, paper: CouncilPaper) -> None:
    paper.consultations.all().delete()
    committee = factories.make_committee(paper.municipality)
    for day in (DAY, date(2022, 9, 29)):
        Consultation.objects.create(paper=paper, committee=committee, meeting_on=day)
    told = row_errors(save(planner, paper, **{"consultations-1-meeting_on": "29.06.2022"}))
    assert "Diese Sitzung des Gremiums befasst sich schon mit der Vorlage." in told
    assert "meeting_on" not in told


def test_a_paper_cannot_be_handed_in_after_its_meeting(planner: Client, paper: CouncilPaper) -> None:
    told = row_errors(
        save(planner, paper, **{"consultations-0-meeting_on": "29.06.2022", "consultations-0-hand_in_by": "30.06.2022"})
    )
    assert "Das Abgabedatum liegt nach dem Sitzungsdatum." in told
    url = f"{reverse('admin:reports_councilpaper_add')}?report={paper.report_id}"
    sent = {"meeting_on": "29.06.2022", "hand_in_by": "30.06.2022", "subject": "Neu", "slug": "neu"}
    assert "hand_in_by" in errors(planner.post(url, {**form_data(planner, url), **sent}))


def test_a_result_in_the_future_is_refused(planner: Client, paper: CouncilPaper) -> None:
    consultation = issue(paper).consultations.get()
    told = errors(save(planner, consultation, result="noted", meeting_on="29.06.2199"))
    assert "Ein Ergebnis gibt es erst nach der Sitzung" in str(told["meeting_on"])


def test_an_adjourned_paper_gets_one_more_meeting(planner: Client, paper: CouncilPaper) -> None:
    issue(paper)
    url = f"{reverse('admin:reports_consultation_add')}?paper={paper.pk}"
    assert url in planner.get(page_of(paper)).text
    theirs = paper.consultations.get().committee
    sent = {**form_data(planner, url), "paper": paper.pk, "meeting_on": "29.09.2022"}
    other = factories.make_committee(factories.make_municipality())
    assert "committee" in errors(planner.post(url, {**sent, "committee": other.pk}))
    planner.post(url, {**sent, "committee": theirs.pk})
    assert paper.consultations.get(meeting_on=date(2022, 9, 29)).committee == theirs


def test_what_was_issued_for_the_house_goes_to_no_public_meeting(planner: Client, city: Municipality) -> None:
    paper = issue(factories.make_paper(factories.make_report(city), is_public=False))
    url = f"{reverse('admin:reports_consultation_add')}?paper={paper.pk}"
    sent = {**form_data(planner, url), "paper": paper.pk, "committee": paper.consultations.get().committee_id}
    assert "is_public" in errors(planner.post(url, {**sent, "meeting_on": "29.09.2022"}))


def test_an_issued_paper_is_shown_in_words(planner: Client, paper: CouncilPaper) -> None:
    PaperBudget.objects.filter(paper=paper).update(has_effect=True, year=2027)
    shown = planner.get(page_of(issue(paper))).text
    assert "Nummer, Thema" in shown
    assert "[&quot;code" not in shown
    assert "2027" in shown
    assert "2.027" not in shown
