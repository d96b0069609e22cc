"""People who work for a city are nowhere to be read outside of the administration, whoever reads."""

import io
import re
import zipfile
from datetime import date
from itertools import chain, product

import pytest
from django.test import Client

from catalog.models import User
from monitoring.models import SpreadsheetImport
from reports.council.issuing import issue
from tests.factories import (
    make_annex,
    make_attachment,
    make_committee,
    make_crest,
    make_discussion,
    make_measure,
    make_milestone,
    make_office,
    make_paper,
    make_planner,
    make_report,
)
from tests.factories import make_municipality as municipality
from tests.factories import make_update as update
from tests.public_addresses import url_names
from tests.uploads import PDF

pytestmark = pytest.mark.usefixtures("without_cities")

PERSON = {"username": "verfasserin", "first_name": "Wilhelmine", "last_name": "Auskunft", "email": "wa@stadt.example"}
NAMES = re.compile("|".join([*PERSON.values(), "wa%40stadt"]), re.IGNORECASE)
# Addresses that need a secret of one subscriber and show nothing else.
OF_SUBSCRIBERS = {"confirm-subscription", "unsubscribe", "unsubscribe-from-all"}
BELOW = {
    "home": ["/", "/?q=neu"],
    "status-definitions": ["/status/"],
    "accessibility": ["/barrierefreiheit/"],
    "imprint": ["/impressum/"],
    "privacy": ["/datenschutz/"],
    "measures": ["/massnahmen/", "/massnahmen/?suche=beratung"],
    "municipality": ["/neustadt/"],
    "subscribe": ["/neustadt/abonnieren/"],
    "asked": ["/neustadt/abonnieren/gesendet/"],
    "feed": ["/neustadt/neues.atom", "/neustadt/bericht/neues.atom", "/neustadt/bericht/A1/neues.atom"],
    "calendar": ["/neustadt/termine.ics", "/neustadt/bericht/termine.ics", "/neustadt/bericht/A1/termine.ics"],
    "city-measures": ["/neustadt/massnahmen/"],
    "offices": ["/neustadt/aemter/"],
    "office": ["/neustadt/aemter/amt/"],
    "plain-language": ["/neustadt/einfache-sprache/"],
    "report": ["/neustadt/bericht/", "/neustadt/bericht/?suche=beratung"],
    "changes": ["/neustadt/bericht/aenderungen/?von=2018-01-01"],
    "measures-csv": ["/neustadt/bericht/measures.csv"],
    "measures-xlsx": ["/neustadt/bericht/measures.xlsx"],
    "measures-json": ["/neustadt/bericht/measures.json"],
    "status-table-docx": ["/neustadt/bericht/statustabelle.docx"],
    "status-table-pdf": ["/neustadt/bericht/statustabelle.pdf"],
    "booklet-docx": ["/neustadt/bericht/massnahmenheft.docx"],
    "booklet-pdf": ["/neustadt/bericht/massnahmenheft.pdf"],
    "prepared": ["/neustadt/bericht/dokumente/x/"],
    "prepared-file": ["/neustadt/bericht/dokumente/x/datei/"],
    "data-package": ["/neustadt/bericht/datapackage.json"],
    "embedding": ["/neustadt/bericht/einbetten/"],
    "embed-bar": ["/neustadt/bericht/einbetten/balken/"],
    "embed-table": ["/neustadt/bericht/einbetten/tabelle/"],
    "indicators": ["/neustadt/bericht/indikatoren/"],
    "history": ["/neustadt/bericht/verlauf/"],
    "measure": ["/neustadt/bericht/A1/", "/neustadt/bericht/A1/?sprache=einfach"],
    "papers": ["/neustadt/vorlagen/"],
    "paper": ["/neustadt/vorlagen/sachstand/"],
    "paper-docx": ["/neustadt/vorlagen/sachstand/vorlage.docx"],
    "paper-pdf": ["/neustadt/vorlagen/sachstand/vorlage.pdf"],
    "committees": ["/neustadt/gremien/"],
    "committee": ["/neustadt/gremien/rat/"],
    "resolutions": ["/neustadt/gremien/rat/beschluesse/"],
    "meetings": ["/neustadt/gremien/rat/termine.ics"],
    "short": ["/k/x/"],
    "health": ["/healthz"],
    "attachment": ["/neustadt/anhaenge/1/"],
    "attachment-preview": ["/neustadt/anhaenge/1/vorschau/"],
    "paper-annex": ["/neustadt/vorlagen/sachstand/anlagen/1/"],
    "handbook": ["/hilfe/"],
    "handbook-chapter": ["/hilfe/planung/personen/"],
    "themes": ["/themen/"],
    "theme": ["/themen/arbeit/"],
    "comparison": ["/vergleich/"],
    "security-txt": ["/.well-known/security.txt"],
    "robots-txt": ["/robots.txt"],
    "favicon": ["/favicon.ico"],
    "crest": ["/neustadt/wappen.png"],
}


@pytest.fixture
def author() -> User:
    """She has written, imported and changed all there is."""
    author = make_planner(**PERSON)
    city = municipality(slug="neustadt", name="Neustadt", contact_name="Sozialplanung", plain_language="Kurz gesagt.")
    make_crest(city)
    report = make_report(city, slug="bericht", title="Sozialbericht")
    measure = make_measure(report, code="A1", lead=make_office(city, slug="amt"), plain_language="Wir helfen.")
    for day, publication in ((date(2021, 1, 19), "published"), (date(2022, 1, 19), "draft")):
        update(measure, author=author, text="Die Beratung läuft.", as_of=day, publication=publication)
    make_milestone(measure)
    make_discussion(measure)
    for row in (report, measure, *measure.status_updates.all()):
        row._history_user = author  # type: ignore[attr-defined]
        row.save()
    attachment = make_attachment(measure, pk=1)
    attachment._history_user = author  # type: ignore[attr-defined]
    attachment.save()
    paper = make_paper(report, slug="sachstand", committee=make_committee(city, slug="rat"))
    make_annex(paper, PDF, pk=1)
    issue(paper, author)
    SpreadsheetImport.objects.create(report=report, file_name="tabelle.csv", created_by=author)
    return author


ICON = b"\x00\x00\x01\x00"  # what a file of icons begins with
PNG, JPEG = b"\x89PNG", b"\xff\xd8"


def everything_in(content: bytes) -> str:
    """The text of a page or file; of a workbook also what lies in its archive."""
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("latin-1" if content.startswith((b"%PDF", ICON, PNG, JPEG)) else "utf-8")


def test_every_public_address_is_looked_at() -> None:
    assert url_names() - OF_SUBSCRIBERS == BELOW.keys()


def test_nobody_reads_who_wrote_it(client: Client, author: User) -> None:
    for language, url in product(("", "/en"), chain(*BELOW.values())):
        response = client.get(f"{language}{url}", follow=True)
        assert not NAMES.search(everything_in(response.content)), f"{language}{url}"


def test_colleagues_do_not_read_it_on_public_pages_either(client: Client, author: User) -> None:
    client.force_login(make_planner(username="kollege"))
    for url in chain(*BELOW.values()):
        response = client.get(url, follow=True)
        assert not NAMES.search(everything_in(response.content)), url


def test_in_the_administration_they_do(client: Client, author: User) -> None:
    client.force_login(make_planner(username="kollege"))
    assert NAMES.search(client.get("/admin/monitoring/statusupdate/").text)
