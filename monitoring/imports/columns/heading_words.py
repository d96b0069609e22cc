"""What clerks head their columns with: exact synonyms first, then patterns for the endless rest.

A heading is read without years, days, units and brackets: "Sachstand 2024", "Kosten (in €)", "zuständig (FF)".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from catalog import deadlines
from monitoring.choices import MeasureColumn
from monitoring.exports.headings import SYNONYMS, normalise
from monitoring.imports.words.status_words import is_status_word

C = MeasureColumn
LONGEST = 200  # characters; longer ones are texts
MOST_WORDS, FEW_WORDS = 8, 3  # of a heading by which a row of headings is told
EXACT, STRONG, FAIR, WEAK = 1.0, 0.85, 0.65, 0.45
JOINT = " – "
UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
SPELLED_OUT = re.compile(r"[ao]e|(?<![aeq])ue")

BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\([^()]*$")
DAYS = re.compile(
    r"\b\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})\b|\b\d{1,2}/(?:19|20)\d\d\b"
    r"|\b(?:[1-4]|i{1,3}|iv)\.?\s?(?:quartal|halbjahr|hj\.?|q)\s?/?\s?(?:19|20)?\d\d\b|\bq[1-4]\s?/?\s?(?:19|20)?\d\d\b"
    r"|\b(?:19|20)\d\d(?:\s?[/–-]\s?(?:(?:19|20)\d\d|\d\d))?\b",
    re.IGNORECASE,
)
UNITS = re.compile(
    r"(?:\bin\s+)?(?:€|%|\b(?:euro|eur|t ?eur|tsd|mio|prozent|proz|vh|v\.\s?h)\b\.?)(?:\s*/\s*\w+)?", re.IGNORECASE
)
OLD = re.compile(r"\b(?:alt|alte[rs]?|bisherige[rs]?|ursprünglich\w*|urspr|vorherige[rs]?|original|previous|old)\b")
OF_OLD, OF_GROUP = 0.9, 0.75  # of what a heading tells, if it speaks of the past or only the one above says it
# Words that say when or whose, not what.
AROUND = re.compile(
    r"^(?:(?:neue[rsn]?|aktuelle[rsn]?|letzte[rsn]?|derzeitige[rsn]?|jeweilige[rsn]?|geplante[rsn]?|voraussichtliche[rsn]?"
    r"|current|new|latest|the) )+|(?: (?:neu|aktuell|alt|zum|per|ab|seit|ff|bzw|und|ca|geplant|jahr|new))+$"
)

# As `normalise` leaves them; added to the names of our own files and their synonyms.
NAMES: dict[MeasureColumn, tuple[str, ...]] = {
    C.CODE: (
        "ziffer", "pos", "position", "lfd", "lfd nummer", "lf nr", "ref", "ref no", "reference", "ident", "ident nr",
        "maßnahmen id", "maßnahme id", "maßnahme nr", "maßnahmenkürzel", "maßnahmenkennung", "projekt nr", "projekt id",
        "projektnummer", "vorhaben nr", "ordnungsnummer", "gliederungsnummer", "schlüssel", "m nr", "action no",
        "action id", "measure no", "measure id", "item", "nº", "n°",
    ),
    C.PREVIOUS: (
        "nr alt", "nr bisher", "nr vorher", "nummer alt", "nummer bisher", "alte nr", "alte nummer", "bisherige nr",
        "bisherige nummer", "frühere nr", "frühere nummer", "vorherige nr", "vorherige nummer", "vorige nr",
        "vorige nummer", "nr im letzten bericht", "nr im vorigen bericht", "nummer im letzten bericht",
        "vorgänger", "vorgängermaßnahme", "vorgänger nr", "nr des vorgängers", "alte maßnahmen nr",
        "alte maßnahmennummer", "bisherige maßnahmennummer", "bisherige maßnahmen nr", "altes kürzel",
        "bisheriges kürzel", "alte id", "führt fort", "continues", "previous no", "old no", "old number",
        "former no", "former number", "previous id", "old id", "predecessor", "previous number",
    ),
    C.SECTION: (
        "leitziel", "oberziel", "handlungsbereich", "themenfelder", "maßnahmenbereich", "maßnahmengruppe", "cluster",
        "säule",
        "kategorie", "rubrik", "leitlinie", "strategisches ziel", "ziel des leitbilds", "oberthema", "themengebiet",
        "themenschwerpunkt", "aktionsfeld", "handlungsziel", "strategiefeld", "arbeitsfeld", "sachgebiet", "gliederung",
        "bereich leistung", "leitsatz", "leitgedanke", "strategie", "programm", "baustein", "block", "workstream",
        "work stream", "pillar name", "objective area", "theme", "category", "priority area", "field of action",
        "area", "pillar", "chapter", "strand",
    ),
    C.TITLE: (
        "kurztitel", "kurzbezeichnung", "vorhaben", "vorhabenbezeichnung", "projekte", "projekttitel", "projektname",
        "name des projekts", "maßnahmenname", "name der maßnahme", "maßnahmetitel", "aktion", "aktionen", "aktivität",
        "aktivitäten", "einzelmaßnahme", "einzelmaßnahmen", "initiative", "handlungsempfehlungen", "empfehlungen",
        "gegenstand", "action", "actions", "action name", "action title", "activity", "project", "project name",
        "project title", "recommendation", "commitment", "maßnahme titel", "maßnahme projekt", "maßnahme vorhaben",
        "projekt maßnahme", "was", "arbeitspaket", "aufgabe", "aufgaben", "titel des vorhabens", "initiatives",
        "what we will do", "what will we do",
        "what are we doing", "what we are doing", "was wird gemacht", "was machen wir", "was ist geplant",
        "was soll passieren", "what", "deliverable",
    ),
    C.DESCRIPTION: (
        "details", "kurzbeschreibung der maßnahme", "beschreibung der maßnahme", "inhalte", "konkretisierung",
        "projektbeschreibung", "kurzinfo", "maßnahmeninhalt", "worum geht es", "action description", "summary",
        "what will be done", "vorgehen", "vorhabenbeschreibung", "inhalt der maßnahme",
    ),
    C.LEAD: (
        "ff", "federführer", "federführende", "federführender bereich", "amt", "ämter", "fachamt", "fachbereich", "fb",
        "dezernat", "dez", "abteilung", "referat", "dienststelle", "verantwortliche stelle", "verantwortliches amt",
        "verantwortlich für umsetzung", "organisationseinheit", "oe", "wer", "träger", "zuständige abteilung",
        "umsetzungsverantwortung", "owner", "ressort", "senatsressort", "fachressort", "behörde", "ministerium",
        "eigenbetrieb", "wer macht es", "wer ist dran",
        "wer ist zuständig", "wer macht was", "umsetzende", "umsetzende stelle", "lead officer", "who",
        "lead department", "responsible department", "responsible body",
        "responsibility", "lead body", "responsible office", "department", "led by", "lead agency", "fachdienst",
        "zuständige organisationseinheit", "projektleitung", "umsetzung durch", "ausführende stelle", "stelle",
    ),
    C.PARTICIPATING: (
        "mit wem", "wer hilft mit", "wer noch", "wer macht mit", "wer unterstützt", "mitstreiter", "with whom", "mitw",
        "beteiligte akteure", "weitere beteiligte", "akteure", "beteiligte stellen", "beteiligte partner",
        "kooperationspartner innen", "weitere akteure", "mitwirkende stellen", "mitwirkende ämter", "unterstützung",
        "unterstützung durch", "in zusammenarbeit mit", "zusammenarbeit mit", "einzubinden", "weitere stellen",
        "zu beteiligen", "externe partner", "supporting", "support", "supported by", "stakeholders", "with",
        "who else", "who with",
        "involved stakeholders", "partner organisations", "delivery partners", "contributors", "beteiligte dritte",
    ),
    C.START: (
        "startjahr", "anfang", "startzeitpunkt", "umsetzungsbeginn", "projektbeginn", "projektstart", "begin",
        "start year",
    ),
    C.DUE: (
        "termin", "zieldatum", "bis wann", "wann fertig", "fertig wann", "abschlusstermin", "soll termin", "wann",
        "abschluss", "umsetzung", "umsetzungsfrist", "umsetzungstermin",
        "erledigung bis", "zu erledigen bis", "umzusetzen bis", "fertig bis", "fertigstellungstermin", "endtermin",
        "projektende", "geplantes ende", "geplanter abschluss", "zielzeitpunkt", "target date", "due date", "end date",
        "completion", "completion date", "by when", "when", "finish", "zieljahr", "target year", "planned completion",
        "umsetzung geplant bis", "realisierung bis", "wiedervorlage",
    ),
    C.PERIOD: (
        "zeitraum", "laufzeit", "umsetzungszeitraum", "durchführungszeitraum", "zeitrahmen", "zeitplan", "zeitplanung",
        "projektlaufzeit", "realisierungszeitraum", "umsetzungszeit", "zeitliche umsetzung", "zeitschiene", "dauer",
        "zeitziel", "zeitvorgabe", "zeitangabe",
        "timeframe", "time frame", "timeline", "period", "duration", "timescale", "zeitliche planung", "zeit", "jahr",
    ),
    C.HORIZON: ("zeitlicher horizont", "umsetzungsperspektive", "zeithorizonte", "time horizon"),
    C.STATUS: (
        "ampel", "ampelstatus", "statusampel", "umsetzungsgrad", "erfüllungsgrad", "fertigstellungsgrad",
        "erledigungsgrad",
        "realisierungsgrad", "realisierungsstand", "fortschritt", "fortschritt in", "projektstatus", "maßnahmenstatus",
        "statusbewertung", "bewertung", "rag", "rag status", "rag rating", "state", "current status", "erledigt",
        "grad der umsetzung", "grad der zielerreichung", "zielerreichung", "zielerreichungsgrad", "stand der maßnahme",
        "wie weit sind wir", "completion status", "complete", "percent complete", "delivery status",
        "stand der bearbeitung", "stufe",
        "erledigungsstand", "umsetzungsstatus", "planungsstand", "wie weit", "umgesetzt", "erledigt ja nein",
        "umgesetzt ja nein", "fertig", "status der umsetzung", "statusangabe", "progress status",
    ),
    C.TEXT: (
        "was ist passiert", "was wurde getan", "was haben wir gemacht", "was bisher geschah", "was ist geschehen",
        "rückmeldung", "rückmeldung des amtes", "sachstandsbericht",
        "stand der dinge", "erläuterung zum stand", "erläuterung zum umsetzungsstand", "bemerkung zum stand",
        "erläuterung zum status", "bisherige umsetzung", "bisherige ergebnisse", "bisher erreicht", "ergebnis",
        "ergebnisse", "ergebnisse bisher", "fortschrittsbericht", "kurzbericht", "berichtstext", "sachstandstext",
        "umsetzungsbericht", "stellungnahme", "status update", "update", "progress update", "commentary", "narrative",
        "what has been done", "achievements", "progress to date", "erledigtes", "kommentar zum stand", "verlauf",
    ),
    C.NEXT_STEPS: (
        "nächster schritt", "nächster meilenstein", "nächste meilensteine", "weitere planung", "weiteres",
        "weitere planungen",
        "geplante schritte", "noch zu tun", "offene punkte", "to do", "todo", "planung", "next milestone", "next step",
        "upcoming", "offen", "ausstehend", "wie geht es weiter",
    ),
    C.REASON: (
        "was hindert", "was hemmt", "was fehlt", "woran hakt es", "warum nicht", "stolpersteine", "hindernisse",
        "hemmnis", "ursache", "gründe", "grund für verzögerung", "verzögerungsgrund", "abweichungen",
        "probleme", "schwierigkeiten", "risiken", "barriers", "reason for delay", "issues", "risks", "obstacles",
    ),
    C.AS_OF: (
        "datum", "letzte aktualisierung", "aktualisiert am", "gemeldet am", "datum der meldung", "meldedatum",
        "stand datum",
        "berichtsstand", "last updated", "updated", "date", "datum des sachstands", "berichtszeitpunkt",
        "berichtsstichtag",
    ),
    C.STARTING_POSITION: ("ausgangssituation", "problemstellung", "situation", "bedarf", "anlass", "background"),
    C.OBJECTIVE: (
        "wozu", "warum", "was soll erreicht werden", "was wollen wir erreichen", "zielstellung",
        "ziel der maßnahme", "projektziel", "wirkungsziel", "wirkung", "nutzen", "zweck", "aim", "aims",
        "objectives", "goals", "outcome", "teilziel", "zielbeschreibung", "erwartete wirkung", "purpose",
    ),
    C.STEPS: (
        "meilensteine", "meilenstein", "einzelschritte", "arbeitspakete", "teilschritte", "milestones", "milestone",
    ),
    C.INDICATOR: (
        "kennzahlen", "kennziffer", "messgröße", "messgrößen", "kpi", "erfolgsindikator", "erfolgsindikatoren",
        "bezeichnung des indikators", "erfolgskriterium", "metric", "measure of success", "indicators",
    ),
    C.UNIT: ("einheit", "maßeinheit", "unit", "messeinheit", "me"),
    C.BASELINE: (
        "ausgangswert", "basiswert", "startwert", "bestandswert", "baseline", "ausgangsgröße", "wert zu beginn",
        "ist wert zu beginn",
    ),
    C.TARGET: ("soll", "sollwert", "zielgröße", "zielvorgabe", "target value", "ziel wert", "planwert"),
    C.COSTS: (
        "kostenschätzung", "gesamtkosten", "kosten gesamt", "budget", "mittelbedarf", "finanzmittel", "was kostet es",
        "haushaltsmittel", "haushaltsansatz", "ansatz", "mittel", "investition", "investitionskosten", "ausgaben",
        "investitionssumme", "estimated cost", "funding", "fördermittel", "finanzierungsbedarf", "betrag",
        "kosten und finanzierung", "kosten finanzierung", "sachkosten", "finanzielle auswirkungen",
    ),
    C.EFFORT: ("personalbedarf", "ressourcenbedarf", "resources", "aufwand kosten", "kosten aufwand", "personal"),
    C.PAPER_REFERENCES: (
        "vorlagennummer", "vorlagen nr", "vorlagennr", "drucksachen nr", "drs", "beschlussvorlage", "ratsbeschluss",
        "beschlüsse", "beschlusslage", "decision", "resolution",
    ),
    C.INTERNAL_NOTE: (
        "interne bemerkung", "interne bemerkungen", "interne anmerkung", "interne hinweise", "nur intern",
        "interner vermerk",
        "vermerk", "notiz", "notizen", "verwaltungsintern", "internal", "internal comment",
    ),
    C.NOTED: (
        "priorität", "prio", "dringlichkeit", "priority", "wichtigkeit", "rang", "ansprechpartner", "ansprechperson",
        "ansprechpartnerin", "ansprechpartner in", "kontakt", "bearbeiter", "bearbeiterin", "sachbearbeitung",
        "contact",
        "ort", "stadtteil", "sozialraum", "quartier", "standort", "produkt", "produktnummer", "kostenstelle", "urheber",
        "herkunft", "link", "links", "website", "telefon", "e mail", "art der maßnahme",
        "maßnahmenart",
        "location", "ward", "zielgruppen", "target group",
    ),
}  # fmt: skip
# What may be the report itself or a word beside it.
REMARKS = (
    "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar", "kommentare", "hinweis", "hinweise",
    "erläuterung",
    "erläuterungen", "comment", "comments", "note", "notes", "remarks", "sonstiges", "stand bemerkung",
)  # fmt: skip
# Headings that mean several things; what stands below them decides.
AMBIGUOUS: dict[str, tuple[tuple[MeasureColumn, float], ...]] = {
    "stand": ((C.STATUS, EXACT), (C.TEXT, STRONG)),
    "umsetzungsstand": ((C.TEXT, EXACT), (C.STATUS, EXACT)),
    "stand der umsetzung": ((C.TEXT, EXACT), (C.STATUS, EXACT)),
    "sachstand": ((C.TEXT, EXACT), (C.STATUS, FAIR)),
    "bearbeitungsstand": ((C.STATUS, EXACT), (C.TEXT, FAIR)),
    "fortschritt": ((C.STATUS, STRONG), (C.TEXT, STRONG)),
    "progress": ((C.TEXT, EXACT), (C.STATUS, STRONG)),
    "aktueller stand": ((C.TEXT, EXACT), (C.STATUS, STRONG)),
    "status": ((C.STATUS, EXACT), (C.TEXT, FAIR)),
    "maßnahme": ((C.TITLE, STRONG), (C.DESCRIPTION, FAIR)),
    "maßnahmen": ((C.TITLE, STRONG), (C.DESCRIPTION, FAIR)),
    "beschluss": ((C.PAPER_REFERENCES, STRONG), (C.TITLE, FAIR)),
    "beschlusstext": ((C.TITLE, FAIR), (C.DESCRIPTION, FAIR)),
    "thema": ((C.TITLE, 0.9), (C.SECTION, STRONG)),
    "topic": ((C.TITLE, 0.9), (C.SECTION, STRONG)),
    "projekt": ((C.TITLE, 0.9), (C.SECTION, WEAK)),
    "bereich": ((C.SECTION, EXACT), (C.LEAD, FAIR)),
    "fachbereich": ((C.LEAD, STRONG), (C.SECTION, WEAK)),
    "umsetzung": ((C.TEXT, FAIR), (C.STATUS, FAIR), (C.DUE, WEAK), (C.STEPS, FAIR)),
    "ziel": ((C.OBJECTIVE, EXACT), (C.SECTION, FAIR)),
    "ziele": ((C.OBJECTIVE, EXACT), (C.SECTION, FAIR)),
    "zielgruppe": ((C.SECTION, EXACT), (C.NOTED, FAIR)),
    "target": ((C.TARGET, STRONG), (C.OBJECTIVE, WEAK), (C.DUE, WEAK)),
    "meilenstein": ((C.STEPS, STRONG), (C.NEXT_STEPS, FAIR)),
    "planung": ((C.NEXT_STEPS, FAIR), (C.DUE, WEAK)),
    "plan": ((C.NEXT_STEPS, FAIR),),
    "ergebnis": ((C.TEXT, STRONG), (C.STATUS, WEAK)),
    "bewertung": ((C.STATUS, FAIR), (C.TEXT, FAIR)),
    "offen": ((C.NEXT_STEPS, WEAK),),
    "jahr": ((C.DUE, WEAK), (C.PERIOD, WEAK)),
    "zeit": ((C.PERIOD, FAIR),),
    "stelle": ((C.LEAD, FAIR),),
    "datum": ((C.AS_OF, FAIR), (C.DUE, WEAK)),
    "date": ((C.AS_OF, FAIR), (C.DUE, WEAK)),
    "beschreibung": ((C.DESCRIPTION, EXACT), (C.TITLE, WEAK)),
    "ist": ((C.BASELINE, WEAK),),
    "nr": ((C.CODE, EXACT),),
    "kennziffer": ((C.CODE, FAIR), (C.INDICATOR, FAIR)),
    "farbe": ((C.STATUS, FAIR),),
    "begründung": ((C.REASON, STRONG), (C.DESCRIPTION, WEAK)),
    "termin": ((C.DUE, EXACT),),
    "was": ((C.TITLE, FAIR),),
    "name": ((C.TITLE, WEAK), (C.NOTED, WEAK)),
    "offene punkte": ((C.NEXT_STEPS, STRONG),),
}
# Tried where no name fits, the first that is found counts most.
PATTERNS: tuple[tuple[str, MeasureColumn, float], ...] = (
    (
        (r"\b(?:nr|nummer|no|number) (?:im|aus dem|des|in|of) (?:the )?"
        r"(?:letzt|vorig|vorherig|vorangegangen|alt|bisherig|früher|previous|last|old|former)"), C.PREVIOUS, 0.95,
    ),
    (r"(?:federf|zuständig|verantw|\bff\b|\blead\b|\bamt\b).*(?:beteilig|mitw|partner|supporting)", C.LEAD, 0.95),
    (r"^(?:sachstand|stand|umsetzungsstand|bericht|aktueller|bisher).*(?:nächste|weitere|ausblick)", C.TEXT, 0.95),
    (r"^interne?[rs]?\b|\bintern$|nicht öffentlich|nichtöffentlich", C.INTERNAL_NOTE, STRONG),
    (r"vorlage|drucksache|\bdrs\b|beschluss", C.PAPER_REFERENCES, FAIR),
    (
        r"nächste|weitere[sn]? (?:vorgehen|schritte|planung)|ausblick|next (?:step|milestone)|ausstehend|noch zu",
        C.NEXT_STEPS, STRONG,
    ),
    (r"hemmnis|hindernis|hinder|hemmt|stolper|verzögerung|grund für|schwierigkeit|reason|barrier", C.REASON, FAIR),
    (
        (r"^(?:bericht|bemerkung|erläuterung|anmerkung|kommentar|hinweis|text|comment|remark|note)\w*"
        r" (?:zum|zur|über|on|about)\b"), C.TEXT, STRONG,
    ),
    (r"^(?:handlungsfeld|themenfeld|leitziel|ziel|bereich)\w* (?:und )?(?:maßnahme|projekt|vorhaben)", C.TITLE, 0.95),
    (
        r"sachstand|fortschrittsbericht|rückmeldung|bisherige|bisher |berichtstext|erreicht|was .*geschehen",
        C.TEXT, STRONG,
    ),
    (r"ampel|\brag\b|status|umsetzungsgrad|\w+ungsgrad\b|prozent|fertigstellung in|erledigungs", C.STATUS, STRONG),
    (r"umsetzungsstand|stand der umsetzung|\bstand\b|bearbeitungsstand", C.STATUS, FAIR),
    (r"umsetzungsstand|stand der umsetzung|\bstand\b|\bprogress\b|\bbericht\b", C.TEXT, FAIR),
    (r"zielwert|sollwert|zielgröße|target value", C.TARGET, STRONG),
    (r"ausgangswert|basiswert|baseline", C.BASELINE, STRONG),
    (r"^indikator|kennzahl|indicator|messgröße|erfolgskriteri", C.INDICATOR, STRONG),
    (r"datenquelle", C.DATA_SOURCES, STRONG),
    (
        r"aufwand|ressourcen|personalbedarf|stellenbedarf|haushaltsstelle|produktkonto|\beffort\b|\bstaffing\b",
        C.EFFORT, STRONG,
    ),
    (
        r"kosten|budget|finanz|mittelbedarf|haushalt|ausgaben|kostet|\bcosts?\b|funding|expenditure|spending",
        C.COSTS, STRONG,
    ),
    (
        r"mitwirk|beteilig|kooperation|partner|akteur|unterstütz|stakeholder|supporting|involved|zusammenarbeit",
        C.PARTICIPATING, STRONG,
    ),
    (
        r"federführ|zuständig|verantwort|\bff\b|responsible|\blead\b|\bowner\b|umsetzung durch|durchführung durch",
        C.LEAD, STRONG,
    ),
    (
        r"\b(?:fach)?amt\b|dezernat|fachbereich|abteilung|dienststelle|department|organisationseinheit|referat",
        C.LEAD, FAIR,
    ),
    (r"zeitraum|laufzeit|zeitrahmen|zeitplan|timeframe|timeline|period", C.PERIOD, STRONG),
    (r"horizont|fristigkeit|horizon", C.HORIZON, STRONG),
    (
        (r"\bfrist(?!lage)|\btermin(?!a)|termine?s?\b|\bbis\b|fällig|abschluss|fertigstellung|zieldatum|\bende\b|deadline"
        r"|target date|due|by when|completion"), C.DUE, STRONG,
    ),
    (r"\bbeginn|\bstart\b", C.START, STRONG),
    (
        (r"handlungsfeld|handlungsbereich|themenfeld|leitziel|oberziel|leitlinie|strategisches ziel|kategorie"
        r"|schwerpunkt|kapitel|cluster"), C.SECTION, STRONG,
    ),
    (r"(?<!fach)(?<!geschäfts)(?<!amts)bereich(?:e)?$|\w+feld(?:er)?$|work ?stream|leitsatz", C.SECTION, FAIR),
    (r"geschäftsbereich|amtsbereich|ressort|behörde|ministerium", C.LEAD, FAIR),
    (r"ausgangslage|problem", C.STARTING_POSITION, FAIR),
    (r"teilmaßnahme|unterpunkt", C.PART, FAIR),
    (
        r"^nr\b|\bnr$|nummer$|\bid$|^id\b|^lfd\b|kennung|kürzel|^ziffer|\bno$|\bnumber$|^ref\b|\bref(?:erence)?$",
        C.CODE, STRONG,
    ),
    (r"priorität|\bprio\b|ansprechp|kontakt|zielgruppe", C.NOTED, STRONG),
    (r"beschreibung|inhalt der|description|konkretisierung|erläuterung der maßnahme", C.DESCRIPTION, STRONG),
    (r"titel|bezeichnung|name (?:der|des)|\btitle\b|kurzname", C.TITLE, STRONG),
    (r"schritte|meilenstein|milestone", C.STEPS, FAIR),
    (r"\bziele?\b|zielsetzung|objective|\bgoal", C.OBJECTIVE, FAIR),
    (r"bemerkung|anmerkung|kommentar|remark|\bcomment", C.TEXT, WEAK + 0.05),
    (r"maßnahme|vorhaben|projekt|empfehlung|\baction\b|\bmeasure\b|aktivität|initiative", C.TITLE, FAIR),
)  # fmt: skip
COMPILED = tuple((re.compile(pattern), column, weight) for pattern, column, weight in PATTERNS)


@dataclass(frozen=True, slots=True)
class HeadingMeaning:
    """A column a heading may stand for, and how plainly it says so, from 0 to 1."""

    column: MeasureColumn
    weight: float


def _by_name() -> dict[str, list[HeadingMeaning]]:
    found: dict[str, list[HeadingMeaning]] = {}
    for names, weight in ((SYNONYMS, EXACT), (NAMES, STRONG)):
        for column, words in names.items():
            for word in words:
                if all(meaning.column is not column for meaning in found.setdefault(word, [])):
                    found[word].append(HeadingMeaning(column, weight))
    for word in REMARKS:
        found[word] = [HeadingMeaning(C.TEXT, WEAK + 0.05), HeadingMeaning(C.INTERNAL_NOTE, WEAK)]
        found[word] += [HeadingMeaning(C.DESCRIPTION, WEAK - 0.05)] if word.startswith("erläuterung") else []
    for word, columns in AMBIGUOUS.items():
        found[word] = [HeadingMeaning(column, weight) for column, weight in columns]
    return found


BY_NAME = _by_name()


@lru_cache(maxsize=20_000)
def meanings(heading: str) -> tuple[HeadingMeaning, ...]:
    """Returns the columns a heading may mean, the likeliest first; none where it says nothing.

    Of two rows of headings the lower one counts: "Zuständigkeit – Mitwirkung".
    """
    if not heading or len(heading) > LONGEST:
        return ()
    over, _joint, under = heading.rpartition(JOINT)
    if found := _of(under):
        return tuple(replace(one, weight=one.weight * OF_OLD) for one in found) if is_old(heading) else found
    found = (_of(heading.replace(JOINT, " ")) or _of(over)) if over else ()
    return tuple(replace(one, weight=one.weight * OF_GROUP) for one in found)


def is_old(heading: str) -> bool:
    """Tells whether a heading speaks of what held before: "Termin (alt)", "ursprüngliche Frist"."""
    return OLD.search(normalise(heading)) is not None


def is_old_deadline(heading: str) -> bool:
    return is_old(heading) and any(meaning.column is C.DUE for meaning in meanings(heading))


def is_heading(text: str) -> bool:
    return bool(meanings(text))


def names_column(text: str) -> bool:
    """Tells whether a heading is plain enough to tell a row of headings by; sentences with a word of one are not."""
    found = () if _is_sentence(text) else meanings(text)
    if not found or is_day(text):  # "Ende 2026" stands below a heading
        return False
    if (found[0].column is C.STATUS or found[0].weight < EXACT) and is_status_word(text):
        return False  # "erledigt" heads a column of crosses, and stands in many a cell
    return found[0].weight >= FAIR or len(text.split()) == 1


def is_day(text: str) -> bool:
    try:
        return deadlines.read(text).first.year > 0
    except deadlines.UnreadableDeadlineError:
        return False


def _is_sentence(text: str) -> bool:
    words = BRACKETS.sub(" ", text).split()
    return len(words) > MOST_WORDS or (len(words) > FEW_WORDS and text.rstrip().endswith((".", "!")))


def _of(heading: str) -> tuple[HeadingMeaning, ...]:
    forms = list(dict.fromkeys(filter(None, _forms(heading))))
    for form in forms:
        if found := BY_NAME.get(form) or BY_NAME.get(with_umlauts(form)):
            return tuple(sorted(found, key=lambda meaning: -meaning.weight))
    for form in forms:
        if meant := _by_pattern(form):
            return meant
    return ()


def with_umlauts(form: str) -> str:
    """Returns what a heading may mean that was typed without umlauts: "zustaendigkeit" is "zuständigkeit"."""
    return SPELLED_OUT.sub(lambda found: UMLAUTS[found[0]], form)


def _forms(heading: str) -> Iterator[str]:
    """Yields the heading as it is, then with less and less around it."""
    text = heading.replace("Massnahm", "Maßnahm").replace("massnahm", "maßnahm").replace("MASSNAHM", "maßnahm")
    yield _plain(text)
    text = BRACKETS.sub(" ", text).strip() or text
    yield _plain(text)
    text = UNITS.sub(" ", DAYS.sub(" ", text))
    yield _plain(text)
    plain = AROUND.sub("", _plain(text)).strip()
    yield plain
    yield AROUND.sub("", plain).strip()


def _plain(text: str) -> str:
    return normalise(text).replace("massnahm", "maßnahm")


def _by_pattern(form: str) -> tuple[HeadingMeaning, ...]:
    found: dict[MeasureColumn, HeadingMeaning] = {}
    other = with_umlauts(form)
    for place, (pattern, column, weight) in enumerate(COMPILED):
        if column not in found and (pattern.search(form) or pattern.search(other)):
            found[column] = HeadingMeaning(column, weight - 0.004 * place)
    return tuple(sorted(found.values(), key=lambda meaning: -meaning.weight))
