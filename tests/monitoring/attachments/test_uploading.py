"""The page on which a file is attached: by whom, with which words, and what is said afterwards."""

import sys
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import Settings

from catalog.models import DeletedThing, Measure, Office, User
from monitoring.attachments.contents import find
from monitoring.choices import ReviewState
from monitoring.models import Attachment, FileContent
from tests import factories
from tests.admin_pages import admin_url, errors, form_data
from tests.pictures import uploaded
from tests.uploads import PDF, office_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]

ADD = "/admin/monitoring/attachment/add/"


@pytest.fixture
def office() -> Office:
    return factories.make_office(factories.make_municipality(name="Hier", slug="hier"))


@pytest.fixture
def measure(office: Office) -> Measure:
    return factories.make_measure(factories.make_report(office.municipality, slug="bericht"), code="A1", lead=office)


@pytest.fixture
def planner(client: Client, office: Office) -> User:
    planner = factories.make_planner(office.municipality)
    client.force_login(planner)
    return planner


def send(client: Client, measure: Measure, content: bytes | None = PDF, name: str = "Plan.pdf", **values: Any) -> Any:
    """What a person sends from the empty form."""
    data = {"measure": measure.pk, "title": "", "alternative": "", "publication": "draft", "remark": "", **values}
    if content is not None:
        data["upload"] = SimpleUploadedFile(name, content)
    return client.post(f"{ADD}?measure={measure.pk}", data, follow=True)


def said(response: Any) -> str:
    return " ".join(BeautifulSoup(response.text, "lxml").get_text().split())


def test_a_planner_attaches_a_document(client: Client, planner: User, measure: Measure) -> None:
    page = send(client, measure, publication="published")
    row = Attachment.objects.get()
    assert (row.title, row.file_name, row.kind, row.publication) == ("Plan", "Plan.pdf", "pdf", "published")
    assert find(row.digest).content == PDF
    assert "Jetzt öffentlich zu sehen." in said(page)
    assert Attachment.history.get().history_user == planner


def test_it_is_private_until_somebody_says_otherwise(client: Client, planner: User, measure: Measure) -> None:
    form = client.get(f"{ADD}?measure={measure.pk}").context["adminform"].form
    assert form["publication"].value() == "draft"
    page = send(client, measure)
    assert "Noch nicht öffentlich" in said(page)


def test_a_file_of_a_draft_says_what_it_waits_for(client: Client, planner: User, measure: Measure) -> None:
    update = factories.make_update(measure, publication="draft")
    page = send(client, measure, publication="published", update=update.pk)
    assert Attachment.objects.get().update == update
    assert "die Meldung dazu ist noch nicht öffentlich" in said(page)


def test_a_photo_needs_a_text_alternative(client: Client, planner: User, measure: Measure) -> None:
    response = send(client, measure, uploaded("JPEG"), "foto.jpg")
    assert list(errors(response)) == ["alternative"]
    assert "was das Bild zeigt" in said(response)
    assert not Attachment.objects.exists()
    send(client, measure, uploaded("JPEG"), "foto.jpg", alternative="Kinder pflanzen eine Linde", title="Lindenfest")
    assert Attachment.objects.get().alternative == "Kinder pflanzen eine Linde"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Wählen Sie eine Datei"),
        (b"", "leer"),
        (b"MZ\x90\0", "werden nicht angenommen"),
        (office_file("docx", **{"word/vbaProject.bin": b"x"}), "Makros"),
    ],
)
def test_what_is_wrong_stands_beside_the_file(
    client: Client, planner: User, measure: Measure, content: bytes | None, words: str
) -> None:
    response = send(client, measure, content)
    assert words in " ".join(errors(response)["upload"])
    assert not FileContent.objects.exists()


def test_what_is_so_large_that_it_never_arrives_is_said_as_well(
    client: Client, planner: User, measure: Measure, settings: Settings
) -> None:
    settings.ATTACHMENT_MAX_BYTES, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000, 2000
    for content in (PDF + b" " * 1000, PDF + b" " * 5000):
        assert "zu groß" in " ".join(errors(send(client, measure, content))["upload"])


