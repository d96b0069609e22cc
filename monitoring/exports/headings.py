"""The columns of a spreadsheet of measures: what they are called when it goes out and when it comes in.

One vocabulary serves export and import, so that a table can leave the house, be edited and come back.
"""

import re
from collections.abc import Iterable

from catalog.plain_text import unicode_form
from monitoring.choices import MeasureColumn

# How clerks head their columns, written as `normalise` leaves them. The first is the heading of our own files.
SYNONYMS: dict[MeasureColumn, tuple[str, ...]] = {
    MeasureColumn.CODE: (
        "nr",
        "lfd nr",
        "lfdnr",
        "laufende nummer",
        "nummer",
        "kennung",
        "kürzel",
        "code",
        "maßnahmen nr",
        "maßnahmennummer",
        "maßnahmennr",
        "id",
        "no",
        "number",
    ),
    MeasureColumn.PART: ("teil", "teilmaßnahme", "teil nr", "teilnummer", "unternummer", "unterpunkt", "part"),
    MeasureColumn.SECTION: (
        "abschnitt",
        "bereich",
        "handlungsfeld",
        "lebenslage",
        "zielgruppe",
        "schwerpunktthema",
        "schwerpunkt",
        "themenfeld",
        "themenbereich",
        "kapitel",
        "field",
        "section",
    ),
    MeasureColumn.TITLE: (
        "titel",
        "thema",
        "bezeichnung",
        "maßnahmentitel",
        "titel der maßnahme",
        "name der maßnahme",
        "bezeichnung der maßnahme",
        "maßnahmenbezeichnung",
        "handlungsempfehlung",
        "empfehlung",
        "maßnahme",
        "maßnahmen",
        "projekt",
        "title",
        "topic",
        "measure",
        "name",
    ),
    MeasureColumn.DESCRIPTION: (
        "was zu tun ist",
        "beschreibung",
        "maßnahmenbeschreibung",
        "kurzbeschreibung",
        "inhalt",
        "erläuterung",
        "maßnahme",
        "maßnahmen",
        "maßnahmen zur zielerreichung",
        "description",
        "what is to be done",
    ),
    MeasureColumn.LEAD: (
        "federführung",
        "federführend",
        "federführendes amt",
        "federführende stelle",
        "zuständigkeit",
        "zuständig",
        "zuständige stelle",
        "zuständiges amt",
        "verantwortlich",
        "verantwortliche",
        "verantwortlicher",
        "verantwortung",
        "verantwortlichkeit",
        "lead",
        "lead office",
        "responsible",
    ),
    MeasureColumn.PARTICIPATING: (
        "mitwirkung",
        "mitwirkend",
        "mitwirkende",
        "beteiligte",
        "beteiligt",
        "beteiligung",
        "partner",
        "kooperation",
        "kooperationspartner",
        "beteiligte ämter",
        "participating",
        "partners",
    ),
    MeasureColumn.START: ("beginn", "start", "von", "anfang", "startdatum", "start date"),
    MeasureColumn.DUE: (
        "frist",
        "ende",
        "bis",
        "fällig",
        "fällig am",
        "fälligkeit",
        "fertigstellung",
        "zieltermin",
        "enddatum",
        "umsetzung bis",
        "deadline",
        "due",
        "end",
    ),
    MeasureColumn.HORIZON: ("zeithorizont", "horizont", "umsetzungshorizont", "fristigkeit", "horizon"),
    MeasureColumn.STATUS: (
        "stand",
        "status",
        "statuswort",
        "umsetzungsstatus",
        "bearbeitungsstatus",
        "bearbeitungsstand",
    ),
    MeasureColumn.TEXT: (
        "was geschehen ist",
        "sachstand",
        "umsetzungsstand",
        "stand der umsetzung",
        "aktueller stand",
        "aktueller sachstand",
        "aktueller stand umsetzung",
        "aktueller stand der umsetzung",
        "aktueller stand umsetzung nächste schritte",
        "stand",
        "bericht",
        "what has happened",
        "progress",
    ),
    MeasureColumn.NEXT_STEPS: (
        "nächste schritte",
        "weitere schritte",
        "ausblick",
        "weiteres vorgehen",
        "next steps",
    ),
    MeasureColumn.REASON: ("grund", "begründung", "grund der verzögerung", "hemmnisse", "reason"),
    MeasureColumn.AS_OF: (
        "stand vom",
        "stand am",
        "stichtag",
        "berichtsdatum",
        "stand zum",
        "as of",
        "reported as of",
    ),
    MeasureColumn.STARTING_POSITION: (
        "ausgangslage",
        "ausgangslage problemanalyse",
        "problemanalyse",
        "problem",
        "hintergrund",
        "starting position",
    ),
    MeasureColumn.OBJECTIVE: ("zielsetzung", "ziel", "ziele", "objective", "goal"),
    MeasureColumn.STEPS: ("umsetzungsschritte", "schritte", "arbeitsschritte", "umsetzung", "steps"),
    MeasureColumn.INDICATOR: ("indikator", "indikatoren", "kennzahl", "indicator"),
    MeasureColumn.TARGET: ("zielwert", "zielwerte", "target"),
    MeasureColumn.DATA_SOURCES: ("datenquellen", "datenquelle", "quelle", "quellen", "data sources", "source"),
    MeasureColumn.EFFORT: (
        "aufwand und kosten",
        "aufwand",
        "kosten",
        "finanzierung",
        "ressourcen",
        "effort and costs",
        "costs",
    ),
    MeasureColumn.PLAIN_LANGUAGE: ("in einfacher sprache", "einfache sprache", "in plain language"),
    MeasureColumn.PAGES: ("seiten im bericht", "seite", "seiten", "pages in the report", "page", "pages"),
    MeasureColumn.PAPER_REFERENCES: (
        "vorlagen und drucksachen",
        "vorlage",
        "vorlagen",
        "drucksache",
        "drucksachen",
        "drucksachennummer",
        "drs nr",
        "beschluss",
        "council papers",
    ),
    MeasureColumn.PUBLICATION: ("veröffentlichung", "publication"),
    MeasureColumn.INTERNAL_NOTE: ("interne notiz", "intern", "internal note"),
}

