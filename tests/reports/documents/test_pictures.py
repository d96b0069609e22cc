"""What a picture shows can be read by everybody."""

import pytest
from bs4 import BeautifulSoup

from monitoring.choices import Status
from reports.documents.document import DocParagraph, Picture
from reports.documents.pictures import FILLS, picture_of
from reports.measures.status_bar import StatusBar


def test_a_bar_has_a_part_for_every_status_and_says_so() -> None:
    picture = picture_of(StatusBar.of_words([Status.DONE, Status.DONE, ""]))
    assert isinstance(picture, Picture)
    parts = BeautifulSoup(picture.svg, "html.parser").select("rect")
    assert [part["fill"] for part in parts] == [FILLS["done"], FILLS[""]]
    assert float(str(parts[0]["width"])) == pytest.approx(2 * float(str(parts[1]["width"])), rel=0.02)
    assert picture.caption == "Von links nach rechts: 2 umgesetzt, 1 noch keine Meldung."
    assert picture.caption.partition(": ")[2] in picture.alternative


def test_words_suffice_where_all_measures_stand_at_the_same_place() -> None:
    assert picture_of(StatusBar.of_words(["", ""])) == DocParagraph.of("2 noch keine Meldung.")
