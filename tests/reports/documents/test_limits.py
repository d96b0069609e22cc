"""What people type without a thought of paper: every document stays one that can be read, in full."""

from collections import Counter

import pytest

from reports.documents.document import DocGroup, DocHeading, DocParagraph, DocTable, Document, Pairs
from reports.documents.writers.docx import write_docx
from reports.documents.writers.pdf import write_pdf
from tests.reports.documents import examples
from tests.reports.documents.conftest import AllToPdf
from tests.reports.documents.reading import complaints, facts, letters, of_docx, of_html, of_pdf

LONG = "Sehr ausführlich. " * 280  # 5,000 signs
WORD = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung" * 20
EMPTY = examples.table().columns
DOCUMENTS: dict[str, Document] = {
    "bad signs": examples.document(
        examples.table(*([f"A{n}", text, text] for n, text in enumerate(examples.NASTY))),
        *(DocParagraph.of(text) for text in examples.NASTY),
    ),
    "long words": examples.document(
        DocHeading(WORD[:200]), DocParagraph.of(WORD), examples.table(["A1", WORD, "kurz"])
    ),
    "long cells": examples.document(examples.table(["A1", LONG, "kurz"], ["A2", "kurz", LONG], ["A3", LONG, LONG])),
    "empty sections": examples.document(
        DocHeading("Leer"),
        DocHeading("Auch leer", 2),
        DocParagraph([]),
        Pairs(()),
        Pairs((("Name", ()),)),
        DocTable("Ohne Gruppen", EMPTY, ()),
        DocTable("Ohne Zeilen", EMPTY, (DocGroup("Erste", ()), DocGroup("", ()))),
        examples.table(["", "", ""]),
        DocHeading("Das Ende"),
    ),
    "500 measures": examples.many_rows(),
}
# Shown from the right, or by fonts that few machines have, or on several lines.
NOT_COMPARED = "bad signs"

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def word_files() -> Files:
    return {name: write_docx(document) for name, document in DOCUMENTS.items()}


@pytest.fixture(scope="module")
def printed(word_files: Files, all_in_libreoffice: AllToPdf) -> Files:
    return all_in_libreoffice(word_files)


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_pdf_is_accessible_and_complete(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = write_pdf(DOCUMENTS[name])
    assert complaints(pdf) == []
    assert facts(pdf)["Tagged"] == "yes"
    for paper in ("is_repeated", "is_title_repeated"):
        monkeypatch.setattr(f"reports.documents.writers.pdf.{paper}", lambda *_said: False)
    if name != NOT_COMPARED:
        assert sorted(letters(of_pdf(write_pdf(DOCUMENTS[name])))) == sorted(letters(of_html(DOCUMENTS[name])))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_word_file_is_complete(word_files: Files, name: str) -> None:
    assert letters(of_docx(word_files[name])) == letters(of_html(DOCUMENTS[name]))


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("name", DOCUMENTS)
def test_libreoffice_prints_all_of_it(word_files: Files, printed: Files, name: str) -> None:
    """It repeats heads of tables; what is missing would be missing nevertheless."""
    assert facts(printed[name])["Title"] == "Titel"
    if name != NOT_COMPARED:
        missing = Counter(letters(of_docx(word_files[name]))) - Counter(letters(of_pdf(printed[name])))
        assert missing == Counter()
