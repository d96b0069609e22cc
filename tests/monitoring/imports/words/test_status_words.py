"""Everyday words, percentages, signs and colours mean a status; what nobody could say is not guessed."""

import pytest

from monitoring.choices import Status
from monitoring.imports.words.status_words import Certainty, leading_word, suggestion

S = Status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (
            "erledigt|Abgeschlossen|umgesetzt|fertig|100 %|✔|●|Complete|ist umgesetzt|abgeschlossen am 12.05.2025",
            S.DONE,
        ),
        (
            "in Arbeit|läuft|begonnen|In Bearbeitung|25%|◐|in progress|teilweise umgesetzt|läuft seit 2023",
            S.IN_PROGRESS,
        ),
        ("ist inzwischen fertig|wurde erfolgreich abgeschlossen|has now been completed", S.DONE),
        ("läuft weiter|wird derzeit umgesetzt|25-50 %|0–25 %", S.IN_PROGRESS),
        ("wird gerade geprüft|wird derzeit vorbereitet", S.IN_PREPARATION),
        ("wurde gestrichen|fällt weg|ist vom Tisch", S.NOT_FEASIBLE),
        ("zu 80 % umgesetzt|umgesetzt (80 %)|noch nicht abgeschlossen", S.IN_PROGRESS),
        ("finanziert und begonnen|laeuft|seit Mai 2025 in Umsetzung|Auftrag vergeben", S.IN_PROGRESS),
        ("Umsetzung läuft noch nicht|ist nicht umgesetzt|not yet implemented", S.NOT_STARTED),
        ("laufend|Daueraufgabe|fortlaufend|ongoing|verstetigt|wird angeboten|findet regelmäßig statt", S.ONGOING),
        ("in Planung|in Vorbereitung|wird vorbereitet|in preparation", S.IN_PREPARATION),
        ("offen|geplant|nicht begonnen|noch nicht umgesetzt|0 %|○|✗|not started|noch offen", S.NOT_STARTED),
        ("ruht|verzögert|zurückgestellt (Haushalt)|on hold|pausiert|verschoben auf 2027", S.POSTPONED),
        ("entfällt|abgelehnt|wird nicht weiterverfolgt|cancelled|nicht umsetzbar", S.NOT_FEASIBLE),
    ],
)
def test_a_word_is_understood(words: str, status: Status) -> None:
    found = {word: suggestion(word) for word in words.split("|")}
    assert {word: said and said.status for word, said in found.items()} == dict.fromkeys(found, status)
    assert all(said.why for said in found.values() if said)


@pytest.mark.parametrize(
    "word", ["", "Haushalt", "siehe oben", "Herr Müller", "x" * 200, "Phase 2", "250 %", "ohne Förderung umgesetzt"]
)
def test_what_nobody_could_say_is_not_guessed(word: str) -> None:
    assert suggestion(word) is None


def test_a_legend_decides_about_colours_signs_and_words() -> None:
    legend = {"green": "läuft", "grün": "läuft", "a": "abgeschlossen", "○": "entfällt"}
    for word, status in (("grün", S.IN_PROGRESS), ("🟢", S.IN_PROGRESS), ("A", S.DONE), ("○", S.NOT_FEASIBLE)):
        said = suggestion(word, legend)
        assert said is not None, word
        assert (said.status, said.certainty) == (status, Certainty.SURE), word


def test_traffic_lights_without_a_legend_are_to_be_looked_at() -> None:
    lights = {word: suggestion(word) for word in ("grün", "gelb", "rot")}
    assert [said.status for said in lights.values() if said] == [S.DONE, S.IN_PROGRESS, S.NOT_STARTED]
    assert {said.certainty for said in lights.values() if said} == {Certainty.UNSURE}
    beside = suggestion("Green", others=frozenset({"Green", "Amber", "Complete"}))
    assert beside is not None
    assert beside.status is S.IN_PROGRESS


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("erledigt: Der Zaun steht.", "erledigt", "Der Zaun steht."),
        ("offen, da der Haushalt gesperrt ist", "offen", "offen, da der Haushalt gesperrt ist"),
        ("Der Zaun steht: fertig", "", "Der Zaun steht: fertig"),
        ("abgeschlossen (08/2025)", "abgeschlossen", "abgeschlossen (08/2025)"),
    ],
)
def test_a_word_that_begins_a_report_is_its_status(text: str, word: str, rest: str) -> None:
    assert leading_word(text) == (word, rest)
