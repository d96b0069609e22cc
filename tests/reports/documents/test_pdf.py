"""PDF files can be read aloud, searched and printed, whatever stands in them."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from reports.choices import Font
from reports.documents.document import (
    DocCell,
    DocColumn,
    DocGroup,
    DocHeading,
    DocParagraph,
    DocRow,
    DocTable,
    Document,
    Items,
    Pairs,
    Picture,
)
from reports.documents.theme import DocumentTheme
from reports.documents.writers import typesetting
from reports.documents.writers.pdf import write_pdf
from tests.deployed import ROOT
from tests.pictures import uploaded
from tests.reports.documents import examples
from tests.reports.documents.reading import complaints, facts, fonts, letters, of_pdf

pytestmark = pytest.mark.usefixtures("poppler")

LONG = "Sehr ausführlich. " * 280  # 5,000 signs


@pytest.mark.parametrize("text", examples.NASTY)
def test_any_text_gives_an_accessible_file(text: str) -> None:
    pdf = write_pdf(examples.of_everything(text))
    assert complaints(pdf) == []
    assert facts(pdf)["Tagged"] == "yes"


@pytest.mark.parametrize("text", [text for text in examples.NASTY if text.strip()])
def test_it_is_printed_as_it_was_typed(text: str) -> None:
    pdf = write_pdf(examples.document(DocParagraph.of(text)))
    assert letters(of_pdf(pdf)) == letters(f"Titel {text}")


def test_it_says_what_it_is() -> None:
    told = facts(write_pdf(examples.document(title="Statustabelle „Wohnen“", subject="Stand", author="Neustadt")))
    assert (told["Title"], told["Author"], told["Subject"]) == ("Statustabelle „Wohnen“", "Neustadt", "Stand")
    assert told["CreationDate"].startswith("Tue Jan 19 00:00:00 2021")


def test_the_language_is_german() -> None:
    assert re.search(rb"/Lang ?\(de-DE\)", write_pdf(examples.document()))


def test_headings_are_bookmarks_and_contents() -> None:
    pdf = write_pdf(examples.document(DocHeading("Wohnen"), DocHeading("Leerstand", 2), has_contents=True))
    assert b"/Outlines" in pdf
    assert of_pdf(pdf).splitlines()[:2] == ["Titel", "Inhaltsverzeichnis"]
    assert of_pdf(pdf).count("Leerstand") == 2
    assert complaints(pdf) == []


def test_a_skipped_level_of_headings_does_no_harm() -> None:
    assert complaints(write_pdf(examples.document(DocHeading("Tief", 3), DocHeading("Tiefer", 4)))) == []


def test_fonts_are_inside_and_free() -> None:
    for font, name in ((Font.LIBERTINUS, "LibertinusSerif"), (Font.COMPUTER_MODERN, "NewCM10")):
        pdf = write_pdf(examples.of_everything("Ähre"), DocumentTheme(font=font))
        assert complaints(pdf) == []
        assert {one.partition("-")[0] for one in fonts(pdf)} == {name}


def test_the_type_of_the_pages_is_taken_where_the_computer_has_it() -> None:
    named = {"Liberation Sans": "LiberationSans", "Arial": "Arial", "Libertinus Serif": "LibertinusSerif"}
    assert Font.SANS.families == list(named)
    installed = typesetting.fonts().families()
    expected = next(name for family, name in named.items() if family in installed)
    pdf = write_pdf(examples.of_everything("Ähre"))
    assert complaints(pdf) == []
    assert {re.split("-|MT", one)[0] for one in fonts(pdf)} == {expected}
    missing = write_pdf(examples.document(DocParagraph.of("→ ☐ ✓")), DocumentTheme())
    assert complaints(missing) == []


def test_typesetting_starts_with_nothing_but_python_and_typst() -> None:
    place = str(Path(typesetting.__file__).parent)
    code = f"import sys; sys.path.append({place!r}); import typesetting; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True).stdout
    assert "typst" in loaded.split()
    assert {"base64", "json", "pathlib", "re"}.isdisjoint(loaded.split())


def test_a_word_of_several_is_not_cut_within_one_of_them() -> None:
    word = "Stadtteil-Entwicklungsprogramme"
    assert word in of_pdf(write_pdf(examples.document(DocHeading(f"M 32 Einbeziehung in {word}"))))


def test_the_letterhead_of_the_city_is_on_top() -> None:
    pdf = write_pdf(examples.document(), DocumentTheme(letterhead=("Stadt Neustadt", "Der Oberbürgermeister")))
    assert of_pdf(pdf).splitlines()[:3] == ["Stadt Neustadt", "Der Oberbürgermeister", "Titel"]


def test_the_crest_stands_beside_the_letterhead_with_its_text() -> None:
    crest = b64encode(uploaded(size=(60, 90))).decode()
    look = DocumentTheme(letterhead=("Stadt Neustadt",), crest=crest, crest_shows="Auf Blau ein Turm")
    pdf = write_pdf(examples.document(), look)
    assert complaints(pdf) == []
    assert b"/Alt" in pdf
    assert of_pdf(pdf).splitlines()[:2] == ["Stadt Neustadt", "Titel"]


def test_a_long_cell_goes_on_on_the_next_page() -> None:
    pdf = write_pdf(examples.document(examples.table(["A1", LONG, "kurz"])))
    assert complaints(pdf) == []
    assert letters(of_pdf(pdf)).count("Sehr") == 280


def test_other_rows_stay_in_one_piece() -> None:
    rows = [[f"A{number}", "Anfang\n" + "Zeile\n" * 8 + "Ende", ""] for number in range(30)]
    pages = of_pdf(write_pdf(examples.document(examples.table(*rows)))).split("\f")
    assert len(pages) > 4
    assert [page.count("Anfang") - page.count("Ende") for page in pages] == [0] * len(pages)


@pytest.mark.parametrize("column", [DocColumn("Liste"), DocColumn("Zahlen", is_number=True)])
def test_rows_with_lists_stay_in_one_piece(column: DocColumn) -> None:
    told = Items((DocParagraph.of("Anfang"), *[DocParagraph.of("Punkt")] * 6, DocParagraph.of("Ende")))
    rows = tuple(DocRow((DocCell.of(f"A{number}"), DocCell((DocParagraph.of("Dazu"), told)))) for number in range(30))
    table = DocTable("Tabelle", (DocColumn("Nr."), column), (DocGroup("", rows),))
    pages = of_pdf(write_pdf(examples.document(table))).split("\f")
    assert len(pages) > 4
    assert [page.count("Anfang") - page.count("Ende") for page in pages] == [0] * len(pages)
    assert re.findall(r"A\d+", "".join(pages)) == [f"A{number}" for number in range(30)]


def test_a_list_longer_than_a_page_is_complete() -> None:
    items = Items(tuple(DocParagraph.of(f"Punkt {number}: {'lang ' * (number % 40)}") for number in range(90)))
    table = DocTable(
        "", (DocColumn("Nr."), DocColumn("Liste")), (DocGroup("", (DocRow((DocCell.of("A1"), DocCell((items,)))),)),)
    )
    told = of_pdf(write_pdf(examples.document(items, Pairs((("Punkte", (items,)),)), table)))
    assert [int(number) for number in re.findall(r"Punkt (\d+)", told)] == [*range(90)] * 3


def test_the_head_of_a_table_is_on_every_page() -> None:
    pages = of_pdf(write_pdf(examples.many_rows(100))).split("\f")[:-1]
    assert len(pages) > 3
    assert all("Spalte 2" in page and "Gruppe" in page for page in pages)


@pytest.mark.parametrize("lines", range(36, 48))
def test_a_heading_is_never_alone_at_the_foot(lines: int) -> None:
    above = DocParagraph.of("Zeile\n" * lines)
    table = examples.table(["A1", "Beginn\nEnde", ""])
    pages = of_pdf(write_pdf(examples.document(above, DocHeading("Wohnen"), table))).split("\f")
    (page,) = [page for page in pages if "Wohnen" in page]
    assert all(text in page for text in ("Tabelle", "Spalte 2", "Gruppe", "Beginn", "Ende"))


def test_500_measures_are_no_trouble() -> None:
    pdf = write_pdf(examples.many_rows())
    assert complaints(pdf) == []
    assert "Maßnahme 499" in of_pdf(pdf)


@pytest.mark.parametrize("empty", [Document("Titel", (), examples.WRITTEN), examples.document(has_contents=True)])
def test_an_empty_document_is_one(empty: Document) -> None:
    assert complaints(write_pdf(empty)) == []


def test_pictures_have_a_text() -> None:
    pdf = write_pdf(examples.document(Picture(examples.BAR, "Neun von zwanzig")))
    assert complaints(pdf) == []
    assert b"/Alt" in pdf


@pytest.mark.parametrize("write", ["write_pdf", "write_docx"])
def test_typst_leaves_no_memory_behind(write: str) -> None:
    """What it works out stays in its process: 140 MB after a few documents. So that is not the one of the site."""
    code = f"""
import sys, tests.reports.documents.examples as examples
from reports.documents.document import Picture
from reports.documents.writers.{write[6:]} import {write}
made = {write}(examples.document(Picture(examples.BAR, "Neun von zwanzig")))
print(len(made) > 1000, "typst" in sys.modules)
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
    assert subprocess.check_output(command, env=environment, cwd=ROOT, text=True).split() == ["True", "False"]


def test_equal_documents_are_equal_files() -> None:
    assert write_pdf(examples.of_everything()) == write_pdf(examples.of_everything())
    assert write_pdf(examples.of_everything()) != write_pdf(examples.of_everything("Wörter"))


def test_a_search_finds_long_words_and_addresses() -> None:
    """Places to break at leave no sign in the text."""
    word = "Grundstücksverkehrsgenehmigungszuständigkeit"
    address = "https://www.beispiel.de/sitzungsdienst/vorlagen/0123456789"
    said = of_pdf(write_pdf(examples.document(DocParagraph.of(word), DocParagraph.of(address))))
    assert word in said
    assert address in said
    narrow = of_pdf(write_pdf(examples.document(examples.table(["A1", address, word], ["A2", "x" * 90, "kurz"]))))
    assert "\u200b" not in narrow
    assert address in narrow.replace("\n", "")
