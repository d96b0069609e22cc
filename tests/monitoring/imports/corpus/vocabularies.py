"""How town halls call columns and write a status: each vocabulary is one way of doing it."""

from dataclasses import dataclass

from monitoring.choices import Status

S = Status
WORDS = (S.DONE, S.IN_PROGRESS, S.IN_PREPARATION, S.NOT_STARTED, S.POSTPONED, S.NOT_FEASIBLE)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Headings by field, status words in the order of WORDS, and what a legend says about them."""

    name: str
    code: str
    section: str
    title: str
    lead: str
    partners: str
    due: str
    status: str
    text: str
    costs: str
    words: tuple[str, ...]
    legend: tuple[str, ...] = ()

    def word(self, status: Status | None) -> str:
        return self.words[WORDS.index(status)] if status else ""

    def heading(self, field: str) -> str:
        return str(getattr(self, field))


VOCABULARIES = (
    Vocabulary(
        "own", "Nr.", "Abschnitt", "Titel", "Federführung", "Mitwirkung", "Frist", "Status", "Was geschehen ist",
        "Kosten",
        ("umgesetzt", "in Umsetzung", "in Vorbereitung", "noch nicht begonnen", "zurückgestellt", "nicht umsetzbar"),
    ),
    Vocabulary(
        "town hall", "Lfd. Nr.", "Handlungsfeld", "Maßnahme", "Zuständig", "Beteiligte", "Termin", "Stand", "Sachstand",
        "Kosten in €", ("erledigt", "in Arbeit", "in Planung", "offen", "ruht", "entfällt"),
    ),
    Vocabulary(
        "years", "Maßnahmen-Nr.", "Leitziel", "Bezeichnung der Maßnahme", "Zuständiges Amt (FF)", "Beteiligte Akteure",
        "Zieltermin", "Umsetzungsstand 2025", "Bemerkung zum Stand", "Kostenschätzung 2025 [EUR]",
        ("abgeschlossen", "begonnen", "in Vorbereitung", "geplant", "verzögert", "wird nicht weiterverfolgt"),
    ),
    Vocabulary(
        "project", "ID", "Themenfeld", "Vorhaben", "Verantwortliche Stelle", "Kooperationspartner", "Umsetzung bis",
        "Bearbeitungsstand", "Erläuterungen", "Budget",
        ("fertig", "läuft", "wird vorbereitet", "ausstehend", "pausiert", "gestrichen"),
    ),
    Vocabulary(
        "short", "Ziffer", "Bereich", "Projekt", "Amt", "Partner", "bis wann", "Ampel", "Kommentar", "Aufwand",
        ("grün", "gelb", "blau", "rot", "grau", "schwarz"),
        (
            "grün = abgeschlossen", "gelb = läuft", "blau = in Vorbereitung", "rot = nicht begonnen",
            "grau = zurückgestellt", "schwarz = entfällt",
        ),
    ),
    Vocabulary(
        "signs", "Kürzel", "Themenbereich", "Maßnahmentitel", "Verantwortung", "Akteure", "Fertigstellung",
        "Fortschritt",
        "Rückmeldung", "Finanzierung", ("●", "◐", "◔", "○", "⏸", "entfällt"),
    ),
    Vocabulary(
        "percent", "Kennung", "Schwerpunkt", "Kurztitel", "Federführendes Amt", "weitere Beteiligte", "Frist (geplant)",
        "Umsetzungsgrad", "Bericht", "Kosten (gesamt)", ("100 %", "50 %", "10 %", "0 %", "zurückgestellt", "entfällt"),
    ),
    Vocabulary(
        "questions", "Kennziffer", "Leitsatz", "Was?", "Wer?", "Mit wem?", "Bis wann?", "Wie weit?",
        "Was ist passiert?", "Was kostet es?",
        ("ist umgesetzt", "Auftrag vergeben", "in Konzeption", "steht noch aus", "liegt auf Eis", "kommt nicht"),
    ),
    Vocabulary(
        "without umlauts", "Massnahmen-Nr.", "Leistungsbereich", "Massnahme", "Ressort", "Mitwirkende Stellen",
        "Fertigstellung bis", "Bearbeitungsstand", "Erlaeuterung zum Bearbeitungsstand", "Ausgaben (EUR)",
        ("durchgefuehrt", "laeuft", "wird geprueft", "noch offen", "zurueckgestellt", "entfaellt"),
    ),
    Vocabulary(
        "as people talk", "lfd.", "Bereich", "Was wird gemacht?", "Wer macht es?", "Wer macht mit?", "Zeitziel",
        "Wie weit sind wir?", "Begründung / Anmerkung", "Mittelbedarf",
        (
            "ist inzwischen fertig", "wird derzeit umgesetzt", "wird gerade vorbereitet", "noch nicht angefangen",
            "vorerst zurückgestellt", "fällt weg",
        ),
    ),
    Vocabulary(
        "English", "Ref", "Theme", "Action", "Owner", "Partners", "Target date", "Status", "Progress", "Cost",
        ("Complete", "In progress", "In preparation", "Not started", "On hold", "Cancelled"),
    ),
)  # fmt: skip
LOSSY = {"percent": {S.IN_PREPARATION: S.IN_PROGRESS}, "signs": {S.IN_PREPARATION: S.IN_PROGRESS}}


def means(vocabulary: Vocabulary, status: Status | None) -> Status | None:
    """What a status becomes that the vocabulary cannot tell from another: 10 % is in progress."""
    return LOSSY.get(vocabulary.name, {}).get(status, status) if status else None
