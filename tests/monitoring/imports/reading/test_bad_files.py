"""Whatever is no table gets a sentence on the page of the upload: nothing is kept, nothing is served back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.models import Report
from monitoring.models import SpreadsheetImport
from tests import factories
from tests.monitoring.imports.clerk import workbook
from tests.monitoring.tables.files import changed, packed, parts
from tests.reports.pages import get, texts

pytestmark = pytest.mark.django_db

ADD = "/admin/monitoring/spreadsheetimport/add/"
XLSX = workbook(T=[["Nr.", "Titel"], ["A1", "Eins"]])
SHEET = "xl/worksheets/sheet1.xml"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
NESTED = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def smallest(sheet: str) -> bytes:
    """A workbook of one sheet in about a kilobyte."""

    def relation(kind: str, target: str) -> str:
        relations = f'<Relationship Id="a" Type="{OFFICE}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'

    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'spreadsheetml.{kind}+xml"/>'
        for part, kind in (("workbook", "sheet.main"), ("worksheets/s", "worksheet"))
    )
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
            "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/s.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="T" sheetId="1" '
            'r:id="a"/></sheets></workbook>',
            "xl/worksheets/s.xml": f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{sheet}'
            "</sheetData></worksheet>",
        }
    )


def row(number: int, *texts: str) -> str:
    cells = (f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{"".join(cells)}</row>'


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "Die Datei ist leer"),
    "header only": (b"Nr.;Titel\r\n", "nichts zu importieren"),
    "header only, as workbook": (smallest(row(1, "Nr.", "Titel")), "nichts zu importieren"),
    "no headings": (b"Das ist ein Brief.\r\nMit zwei Zeilen.\r\n", "keine Zeile mit Überschriften"),
    "web page": (b"<!DOCTYPE html><html><body><table></table></body></html>", "Das ist eine Webseite"),
    "login page": (b'<html><form><input type="password"></form></html>', "Anmeldeseite"),
    "password": (OLE2 + "EncryptedPackage".encode("utf-16-le"), "Passwort"),
    "old Excel, damaged": (OLE2 + "Workbook".encode("utf-16-le"), "beschädigt"),
    "damaged": (XLSX[:-200], "beschädigt"),
    "zero bytes": (b"Nr.;Titel\r\nA1;Ei\x00ns\r\n", "Zeile 2"),
    "unclosed quote": (b'Nr.;Titel\r\nA1;"Eins\r\nA2;Zwei\r\n', "Zeile 2"),
    "row too long": (b"Nr.;Titel\r\nA1;Eins;zu;viel\r\n", "Zeile 2 hat 4 Zellen"),
    "long cell": (b"Nr.;Titel\r\nA1;" + b"x" * 200_000 + b"\r\n", "100000"),
    "long cell, as workbook": (smallest(row(1, "Nr.", "Titel") + row(2, "A1", "x" * 200_000)), "Zeile 2, Spalte B"),
    "external entity": (changed(XLSX, SHEET, "<worksheet", ENTITY + "<worksheet"), "XML-Entit"),
    "nested entities": (changed(XLSX, SHEET, "<worksheet", NESTED + "<worksheet"), "XML-Entit"),
    "zip bomb": (packed(parts(XLSX) | {"xl/media/a.bin": bytes(30_000_000)}), "viel zu groß"),
    "picture": (b"\x89PNG\r\n\x1a\n1234", "Bild"),
}


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


def upload(client: Client, report: Report, content: bytes, name: str) -> Any:
    return client.post(ADD, {"report": report.pk, "kind": "measures", "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("name", ["tabelle.csv", "tabelle.xlsx"])
@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_a_bad_file_gets_a_clear_word(planner: Client, report: Report, content: bytes, words: str, name: str) -> None:
    response = upload(planner, report, content, name)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not SpreadsheetImport.objects.exists()


@pytest.mark.parametrize("last", [2, 1_048_576])
def test_a_kilobyte_that_claims_a_million_rows_is_what_it_holds(planner: Client, report: Report, last: int) -> None:
    content = smallest(row(1, "Nr.", "Titel") + row(last, "A1", "Eins"))
    assert len(content) < 1500
    response = upload(planner, report, content, "tabelle.csv")
    assert texts(get(planner, response["Location"]), "table.import-columns td.sample") == ["A1", "Eins"]


def test_more_than_allowed_is_refused(planner: Client, report: Report, settings: Any) -> None:
    settings.IMPORT_MAX_ROWS = 10
    rows = b"".join(b"A%d;Eins\r\n" % number for number in range(11))
    assert "mehr als 10 Zeilen" in upload(planner, report, b"Nr.;Titel\r\n" + rows, "t.csv").content.decode()
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    assert "1 MB" in upload(planner, report, bytes(2 * 1024 * 1024), "t.csv").content.decode()


def test_short_rows_are_filled_up(planner: Client, report: Report) -> None:
    response = upload(planner, report, b"Nr.;Titel;Frist\r\nA1;Eins\r\n", "t.csv")
    assert response.status_code == 302


def test_what_was_uploaded_is_never_served_back(planner: Client, report: Report) -> None:
    secret = "Nr.;Titel;Ampel\r\nA1;Eins;Geheimwort\r\n"
    base = str(upload(planner, report, secret.encode(), "t.csv")["Location"]).removesuffix("columns/")
    record = SpreadsheetImport.objects.get()
    planner.post(f"{base}columns/", {"column_0": "code", "column_1": "title"})
    planner.post(f"{base}decisions/", {"as_of": "19.01.2021"})
    planner.post(f"{base}run/")
    record.refresh_from_db()
    assert (bytes(record.content), bytes(record.workbook)) == (b"", b"")
    pages = [f"{base}{step}/" for step in ("columns", "decisions", "preview", "result", "errors", "undo", "change")]
    for page in [*pages, reverse("admin:monitoring_spreadsheetimport_changelist")]:
        assert "Geheimwort" not in planner.get(page, follow=True).content.decode()