def test_the_scanner_is_asked_before_anything_is_locked(
    client: Client, planner: User, measure: Measure, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks: list[int] = []

    def answer(_command: list[str], _content: bytes) -> int:
        blocks.append(len(connection.savepoint_ids))
        return 1

    settings.ATTACHMENT_SCANNER = [sys.executable]
    monkeypatch.setattr("monitoring.attachments.scanner.answer_of", answer)
    outside = len(connection.savepoint_ids)
    response = send(client, measure)
    assert blocks == [outside]
    assert "Virenscanner" in " ".join(errors(response)["upload"])


def test_an_office_attaches_what_a_planner_publishes(client: Client, office: Office, measure: Measure) -> None:
    client.force_login(factories.make_contributor(office))
    page = client.get(f"/admin/catalog/measure/{measure.pk}/change/")
    assert f"{ADD}?measure={measure.pk}" in page.text
    send(client, measure, publication="published", _submit="1")
    row = Attachment.objects.get()
    assert row.publication == ReviewState.SUBMITTED
    planner = Client()
    planner.force_login(factories.make_planner(office.municipality))
    assert "Anhänge zur Prüfung" in planner.get("/admin/").text
    url = admin_url("monitoring_attachment_change", row.pk)
    planner.post(url, {**form_data(planner, url), "_publish": "1"})
    row.refresh_from_db()
    assert row.publication == ReviewState.PUBLISHED
    shown = client.get(f"/admin/monitoring/attachment/{row.pk}/change/")
    assert 'type="file"' not in shown.text
    assert client.post(url, {"measure": measure.pk, "title": "Gekapert"}).status_code == 403


def test_nobody_attaches_to_what_is_not_theirs(client: Client, office: Office, measure: Measure) -> None:
    elsewhere = factories.make_office(office.municipality)
    client.force_login(factories.make_contributor(elsewhere))
    assert "measure" in errors(send(client, measure))
    assert not Attachment.objects.exists()


def test_an_update_of_another_measure_cannot_be_named(client: Client, planner: User, measure: Measure) -> None:
    update = factories.make_update(factories.make_measure(measure.report))
    assert "update" in errors(send(client, measure, update=update.pk))


def test_a_file_is_replaced_and_an_earlier_version_comes_back(client: Client, planner: User, measure: Measure) -> None:
    row = factories.make_attachment(measure, PDF, name="Alt.pdf")
    url = admin_url("monitoring_attachment_change", row.pk)
    other = office_file("docx")
    client.post(url, {**form_data(client, url), "upload": SimpleUploadedFile("Neu.docx", other)})
    row.refresh_from_db()
    assert (row.file_name, find(row.digest).content) == ("Neu.docx", other)
    old, new = Attachment.history.filter(id=row.pk).order_by("history_id")
    assert new.history_change_reason == "neue Datei"
    history = client.get(f"/admin/monitoring/attachment/{row.pk}/history/").text
    assert old.digest in history
    restoring = admin_url("monitoring_attachment_restore", row.pk, "monitoring.attachment", old.history_id)
    assert client.post(restoring, {"seen": new.history_id}).status_code == 302
    row.refresh_from_db()
    assert (row.file_name, find(row.digest).content) == ("Alt.pdf", PDF)


def test_a_version_whose_file_is_gone_does_not_come_back(client: Client, planner: User, measure: Measure) -> None:
    row = factories.make_attachment(measure, PDF)
    url = admin_url("monitoring_attachment_change", row.pk)
    client.post(url, {**form_data(client, url), "upload": SimpleUploadedFile("Neu.docx", office_file())})
    old, new = Attachment.history.filter(id=row.pk).order_by("history_id")
    FileContent.objects.filter(digest=old.digest).delete()
    restoring = f"/admin/monitoring/attachment/{row.pk}/history/monitoring.attachment/{old.history_id}/"
    response = client.post(restoring, {"seen": new.history_id})
    assert "nicht mehr gespeichert" in said(response)


def test_two_people_who_replace_it_at_once_are_told(client: Client, planner: User, measure: Measure) -> None:
    row = factories.make_attachment(measure, PDF)
    url = admin_url("monitoring_attachment_change", row.pk)
    late = form_data(client, url)
    client.post(url, {**form_data(client, url), "upload": SimpleUploadedFile("Neu.docx", office_file())})
    response = client.post(url, {**late, "upload": SimpleUploadedFile("Auch.pdf", PDF)})
    assert response.context["differences"]
    row.refresh_from_db()
    assert row.kind == "docx"


def test_the_page_of_the_measure_lists_them(client: Client, planner: User, measure: Measure) -> None:
    row = factories.make_attachment(measure, title="Lindenfest", alternative="Kinder pflanzen")
    page = BeautifulSoup(client.get(f"/admin/catalog/measure/{measure.pk}/change/").text, "lxml")
    (image,) = page.select(f'#attachments-group img[src="{row.preview_address}"]')
    assert image["alt"] == "Kinder pflanzen"
    assert page.select(f'#attachments-group a[href="/admin/monitoring/attachment/{row.pk}/change/"]')
    assert page.select(f'a.addlink[href="{ADD}?measure={measure.pk}"]')
    url = admin_url("catalog_measure_change", measure.pk)
    client.post(url, {**form_data(client, url), "title": "Neuer Titel"})
    measure.refresh_from_db()
    assert measure.title == "Neuer Titel"
    assert Attachment.objects.get() == row


def test_deleting_it_leads_into_the_bin(client: Client, planner: User, measure: Measure) -> None:
    row = factories.make_attachment(measure, PDF)
    url = admin_url("monitoring_attachment_delete", row.pk)
    seen = client.get(url).context["deleted_objects"][0].digest
    client.post(url, {"post": "yes", "seen": seen})
    assert not Attachment.objects.exists()
    client.post(admin_url("catalog_deletedthing_change", DeletedThing.objects.get().pk))
    assert find(Attachment.objects.get().digest).content == PDF


def test_nothing_is_attached_to_a_closed_report(client: Client, planner: User, measure: Measure) -> None:
    measure.report.is_closed = True
    measure.report.save()
    assert "measure" in errors(send(client, measure))
