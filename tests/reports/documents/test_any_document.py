"""Whatever a document says, page, PDF and Word file say the same."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.documents.document import (
    Block,
    DocCell,
    DocColumn,
    DocGroup,
    DocHeading,
    DocParagraph,
    DocRow,
    DocTable,
    Document,
    Items,
    Orientation,
    Pairs,
    Part,
    Run,
)
from reports.documents.writers.docx import write_docx
from reports.documents.writers.pdf import write_pdf
from tests.effort import tries
from tests.reports.documents import examples
from tests.reports.documents.reading import complaints, letters, of_docx, of_html, of_pdf

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\U000e0001"), max_size=40)
texts = words | st.sampled_from(examples.NASTY) | st.text("Wörter #$*_\\@<>[]{}", max_size=200)
runs = st.builds(Run, texts, st.booleans(), st.sampled_from(["", "https://example.org/?q=ä b", "/relativ", "data:x"]))
paragraphs = st.builds(DocParagraph, st.lists(runs, max_size=3))
lists = st.builds(Items, st.lists(paragraphs, max_size=3), st.booleans())
cells = st.builds(DocCell, st.lists(paragraphs | lists, max_size=2), st.booleans())


@st.composite
def tables(draw: st.DrawFn) -> DocTable:
    columns = draw(st.lists(st.builds(DocColumn, texts, st.floats(0.5, 4), st.booleans()), min_size=1, max_size=5))
    rows = st.builds(DocRow, st.lists(cells, min_size=len(columns), max_size=len(columns)))
    groups = st.lists(st.builds(DocGroup, texts, st.lists(rows, max_size=3)), max_size=3)
    return DocTable(draw(texts), columns, draw(groups))


blocks: st.SearchStrategy[Block] = st.one_of(
    paragraphs,
    lists,
    st.builds(DocHeading, texts, st.integers(1, 4)),
    st.builds(Pairs, st.lists(st.tuples(texts, st.lists(paragraphs | lists, max_size=2)), max_size=3)),
    tables(),
)
days = st.integers(0, 4_000_000_000).map(lambda second: examples.WRITTEN.replace(year=1990) + timedelta(seconds=second))
documents = st.builds(
    Document,
    title=texts,
    parts=st.lists(st.builds(Part, st.lists(blocks, max_size=3), st.sampled_from(Orientation)), max_size=3),
    written_at=days,
    author=texts,
    subject=texts,
    sender=st.lists(texts, max_size=2),
    footer=texts,
    has_contents=st.booleans(),
)
quietly = settings(max_examples=tries(25), deadline=None, suppress_health_check=list(HealthCheck))


@quietly
@given(documents)
def test_it_can_be_written(document: Document) -> None:
    pdf = write_pdf(document)
    assert complaints(pdf) == []
    assert write_pdf(document) == pdf
    assert write_docx(document) == write_docx(document)


# Longer ones fill more than a page, and a PDF says the head of a table on each.
SHORT = [text for text in examples.NASTY if 0 < len(text.strip()) < 100 and "\n" not in text]


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("text", ["Wörter", *SHORT])
def test_all_formats_say_the_same(text: str) -> None:
    document = examples.of_everything(text)
    page = letters(of_html(document))
    assert letters(of_docx(write_docx(document))) == page
    assert letters(of_pdf(write_pdf(document))) == page
