"""Which words of a name tell an office from others, so that nothing is suggested by its kind alone."""

import pytest

from catalog.models import Office
from monitoring.imports.planning.offices import SURELY, resemblance
from monitoring.imports.words.office_words import stems


@pytest.mark.parametrize(
    "name", ["Verein", "Träger", "Amt", "Fachstelle", "Stiftung", "die Verbände", "GmbH", "Zentrum", "Einrichtungen"]
)
def test_a_kind_of_body_tells_nothing(name: str) -> None:
    assert stems(name) == frozenset()
    named = Office(name="Verein zur beruflichen Integration, Zentrum und Stiftung")
    assert resemblance(name, named) < SURELY


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("Baurechtsamt", "Amt für Baurecht und Denkmalschutz"),
        ("Job-Center", "Jobcenter"),
        ("VbI Verein", "Verein VbI"),
        ("Amt fuer Buergerdienste", "Amt für Bürgerdienste"),
        ("Wirtschaftsfoerderung", "Amt für Wirtschaftsförderung"),
    ],
)
def test_the_same_telling_words_mean_the_same_office(name: str, office: str) -> None:
    assert resemblance(name, Office(name=office)) >= SURELY
