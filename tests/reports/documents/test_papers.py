"""The papers of the five cities as the council gets them: page, Word and PDF, in the forms of their cities."""

import io

import docx
import pytest
from django.test import Client

from reports.choices import Audience
from reports.council.issued_papers import IssuedPaper
from reports.documents.document import Document
from reports.documents.writers.docx import write_docx
from reports.documents.writers.pdf import write_pdf
from reports.models import FrozenPaper
from tests.reports.documents.conftest import ToPdf
from tests.reports.documents.reading import complaints, facts, letters, of_docx, of_html, of_pdf, page_of
from tests.reports.pages import get, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("poppler")]

KORNWESTHEIM = "/kornwestheim/vorlagen/quartiersmanagement-2022/"
LUENEBURG = "/lueneburg/vorlagen/stadtteilorientierte-soziale-arbeit/"


def issued() -> list[IssuedPaper]:
    rows = FrozenPaper.objects.filter(audience=Audience.PUBLIC).select_related("paper__municipality")
    return [IssuedPaper(row.paper, row) for row in rows.order_by("paper__municipality__name", "pk")]


def headings(client: Client, url: str) -> list[str]:
    return texts(get(client, url), ".document-part h2")


def labels(client: Client, url: str) -> list[str]:
    return texts(get(client, url), ".document-part dt")


def test_kornwestheims_form_has_every_block_of_the_original(client: Client) -> None:
    assert texts(get(client, KORNWESTHEIM), "h1") == ["Sitzungsvorlage: Übersicht Quartiersmanagement"]
    assert headings(client, KORNWESTHEIM) == [
        "Beschlussvorschlag",
        "Beratungsfolge",
        "Haushaltsrechtliche Deckung",
        "Sachdarstellung und Begründung",
        "Anlage 1: Maßnahmen, Stand 29.06.2022",
    ]
    assert labels(client, KORNWESTHEIM) == [
        *("Gremium", "Am", "Betreff", "Anlage(n)", "Mitzeichnung"),
        *("Finanzielle Auswirkungen", "Deckungsvorschlag"),
    ]
    page = get(client, KORNWESTHEIM)
    columns = ["Vorlage an", "zur", "Sitzungsart", "Sitzungsdatum", "Beschluss"]
    assert texts(page, ".document-table thead th")[:5] == columns
    row = ["Ausschuss für Soziales und Integration", "Kenntnisnahme", "öffentlich", "29.06.2022", ""]
    assert texts(page, ".document-table tbody tr:first-child > *")[:5] == row
    assert texts(page, ".document-part dd")[-2:] == ["entfällt", "entfällt"]


def test_lueneburgs_form_has_every_block_of_the_original(client: Client) -> None:
    assert headings(client, LUENEBURG) == [
        "Beratungsfolge",
        "Sachverhalt",
        "Beschlussvorschlag",
        "Finanzielle Auswirkungen",
        "Anlagen",
        "Beratungsergebnis",
        "Beteiligte Bereiche / Fachbereiche",
        "Anlage 1: Maßnahmen, Stand 20.03.2019",
    ]
    page = get(client, LUENEBURG)
    assert texts(page, ".document-part dt")[3:12] == [
        "a) Kosten für die Erarbeitung der Vorlage",
        "aa) vorbereitende Kosten, z. B. Ausschreibungen, Ortstermine",
        "b) Kosten für die Umsetzung der Maßnahmen",
        "c) Folgekosten",
        "d) haushaltsrechtlich gesichert",
        "Teilhaushalt / Kostenstelle",
        "Produkt / Kostenträger",
        "Haushaltsjahr",
        "e) mögliche Einnahmen",
    ]
    assert texts(page, ".document-part dd")[3:5] == ["39 Euro", "–"]
    sequence, result = page.select(".document-table")[:2]
    assert texts(sequence, "tbody tr > *") == ["Ö", "04.04.2019", "Sozial- und Gesundheitsausschuss"]
    assert len(texts(result, "thead th")) == 8
    assert texts(result, "tbody th") == ["1", "2", "3", "4"]


def test_every_paper_says_the_same_in_every_format_and_stays_accessible(in_libreoffice: ToPdf) -> None:
    papers = issued()
    assert {"kornwestheim", "lueneburg"} <= {one.paper.municipality.slug for one in papers}
    for one in papers:
        pdf, word = write_pdf(one.document, one.theme), write_docx(one.document, one.theme)
        assert complaints(pdf) == []
        assert facts(pdf)["Tagged"] == "yes"
        assert facts(pdf)["Title"] == one.document.title
        opened = facts(in_libreoffice(word))
        assert int(opened["Pages"]) >= len(one.document.parts)
        read = letters("\n".join([*one.theme.letterhead, of_html(one.document)]))
        assert letters(of_docx(word)) == read
        # A PDF repeats the heads of tables that go on on the next page; nothing may be missing.
        printed = letters(of_pdf(pdf))
        assert [said for said in said_on(one.document) if letters(said) not in printed] == []


def said_on(document: Document) -> list[str]:
    """Paragraph by paragraph."""
    return [node.get_text() for node in page_of(document).select("h2, h3, p, li, dt, th")]


@pytest.mark.parametrize("url", [KORNWESTHEIM, LUENEBURG])
def test_the_files_are_linked_from_the_page(client: Client, url: str) -> None:
    links = [str(a["href"]) for a in get(client, url).select(".documents a")]
    assert links == [f"{url}vorlage.pdf", f"{url}vorlage.docx"]
    pdf = client.get(links[0])
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    word = docx.Document(io.BytesIO(client.get(links[1]).content))
    assert [section.orientation for section in word.sections] == [0, 1]  # the annex lies on its side


def test_the_letterhead_and_the_colour_of_the_city_are_in_the_files(client: Client) -> None:
    word = docx.Document(io.BytesIO(client.get(f"{KORNWESTHEIM}vorlage.docx").content))
    assert word.paragraphs[0].text == "Stadt Kornwestheim"
    assert str(word.styles["Heading 1"].font.color.rgb) == "8A1538"
    assert of_pdf(client.get(f"{LUENEBURG}vorlage.pdf").content).startswith("Hansestadt Lüneburg")
