"""Status table and booklet of the five cities, as they are handed out: accessible, and the same in every form."""

import re
from collections import Counter
from dataclasses import replace
from itertools import zip_longest

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pytest_django import DjangoDbBlocker

from catalog.models import Report
from monitoring.exports.tables import language_of_files
from reports.documents.booklet import SECTION, booklet
from reports.documents.document import DocHeading, Document
from reports.documents.status_table import status_table
from reports.documents.writers.docx import write_docx
from reports.documents.writers.pdf import write_pdf
from reports.measures.list_query import ListQuery
from tests.reports.documents.conftest import AllToPdf
from tests.reports.documents.reading import all_of_pdf, complaints, facts, letters, of_docx, of_html, of_pdf

CITIES = ["bielefeld", "heidelberg", "koblenz", "kornwestheim", "lueneburg"]
KINDS = {"table": status_table, "booklet": booklet}
NAMES = [f"{city}-{kind}" for city in CITIES for kind in KINDS]

Documents = dict[str, Document]
Files = dict[str, bytes]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("poppler")]


@pytest.fixture(scope="module")
def documents(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Documents:
    with django_db_blocker.unblock(), language_of_files():
        reports = {report.municipality.slug: report for report in Report.objects.select_related("municipality")}
        assert sorted(reports) == CITIES
        return {
            f"{city}-{kind}": build(reports[city], reading_of(reports[city]), "https://example.org")
            for city in CITIES
            for kind, build in KINDS.items()
        }


def reading_of(report: Report) -> ListQuery:
    request = RequestFactory().get(report.get_absolute_url())
    request.user = AnonymousUser()
    return ListQuery(request, report=report)


@pytest.fixture(scope="module")
def pdfs(documents: Documents) -> Files:
    with language_of_files():
        return {name: write_pdf(document) for name, document in documents.items()}


@pytest.fixture(scope="module")
def word_files(documents: Documents) -> Files:
    with language_of_files():
        return {name: write_docx(document) for name, document in documents.items()}


@pytest.fixture(scope="module")
def printed(word_files: Files, all_in_libreoffice: AllToPdf) -> Files:
    return all_in_libreoffice(word_files)


@pytest.mark.parametrize("name", NAMES)
def test_every_pdf_is_accessible(pdfs: Files, name: str) -> None:
    assert complaints(pdfs[name]) == []
    told = facts(pdfs[name])
    assert told["Tagged"] == "yes"
    assert told["Page size"].startswith("841.89 x 595.276" if name.endswith("table") else "595.276 x 841.89")


@pytest.mark.parametrize("name", NAMES)
def test_page_pdf_and_word_file_say_the_same(documents: Documents, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """But for what only paper has: numbers of pages, heads that are repeated, long rows that go on overleaf.

    Such a row is read page by page; that order is right elsewhere is told in test_any_document.
    """
    for paper in ("is_repeated", "is_title_repeated"):
        monkeypatch.setattr(f"reports.documents.writers.pdf.{paper}", lambda *_said: False)
    document = replace(documents[name], has_contents=False)
    page = unnumbered(of_html(document))
    assert len(page) > 1000
    with language_of_files():
        assert where_they_part(unnumbered(of_docx(write_docx(document))), page) is None
        of_paper = Counter(unnumbered(of_pdf(write_pdf(document))))
        assert (of_paper - Counter(page), Counter(page) - of_paper) == (Counter(), Counter())


def where_they_part(one: str, other: str) -> tuple[str, str] | None:
    """The first letters that two texts do not share; a difference of whole texts takes minutes to print."""
    place = next((at for at, (a, b) in enumerate(zip_longest(one, other)) if a != b), None)
    return None if place is None else (one[place : place + 80], other[place : place + 80])


def unnumbered(text: str) -> str:
    """Without the numbers of lists, which only a PDF spells out, nor any that look like these: "1. März", "1.500"."""
    return letters(re.sub(r"\d+\.", "", text))


@pytest.mark.parametrize("name", NAMES)
def test_every_word_file_can_be_printed(documents: Documents, printed: Files, name: str) -> None:
    document, told = documents[name], facts(printed[name])
    assert told["Title"] == document.title
    assert int(told["Pages"]) >= 1
    shown = letters(of_pdf(printed[name]))
    assert [text for text in headings(document) if letters(text) not in shown] == []


def headings(document: Document) -> list[str]:
    blocks = [block for part in document.parts for block in part.blocks]
    return [document.title, *(text for block in blocks if (text := getattr(block, "text", "")))]


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("booklet")])
def test_the_contents_tell_where_the_sheets_are(documents: Documents, pdfs: Files, name: str) -> None:
    pages = [letters(page).replace(".", "") for page in of_pdf(pdfs[name]).split("\f")]
    last = letters([block for block in headings_of(documents[name]) if block.level == SECTION][-1].text).replace(
        ".", ""
    )
    on = [number for number, page in enumerate(pages, start=1) if last in page]
    assert any(f"{last}{number}" in pages[on[0] - 1] for number in on)


def headings_of(document: Document) -> list[DocHeading]:
    return [block for part in document.parts for block in part.blocks if isinstance(block, DocHeading)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("city", ["heidelberg", "koblenz"])
def test_each_page_names_the_city_and_its_number_and_is_filled(
    pdfs: Files, printed: Files, city: str, kind: str
) -> None:
    for file in (pdfs[f"{city}-{kind}"], printed[f"{city}-{kind}"]):
        pages = [letters(page) for page in all_of_pdf(file).split("\f")[:-1]]
        for number, page in enumerate(pages, start=1):
            assert city.capitalize() in page
            assert f"Seite{number}von{len(pages)}" in page
        filled = pages if kind == "table" else pages[:-1]  # a booklet ends where its texts end
        assert min(map(len, filled)) > max(map(len, filled)) / 4, "a page is nearly empty"