PROSE_OR_WORD = [MeasureColumn.TEXT, MeasureColumn.STATUS]  # "Stand" over texts that are no status words


def normalise(heading: str) -> str:
    """Lower case, no punctuation, no broken words: "Lfd. Nr." is "lfd nr", "Feder-\\nführung" "federführung"."""
    text = unicode_form("NFC", heading).lower()
    text = re.sub(r"(\w)-\s+(\w)", r"\1\2", text)  # a word that was broken over two lines
    return " ".join(re.findall(r"\w+", text))


def meanings(heading: str) -> list[MeasureColumn]:
    """The columns a heading may mean; several where German is ambiguous ("Maßnahme", "Stand"), none if unknown."""
    name = normalise(heading).replace("massnahm", "maßnahm")
    return [column for column, names in SYNONYMS.items() if name in names]


def is_heading(text: str) -> bool:
    return bool(meanings(text))


def propose(headings: Iterable[tuple[str, list[str]]], status_words: Iterable[str]) -> dict[int, MeasureColumn]:
    """Which column holds what, by index; takes each heading with sample values below it.

    Nothing is guessed: a heading that is unknown, or that two columns have in common, stays without a meaning.
    "Stand" holds a status word if most of its samples are one, otherwise what has happened, unless another column
    says that; "Maßnahme" is the title unless another column is, then it says what is to be done.
    """
    words = {word.casefold() for word in status_words}
    possible: dict[int, list[MeasureColumn]] = {}
    for index, (heading, samples) in enumerate(headings):
        columns = meanings(heading)
        if samples and {MeasureColumn.STATUS, MeasureColumn.TEXT} <= set(columns):
            are_words = 2 * sum(sample.strip().casefold() in words for sample in samples) > len(samples)
            columns = [MeasureColumn.STATUS] if are_words else PROSE_OR_WORD
        if columns:
            possible[index] = columns
    if list(possible.values()).count(PROSE_OR_WORD) > 1:
        possible = {index: columns for index, columns in possible.items() if columns != PROSE_OR_WORD}
    taken = [columns[0] for columns in possible.values() if len(columns) == 1]
    proposal: dict[int, MeasureColumn] = {}
    for index, columns in possible.items():
        free = [column for column in columns if len(columns) == 1 or column not in taken]
        if free and taken.count(free[0]) <= 1 and free[0] not in proposal.values():
            proposal[index] = free[0]
    return proposal
