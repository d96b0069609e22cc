"""Long German words may be divided at their joints, and nothing else changes."""

import pytest
from django.utils.safestring import SafeString

from reports.texts.hyphenation import LONG_WORD, hyphenated, hyphenated_html


@pytest.mark.parametrize(
    ("text", "divided"),
    [
        ("Ausbildungsvermittlung", "Ausbil|dungsver|mittlung"),
        ("Quartiersentwicklung planen", "Quar|tiersent|wicklung planen"),
        ("sozialversicherungspflichtig", "sozialver|sicherungs|pflichtig"),
        ("kurz und gut", "kurz und gut"),
        ("AAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA"),
        ("https://www.beispiel.de/1234567890", "https://www.beispiel.de/1234567890"),
        ("", ""),
    ],
)
def test_long_words_have_soft_hyphens(text: str, divided: str) -> None:
    assert hyphenated(text).replace("\u00ad", "|") == divided


def test_the_text_is_the_same_without_them_and_is_divided_once() -> None:
    text = "Die Beschäftigungsgesellschaften und das Betreuungsorganisationsgesetz, 2022."
    once = hyphenated(text)
    assert once != text
    assert once.replace("\u00ad", "") == text
    assert hyphenated(once) == once


def test_tags_and_addresses_stay_whole() -> None:
    html = SafeString('<a href="/ausbildungsvermittlung/">Ausbildungsvermittlung &amp; mehr</a>')
    found = hyphenated_html(html)
    assert found.startswith('<a href="/ausbildungsvermittlung/">Ausbil\u00addungs')
    assert found.endswith("&amp; mehr</a>")
    assert isinstance(found, SafeString)


def test_no_piece_is_a_single_letter() -> None:
    words = "Behindertenbeauftragte Integrationszentrum Jugendstärkungsgesetzes Wohnraumversorgungskonzept"
    for word in LONG_WORD.findall(words):
        assert all(len(piece) >= 2 for piece in hyphenated(word).split("\u00ad"))
