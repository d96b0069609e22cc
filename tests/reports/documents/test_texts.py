"""Formatted texts become blocks that say what the page says."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given

from catalog.texts.plain_text import printable
from reports.documents.document import DocParagraph, Items, Run
from reports.documents.texts import blocks
from reports.texts.formatted import formatted
from tests.reports.texts.test_formatted import TEXTS


def said(text: str) -> str:
    paragraphs = [one for block in blocks(text) for one in (block.items if isinstance(block, Items) else [block])]
    return "".join(run.text for paragraph in paragraphs for run in paragraph.runs)


@given(TEXTS)
def test_nothing_is_lost_or_added(text: str) -> None:
    shown = BeautifulSoup(formatted(printable(text)), "html.parser").get_text()
    assert re.sub(r"\s", "", said(text)) == re.sub(r"\s", "", shown)


@pytest.mark.parametrize("text", ["a < b & c > d", '"Haus" & <b>Hof</b>', "&amp; &lt; &#39;"])
def test_signs_of_html_are_signs(text: str) -> None:
    assert blocks(text) == (DocParagraph((Run(text),)),)


def test_bold_words_and_links_are_kept() -> None:
    assert blocks("Siehe **hier** www.stadt.de/a?b=1&c=2.") == (
        DocParagraph(
            (
                Run("Siehe "),
                Run("hier", is_bold=True),
                Run(" "),
                Run("www.stadt.de/a?b=1&c=2", url="https://www.stadt.de/a?b=1&c=2"),
                Run("."),
            )
        ),
    )
