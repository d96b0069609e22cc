"""Measures whose every field is known: whatever table they are written into has to give them back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from monitoring.choices import Status

S = Status


@dataclass(frozen=True, slots=True)
class Known:
    """A measure as a table tells it; `parts` are told below it, `due_on` is the day its deadline means."""

    code: str
    title: str
    section: str = ""
    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    due: str = ""
    due_on: date | None = None
    status: Status | None = None
    text: str = ""
    costs: str = ""
    parts: tuple["Known", ...] = ()

    def without(self, *names: str) -> "Known":
        """The same measure told by a table that has no columns for these fields."""
        blank = Known("", "")
        return replace(self, **{name: getattr(blank, name) for name in names})


def without(measures: Iterable[Known], *names: str) -> list[Known]:
    return [measure.without(*names) for measure in measures]


DIGITAL = (
    Known(
        "D1", "Bürgerterminal im Rathausfoyer aufstellen", "Zugang", ("Hauptamt",), ("Bürgerbüro",), "31.12.2025",
        date(2025, 12, 31), S.DONE, "Das Terminal steht seit dem Frühjahr und wird täglich genutzt.",
        "18.500 € einmalig",
    ),
    Known(
        "D2", "WLAN in allen Gemeinschaftsunterkünften", "Zugang", ("Amt für Gebäude und Technik",),
        ("Sozialamt", "Stadtwerke Ahlenbach"), "III/2026", date(2026, 9, 30), S.IN_PROGRESS,
        "Vier von sieben Häusern sind versorgt.", "62.000 € jährlich",
    ),
    Known(
        "D3", "Sprechstunde für digitale Anträge", "Begleitung", ("Seniorenbüro",), (), "laufend", None, S.IN_PROGRESS,
        "Zweimal in der Woche, gut besucht.", "",
    ),
    Known(
        "D4", "Leihgeräte für Schülerinnen und Schüler", "Begleitung", ("Schulverwaltungsamt",),
        ("Förderverein Lernen",),
        "Ende 2026", date(2026, 12, 31), S.NOT_STARTED, "Die Mittel sind noch nicht freigegeben.", "95.000 €",
    ),
    Known(
        "D5", "Vorlesefunktion auf der Homepage", "Teilhabe", ("Pressestelle",), (), "30.06.2025", date(2025, 6, 30),
        S.POSTPONED, "Der Anbieter hat den Vertrag gekündigt.", "4.200 €",
    ),
    Known(
        "D6", "Onlinekurs für Ehrenamtliche", "Teilhabe", ("Volkshochschule",), ("Freiwilligenagentur",), "15.10.2025",
        date(2025, 10, 15), S.NOT_FEASIBLE, "Das Land hat einen eigenen Kurs gestartet.", "",
    ),
)  # fmt: skip
CODES = ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2")
NUMBERED = tuple(replace(measure, code=code) for measure, code in zip(DIGITAL, CODES, strict=True))
FAMILIES = (
    Known(
        "F-01", "Willkommensbesuche nach der Geburt", "Frühe Hilfen", ("Jugendamt",), ("Gesundheitsamt",), "31.03.2026",
        date(2026, 3, 31), S.IN_PROGRESS, "Im ersten Halbjahr fanden 212 Besuche statt.", "30 000 € jährlich",
    ),
    Known(
        "F-02", "Randzeitenbetreuung in drei Kitas", "Betreuung", ("Jugendamt",), ("Trägerverbund Kita",),
        "Sommer 2026", date(2026, 8, 31), S.IN_PREPARATION,
        "Die Bedarfsabfrage ist abgeschlossen, das Personal wird gesucht.", "120 000 €",
    ),
    Known(
        "F-03", "Familienpass mit Ermäßigungen", "Teilhabe", ("Amt für Kinder, Jugend und Familie",), (), "01.01.2025",
        date(2025, 1, 1), S.DONE, "Seit Januar sind 1.900 Pässe ausgegeben worden.", "15 000 €",
    ),
    Known(
        "F-10", "Spielmobil für die Außenbezirke", "Teilhabe", ("Kreisjugendring",), ("Jugendamt", "Bauhof"),
        "nach Haushaltsbeschluss", None, S.NOT_STARTED, "Der Antrag liegt dem Ausschuss vor.", "45 000 €",
    ),
)  # fmt: skip
ENGLISH = (
    Known(
        "A1", "Open a repair workshop", "Skills", ("Community Unit",), ("Youth Council",), "2025-12-31",
        date(2025, 12, 31), S.DONE, "Open every Saturday since May.", "12000 €",
    ),
    Known(
        "A2", "Train debt advisers", "Advice", ("Welfare Office",), (), "2026-06-30", date(2026, 6, 30), S.IN_PROGRESS,
        "Eight advisers have finished the course.", "9500 € jährlich",
    ),
    Known(
        "A3", "Accessible bus stops", "Mobility", ("Transport Department",), ("Housing Association",), "2026-03-31",
        date(2026, 3, 31), S.NOT_STARTED, "The survey has not begun.", "",
    ),
)  # fmt: skip
WITH_PARTS = (
    Known(
        "S1", "Menschen ohne Wohnung",
        parts=(
            Known("M1", "Kältebus ausstatten", lead=("Sozialamt",), status=S.DONE),
            Known("M2", "Duschen am Bahnhof öffnen", lead=("Gebäudewirtschaft",), status=S.IN_PROGRESS),
        ),
    ),
    Known(
        "S2", "Alleinerziehende",
        parts=(
            Known("M1", "Notbetreuung in Randzeiten", lead=("Jugendamt",), status=S.NOT_STARTED),
            Known("M2", "Treffpunkt am Wochenende", lead=("Familienbüro",), status=S.IN_PROGRESS),
        ),
    ),
)  # fmt: skip
