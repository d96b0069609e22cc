"""What a search takes for the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.texts.normalising import fold, searchable, spellings


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Lüneburg", "luneburg"),
        ("LÜNEBURG", "luneburg"),
        ("Lu\u0308neburg", "luneburg"),
        ("Maßnahme", "massnahme"),
        ("MASSNAHME", "massnahme"),
        ("Café", "cafe"),
        ("Sozial\u00adwohn\u00adraum", "sozialwohnraum"),
        ("Z\u00a06", "z 6"),
    ],
)
def test_capitals_umlauts_and_accents_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("ältere", "Ältere Menschen"),
        ("aeltere", "Ältere Menschen"),
        ("altere", "Ältere Menschen"),
        ("Ältere", "AELTERE MENSCHEN"),
        ("massnahme", "Maßnahme"),
        ("maßnahme", "Massnahme"),
        ("wohnraum", "Sozialwohnraum"),
        ("strassenbau", "Straßenbauamt"),
        ("entwicklung", "Bauentwicklung"),
        ("gruenflaeche", "Grünflächen"),
    ],
)
def test_a_word_is_found_in_any_spelling_and_inside_others(word: str, text: str) -> None:
    assert any(spelling in searchable(text) for spelling in spellings(word))


@pytest.mark.parametrize(("word", "text"), [("neu", "Nachbarschaft"), ("alter", "Ältern"[1:]), ("muss", "Mus")])
def test_other_words_are_not_found(word: str, text: str) -> None:
    assert not any(spelling in searchable(text) for spelling in spellings(word))


@given(st.text(), st.text(), st.text())
def test_whatever_stands_in_a_text_is_found_there(before: str, word: str, after: str) -> None:
    assert fold(word) in searchable(f"{before}\n{word}\n{after}")


@given(st.text())
def test_folding_works_character_by_character(text: str) -> None:
    assert fold(text) == "".join(fold(character) for character in text)
    assert fold(fold(text)) == fold(text)
