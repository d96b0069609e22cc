"""A PDF shows every sign its font has, and a box for any other."""

import pytest

from reports.documents.document import DocParagraph
from reports.documents.writers.glyphs import SHOWN, showable
from reports.documents.writers.pdf import write_pdf
from tests.reports.documents import examples
from tests.reports.documents.reading import complaints


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ältere Bürger*innen", "Ältere Bürger*innen"),
        ("gut 😀", "gut □"),
        ("a\u200bb\u00adc", "abc"),
        ("Tab\tund\x01", "Tab und "),
        ("eins\r\nzwei", "eins\nzwei"),
    ],
)
def test_what_cannot_be_shown_becomes_a_box(text: str, shown: str) -> None:
    assert showable(text) == shown


def test_every_sign_that_is_called_shown_is_in_the_font() -> None:
    """Written by the typst that is installed: it refuses signs without a picture."""
    ends = [one.partition("-") for one in SHOWN.split()]
    signs = [chr(sign) for first, _dash, last in ends for sign in range(int(first, 16), int(last or first, 16) + 1)]
    assert len(signs) > 2000
    pdf = write_pdf(examples.document(*(DocParagraph.of(" ".join(signs[at : at + 50])) for at in range(0, 2200, 50))))
    assert complaints(pdf) == []
