"""What the handbook tells people to click on is what the pages say."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from measures_tracker.handbook.contents import chapters
from measures_tracker.handbook.rendering import inline, parsed
from tests.measures_tracker.handbook.german_words import known_labels, normal

MARKS = {"strong_open", "em_open"}  # **a button**, *a field*


def labels_in(path: Path) -> Iterator[str]:
    """Returns what is marked as a label of the pages: what is pressed, and what fields are called."""
    for block in parsed(path):
        pieces = list(inline([block]))
        for mark, text in itertools.pairwise(pieces):
            if mark.type in MARKS:
                yield text.content


@pytest.mark.parametrize("chapter", chapters().values(), ids=lambda chapter: chapter.key)
def test_every_label_is_one_that_the_pages_have(chapter: object) -> None:
    path: Path = chapter.path  # type: ignore[attr-defined]
    found = list(labels_in(path))
    assert [label for label in found if normal(label) not in known_labels()] == []


def test_a_label_that_no_page_has_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "kapitel.md"
    file.write_text("1. Wählen Sie **Sichern**.\n2. Wählen Sie **Rakete starten** bei *Titel*.\n")
    assert [label for label in labels_in(file) if normal(label) not in known_labels()] == ["Rakete starten"]
