"""Annexes of papers with their files: attached to a draft, frozen with it, and shown to whoever may see them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from monitoring.attachments.contents import find
from reports.council.drafting import correct
from reports.council.issuing import issue
from reports.models import CouncilPaper, PaperAnnex
from tests import factories
from tests.admin_pages import admin_url, form_data, row_errors
from tests.pictures import uploaded
from tests.uploads import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]


@pytest.fixture
def paper() -> CouncilPaper:
    return factories.make_paper(factories.make_report(factories.make_municipality(slug="hier")), slug="vorlage")


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def planner_of(paper: CouncilPaper) -> Client:
    return logged_in(factories.make_planner(paper.municipality))


def send(client: Client, paper: CouncilPaper, content: bytes, **values: str) -> Any:
    """The form of the paper with a file for its only annex."""
    url = admin_url("reports_councilpaper_change", paper.pk).removeprefix("/en")
    data = {**form_data(client, url), **{f"annexes-0-{name}": value for name, value in values.items()}}
    data["annexes-0-upload"] = SimpleUploadedFile("Karte.bin", content)
    return client.post(url, data)


def test_a_planner_adds_the_file_of_an_annex(paper: CouncilPaper) -> None:
    planner = planner_of(paper)
    assert send(planner, paper, PDF).status_code == 302
    annex = paper.annexes.get()
    assert (annex.title, annex.file_name, annex.is_public) == ("Karte", "Karte.pdf", False)
    assert planner.get(annex.get_absolute_url()).content == PDF
    assert annex.get_absolute_url() in planner.get(f"/admin/reports/councilpaper/{paper.pk}/change/").text


def test_an_annex_may_still_be_named_without_a_file(paper: CouncilPaper) -> None:
    planner, url = planner_of(paper), admin_url("reports_councilpaper_change", paper.pk)
    assert planner.post(url, {**form_data(planner, url), "annexes-0-title": "Plan"}).status_code == 302
    annex = paper.annexes.get()
    assert (annex.title, annex.digest) == ("Plan", "")
    assert planner.get(annex.get_absolute_url()).status_code == 404


def test_what_is_refused_is_said_at_its_annex(paper: CouncilPaper) -> None:
    planner = planner_of(paper)
    assert "werden nicht angenommen" in row_errors(send(planner, paper, b"MZ"))
    assert "was das Bild zeigt" in row_errors(send(planner, paper, uploaded("JPEG")))
    assert send(planner, paper, uploaded("JPEG"), alternative="Eine Karte").status_code == 302
    assert paper.annexes.get().kind == "jpg"


def test_once_issued_the_file_stays_and_the_page_leads_to_it(client: Client, paper: CouncilPaper) -> None:
    annex = factories.make_annex(paper, PDF, title="Gutachten", is_public=True)
    private = factories.make_annex(paper, PDF, title="Vermerk")
    assert client.get(annex.get_absolute_url()).status_code == 404
    issue(paper)
    assert client.get(annex.get_absolute_url()).content == PDF
    assert client.get(private.get_absolute_url()).status_code == 404
    page = BeautifulSoup(client.get("/hier/vorlagen/vorlage/").text, "lxml")
    section = page.select_one("section:has(#anlagen)")
    assert section
    assert [link["href"] for link in section.select("a")] == [annex.get_absolute_url()]
    assert "PDF" in section.get_text()
    reader = logged_in(factories.make_reader(paper.municipality))
    assert reader.get(private.get_absolute_url()).content == PDF
    assert "nicht öffentlich" in reader.get("/hier/vorlagen/vorlage/").text
    planner = planner_of(paper)
    shown = planner.get(f"/admin/reports/councilpaper/{paper.pk}/change/")
    assert shown.status_code == 200
    assert 'type="file"' not in shown.text


def test_a_paper_before_a_closed_meeting_hides_its_annexes(client: Client) -> None:
    paper = factories.make_paper(is_public=False)
    annex = factories.make_annex(paper, PDF, is_public=True)
    issue(paper)
    assert client.get(annex.get_absolute_url()).status_code == 404
    assert logged_in(factories.make_reader(paper.municipality)).get(annex.get_absolute_url()).status_code == 200


def test_a_correction_takes_the_files_along(paper: CouncilPaper) -> None:
    factories.make_annex(paper, PDF, title="Gutachten", is_public=True)
    issue(paper)
    copy = PaperAnnex.objects.get(paper=correct(paper), title="Gutachten")
    assert (copy.is_public, find(copy.digest).content) == (True, PDF)
