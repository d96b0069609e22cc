"""Word files open without complaint and can be worked on."""

import io
import re
import zipfile
from base64 import b64encode
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.documents.document import DocHeading, DocParagraph, Items, Part, Picture, Run
from reports.documents.theme import DocumentTheme
from reports.documents.writers.docx import write_docx
from tests.pictures import uploaded
from tests.reports.documents import examples
from tests.reports.documents.conftest import ToPdf
from tests.reports.documents.reading import facts, letters, of_docx, of_pdf


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def in_xml(content: bytes, name: str = "word/document.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


@pytest.mark.usefixtures("poppler")
def test_libreoffice_opens_any_text(in_libreoffice: ToPdf) -> None:
    texts = [text for text in examples.NASTY if len(text) < 100]
    told = of_pdf(in_libreoffice(write_docx(examples.document(*map(DocParagraph.of, texts)))))
    for text in texts:
        if "Rechts" not in text and "中文" not in text:  # shown from the right, or by fonts that few machines have
            assert in_one_font(text) in in_one_font(told)
    assert "ẞ" in told


def in_one_font(text: str) -> str:
    """The letters but for one that older fonts lack: another font writes it, and a PDF may hold it after the rest."""
    return letters(text).replace("ẞ", "")


@pytest.mark.usefixtures("poppler")
def test_libreoffice_opens_everything(in_libreoffice: ToPdf) -> None:
    told = facts(in_libreoffice(write_docx(examples.of_everything("Wörter"))))
    assert told["Title"] == "Titel Wörter"
    assert told["Pages"] == "3"


@pytest.mark.parametrize("text", [text for text in examples.NASTY if text.strip()])
def test_it_says_what_was_typed(text: str) -> None:
    assert letters(of_docx(write_docx(examples.document(DocParagraph.of(text))))) == letters(f"Titel {text}")


def test_headings_are_headings() -> None:
    file = opened(
        write_docx(examples.document(DocHeading("Wohnen"), DocHeading("Leerstand", 2), DocParagraph.of("Text")))
    )
    assert [(p.style.name, p.text) for p in file.paragraphs] == [
        ("Title", "Titel"),
        ("Heading 1", "Wohnen"),
        ("Heading 2", "Leerstand"),
        ("Normal", "Text"),
    ]


def test_contents_lead_to_the_headings() -> None:
    written = in_xml(write_docx(examples.document(DocHeading("Wohnen"), DocHeading("Leerstand", 2), has_contents=True)))
    assert r'TOC \o "1-2"' in written
    led = re.findall(r'w:anchor="(\w+)"', written)
    assert led == re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"', written)
    assert len(led) == 2


def test_heads_are_repeated_and_rows_stay_in_one_piece() -> None:
    file = opened(write_docx(examples.document(examples.table(["A1", "kurz", ""], ["A2", "lang " * 1000, ""]))))
    (table,) = file.tables
    head, group, short, long = table.rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in (head, group, short, long)] == [True] * 3 + [
        False
    ]


def test_parts_have_their_orientation_on_a4() -> None:
    sections = opened(write_docx(examples.of_everything())).sections
    assert [section.orientation for section in sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    assert [(round(section.page_width.mm), round(section.page_height.mm)) for section in sections] == [
        (210, 297),
        (297, 210),
        (210, 297),
    ]


def test_pages_are_numbered() -> None:
    content = write_docx(examples.document(footer="Bericht"))
    foot = next(name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "footer" in name)
    assert "".join(re.findall(r"<w:(?:t|instrText)\b[^>]*>([^<]*)", in_xml(content, foot))) == (
        "Bericht  ·  Seite  PAGE 1 von  NUMPAGES 1"
    )


def test_every_numbered_list_begins_with_one() -> None:
    steps = Items((DocParagraph.of("Eins"), DocParagraph.of("Zwei")), is_numbered=True)
    written = in_xml(write_docx(examples.document(steps, DocParagraph.of("Danach"), steps)))
    assert len(set(re.findall(r'<w:numId w:val="(\d+)"', written))) == 2


def test_it_is_german_and_says_what_it_is() -> None:
    content = write_docx(examples.document(subject="Stand"))
    properties = opened(content).core_properties
    assert (properties.title, properties.subject, properties.author) == ("Titel", "Stand", "Neustadt")
    assert properties.created.replace(tzinfo=None) == examples.WRITTEN
    assert 'w:lang w:val="de-DE"' in in_xml(content, "word/styles.xml")


def test_long_words_are_hyphenated_in_narrow_columns() -> None:
    assert '<w:autoHyphenation w:val="true"/>' in in_xml(write_docx(examples.document()), "word/settings.xml")


def test_links_and_pictures_are_kept() -> None:
    link = DocParagraph((Run("Seite", url="https://example.org/"), Run("Skript", url="javascript:alert(1)")))
    content = write_docx(examples.document(link, Picture(examples.BAR, "Neun von zwanzig")))
    related = in_xml(content, "word/_rels/document.xml.rels")
    assert "https://example.org/" in related
    assert "javascript" not in related
    assert 'descr="Neun von zwanzig"' in in_xml(content)


def test_texts_tables_and_pictures_keep_their_order() -> None:
    mark = '<w:blocks w:number="0"/>'  # as the writer marks places itself
    parts = [
        (DocParagraph.of("A"), picture := Picture(examples.BAR, "Balken"), examples.table(["B", mark, "C"])),
        (picture, DocParagraph.of("D & <E>"), picture, DocHeading("F"), DocParagraph.of(mark)),
    ]
    both = replace(examples.document(), parts=tuple(Part(blocks) for blocks in parts))
    body = opened(write_docx(both)).element.body
    found = [node.text or node.tag.rpartition("}")[2] for node in body.iter(qn("w:t"), qn("wp:docPr"))]
    assert found == [
        *("Titel", "A", "docPr", "Tabelle", "Spalte 1", "Spalte 2", "Spalte 3", "Gruppe", "B", mark, "C"),
        *("docPr", "D & <E>", "docPr", "F", mark),
    ]


def test_the_city_dresses_it() -> None:
    content = write_docx(examples.document(), DocumentTheme(letterhead=("Stadt Neustadt",), word_font="Arial"))
    assert of_docx(content).splitlines()[0] == "Stadt Neustadt"
    assert 'w:ascii="Arial"' in in_xml(content, "word/styles.xml")


@pytest.mark.parametrize("size", [(60, 90), (256, 10), (1, 1)])
def test_the_crest_stands_above_the_letterhead_in_its_proportions(size: tuple[int, int]) -> None:
    crest = b64encode(uploaded(size=size)).decode()
    look = DocumentTheme(letterhead=("Stadt Neustadt",), crest=crest, crest_shows="Auf Blau ein Turm")
    content = write_docx(examples.document(), look)
    assert 'descr="Auf Blau ein Turm"' in in_xml(content)
    (shown,) = opened(content).inline_shapes
    assert shown.height <= Mm(16)
    assert shown.width <= Mm(40)
    assert shown.width / shown.height == pytest.approx(size[0] / size[1], rel=0.01)


def test_equal_documents_are_equal_files() -> None:
    assert write_docx(examples.of_everything()) == write_docx(examples.of_everything())
    assert write_docx(examples.of_everything()) != write_docx(examples.of_everything("Wörter"))


def test_500_measures_are_no_trouble() -> None:
    told = of_docx(write_docx(examples.many_rows()))
    assert [int(number) for number in re.findall(r"Maßnahme (\d+)", told)] == list(range(500))
