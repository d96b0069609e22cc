"""What the words, percentages, signs and colours in a status column mean, with the reason for each suggestion."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.texts.normalising import in_ascii
from monitoring.choices import Status
from monitoring.imports.reading.choice_labels import words_of

S = Status
LONGEST = 80  # characters; longer ones are texts
LONGEST_REST = 60
MOST_WORDS = 7
PERCENT = re.compile(
    r"(?:ca\.?|etwa|rund|circa|>|<|über|unter|mind\.?|~)?\s*(\d{1,3})(?:[.,]\d+)?\s*(?:%|prozent|v\.?\s?h\.?)",
    re.IGNORECASE,
)
PERCENTAGES = re.compile(r"([0-9]{1,2})\s*%?\s*(?:-|–|bis|to)\s*([0-9]{1,2}|100)\s*%")  # "25-50 %"
MENTIONED = re.compile(r"(?<![\d.,–-])(\d{1,3})(?:[.,]\d+)? ?%")  # "zu 80 % umgesetzt"
WHOLE = 100
SHORT = 4  # letters of words that stand inside of many others


class Certainty(IntEnum):
    """How sure a suggestion is: SURE needs no question, LIKELY is preselected, UNSURE has to be looked at."""

    UNSURE = 1
    LIKELY = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class StatusSuggestion:
    status: Status
    why: str | Promise
    certainty: Certainty = Certainty.LIKELY
    rest: bool = False  # the cell says more than the word: "abgeschlossen am 12.05.2025"


WORDS: dict[Status, tuple[str, ...]] = {
    S.DONE: (
        "erledigt", "abgeschlossen", "fertig", "fertiggestellt", "fertig gestellt", "umgesetzt", "realisiert",
        "vollzogen",
        "beendet", "durchgeführt", "erfüllt", "erreicht", "eingeführt", "in betrieb", "in betrieb genommen", "eröffnet",
        "vollständig umgesetzt", "komplett umgesetzt", "vollständig erledigt", "ist umgesetzt", "ist erledigt",
        "abgehakt",
        "maßnahme abgeschlossen", "maßnahme umgesetzt", "umsetzung abgeschlossen", "projekt abgeschlossen", "ok", "ja",
        "complete", "completed", "done", "y", "yes", "finished", "implemented", "closed", "delivered", "achieved",
        "fully implemented",
        "erl", "abgeschl", "liegt vor", "wurde umgesetzt", "wurde erledigt", "gebaut", "eingerichtet",
        "beschlossen und umgesetzt",
    ),
    S.ONGOING: (
        "laufend", "daueraufgabe", "dauerhaft", "dauermaßnahme", "fortlaufend", "kontinuierlich", "ständig",
        "permanent",
        "laufende aufgabe", "regelaufgabe", "regelangebot", "verstetigt", "wird fortgeführt", "fortgeführt",
        "etabliert",
        "dauerangebot", "regelbetrieb", "im regelbetrieb", "jährlich", "wiederkehrend", "regelmäßig", "verstetigung",
        "daueraufgabe läuft", "ongoing", "continuous", "continuing", "business as usual", "permanente aufgabe",
        "dauerhafte aufgabe",
        "laufendes geschäft", "stetig", "wird angeboten", "findet statt", "findet regelmäßig statt", "besteht",
        "wird betrieben",
        "läuft dauerhaft",
    ),
    S.IN_PROGRESS: (
        "in arbeit", "in bearbeitung", "in umsetzung", "in der umsetzung", "in durchführung", "läuft", "begonnen",
        "angelaufen",
        "gestartet", "im gange", "im gang", "in realisierung", "wird umgesetzt", "wird bearbeitet",
        "umsetzung läuft", "im bau",
        "umsetzung begonnen", "nicht vollständig umgesetzt", "noch nicht vollständig umgesetzt",
        "noch nicht abgeschlossen", "nicht abgeschlossen", "noch nicht fertig", "teilweise umgesetzt",
        "teilweise erledigt", "teilumgesetzt",
        "teilweise abgeschlossen", "aktiv",
        "zum teil umgesetzt", "teils umgesetzt", "weitgehend umgesetzt", "größtenteils umgesetzt",
        "überwiegend umgesetzt",
        "nahezu abgeschlossen", "fast fertig", "kurz vor abschluss", "im plan", "planmäßig", "im zeitplan",
        "auf kurs", "im bau",
        "in progress", "started", "under way", "underway", "on track", "partly implemented", "partially complete",
        "begun",
        "in delivery", "active", "in ausführung", "im aufbau", "in erprobung", "pilotphase", "laufende umsetzung",
        "bearbeitung läuft",
        "angefangen", "in erarbeitung", "wird erarbeitet", "wird durchgeführt", "teilweise realisiert",
        "maßnahme läuft",
        "im verfahren", "projekt läuft", "läuft noch", "noch in arbeit", "noch in bearbeitung", "teilweise",
        "z t umgesetzt",
        "angestoßen", "initiiert", "eingeleitet", "läuft an", "auftrag vergeben", "beauftragt", "testphase",
        "pilot läuft",
        "vor abschluss", "vor dem abschluss", "umsetzungsphase", "in der bearbeitung", "bereits begonnen",
    ),
    S.IN_PREPARATION: (
        "in vorbereitung", "vorbereitung", "in planung", "in der planung", "planung läuft", "wird geplant",
        "wird vorbereitet",
        "konzeptphase", "in konzeption", "konzept in arbeit", "planungsphase", "in prüfung", "wird geprüft",
        "in abstimmung",
        "in der vorbereitung", "vorbereitend", "im planungsprozess", "in ausschreibung", "ausgeschrieben",
        "ausschreibung läuft",
        "in preparation", "in planning", "being planned", "scoping", "in development", "preparing",
        "vorbereitungen laufen",
        "konzeptionsphase", "in der konzeption", "antrag gestellt", "fördermittel beantragt", "in der ausschreibung",
        "in beratung", "prüfung läuft", "konzept liegt vor", "in klärung", "beantragt", "vergabe läuft", "in vergabe",
    ),
    S.NOT_STARTED: (
        "offen", "geplant", "noch offen", "nicht begonnen", "noch nicht begonnen", "nicht gestartet",
        "noch nicht gestartet",
        "ausstehend", "steht aus", "steht noch aus", "noch nicht umgesetzt", "nicht umgesetzt",
        "noch nicht erledigt", "nicht erledigt",
        "vorgesehen", "anstehend", "steht an", "zurzeit offen", "noch zu erledigen", "unbearbeitet",
        "noch nicht bearbeitet",
        "noch nicht angefangen", "noch nicht", "nicht", "eingeplant", "angedacht", "nicht angefangen",
        "keine umsetzung", "noch keine umsetzung",
        "not started", "not yet started", "open", "planned", "pending", "to do", "todo", "outstanding", "not begun",
        "noch nicht in umsetzung", "noch nicht in bearbeitung", "idee", "beginn steht aus", "noch nicht angelaufen",
        "nein",
        "no", "n", "yet to start", "umsetzung geplant", "upcoming", "noch nichts", "nicht in bearbeitung",
        "umsetzung offen", "proposed",
    ),
    S.POSTPONED: (
        "ruht", "ruhend", "verzögert", "zurückgestellt", "verschoben", "aufgeschoben", "ausgesetzt", "pausiert",
        "pausierend",
        "vertagt", "unterbrochen", "gestoppt", "in verzug", "im verzug", "verspätet", "stockt", "stockend",
        "auf eis gelegt",
        "derzeit zurückgestellt", "vorerst zurückgestellt", "blockiert", "angehalten", "liegt auf eis", "wartet",
        "hinter plan",
        "on hold", "delayed", "paused", "postponed", "deferred", "suspended", "behind schedule", "stalled", "verzug",
        "verzögerung",
        "hinter dem zeitplan", "kritisch", "gefährdet", "at risk", "nicht im plan", "off track", "ruht derzeit",
        "stillstand",
    ),
    S.NOT_FEASIBLE: (
        "entfällt", "entfallen", "nicht umsetzbar", "nicht realisierbar", "abgelehnt", "verworfen", "gestrichen",
        "eingestellt",
        "aufgegeben", "nicht weiterverfolgt", "wird nicht weiterverfolgt", "wird nicht verfolgt", "nicht machbar",
        "kommt nicht",
        "obsolet",
        "wird nicht umgesetzt", "nicht mehr verfolgt", "hinfällig", "abgebrochen", "gescheitert", "nicht möglich",
        "erübrigt sich",
        "nicht durchführbar", "cancelled", "canceled", "dropped", "rejected", "withdrawn", "not feasible",
        "abandoned", "discontinued",
        "stopped", "wird nicht realisiert", "nicht mehr relevant", "no longer pursued", "storniert", "überholt",
        "entfiel", "fällt weg", "weggefallen", "fällt aus", "ausgefallen", "zu den akten", "vom tisch",
        "will not proceed",
    ),
}  # fmt: skip
SIGNS: dict[Status, str] = {
    S.DONE: "●⬤✔✓☑✅🗹⚫",
    S.IN_PROGRESS: "◐◑◒◓◔◕➔→▶🔄⏳⌛◖◗⚙▷►",
    S.NOT_STARTED: "○◯⚪✗✘❌☐□⬜✖☓◌",
    S.POSTPONED: "⏸",
}
COLOURS: dict[str, tuple[str, ...]] = {
    "green": ("grün", "green", "g", "hellgrün", "dunkelgrün", "grüne", "🟢", "🟩", "☺", "🙂", "😀", "😊"),
    "yellow": ("gelb", "yellow", "amber", "gelbe", "🟡", "🟨", "orange", "😐", "🟠", "🟧", "bernstein", "hellgelb"),
    "red": ("rot", "red", "rote", "🔴", "🟥", "☹", "🙁", "😟", "dunkelrot", "hellrot"),
    "blue": ("blau", "blue", "🔵", "🟦", "hellblau", "dunkelblau"),
    "grey": ("grau", "gray", "grey", "hellgrau", "dunkelgrau", "weiß", "weiss", "white"),
    "black": ("schwarz", "black"),
    "orange": (),
    "violet": ("lila", "violett", "purple", "violet", "magenta", "rosa", "pink"),
}
MARKS = frozenset(
    {
        "x",
        "xx",
        "(x)",
        "✔",
        "✓",
        "☑",
        "✅",
        "●",
        "•",
        "⬤",
        "ja",
        "1",
        "*",
        "+",
        "✗",
        "✘",
        "❌",
        "☒",
        "×",
        "■",
        "🗸",
        "gesetzt",
    }
)


# Words that say nothing about how far something is: "ist inzwischen erledigt", "wird gerade geprüft".
ADVERBS = frozenset(
    {
        "gerade", "derzeit", "aktuell", "zurzeit", "momentan", "bereits", "schon", "inzwischen", "mittlerweile",
        "weiter", "weiterhin", "erfolgreich", "zwischenzeitlich", "vorerst", "leider", "nun", "jetzt", "endgültig",
        "now", "already", "currently", "still", "fully", "successfully",
    }
)  # fmt: skip
VERBS = frozenset(
    {
        "ist", "sind", "wird", "wurde", "wurden", "werden", "is", "are", "was", "has", "have", "been", "being",
        "maßnahme", "projekt", "vorhaben",
    }
)  # fmt: skip
LEADING_WORD = re.compile(r"(?P<word>[^\W\d_][\w %]{2,39}?)(?P<break>\s*(?::|\n|[,;.](?=\s|$)|\s[–—-]\s|\s(?=\()))")


def folded(word: str) -> str:
    """Returns a word without capitals, punctuation and blanks too many."""
    text = " ".join(re.findall(r"[\w%]+", word.casefold().replace("ß", "ss")))
    return text or word.strip()


BY_WORD = {folded(form): status for status, words in WORDS.items() for word in words for form in (word, in_ascii(word))}
BY_SIGN = {sign: status for status, signs in SIGNS.items() for sign in signs}
BY_COLOUR = {folded(word): colour for colour, words in COLOURS.items() for word in words}
LONGEST_FIRST = sorted(BY_WORD, key=len, reverse=True)
NOT = re.compile(r"\b(?:nicht|kein\w*|not|no|ohne|without)\b")
NOT_BEFORE = re.compile(r"\b(?:nicht|keine?|not|no)(?: (?:im|in|in der|mehr|yet|ganz))? $")
NOT_BEHIND = re.compile(r"^ (?:(?:noch|derzeit|aktuell|zurzeit|still) )?(?:nicht|not)\b")
REST = re.compile(
    r"(?:\s*[,;:(–—/-]\s*|\s+)(?:(?:am|im|seit|ab|bis|zum|in|vom|voraussichtlich|vsl\.?|ende|anfang|mitte|since|on|by|from)\b.*|[(\[]?\d.*"
    r"|\(.*\)|(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|frühjahr|sommer|herbst|winter)\b.*)",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip

OFTEN = _("“%(word)s” is usually written for it.")
IS_PERCENTAGE = _("0 % is not started, 100 % is done, everything between is in progress.")
IS_SIGN = _("This is what the sign usually stands for.")
OF_LEGEND = _("The legend of the file says: “%(meaning)s”.")
OF_COLOUR = _("The file has no legend; traffic lights are usually meant like this.")


def without(words: frozenset[str], key: str) -> str:
    """Returns a folded phrase without some of its words."""
    return " ".join(word for word in key.split() if word not in words)


def known(word: str) -> Status | None:
    """Returns the status of one of our own words."""
    value = words_of(Status).get(" ".join(word.split()).casefold())
    return Status(value) if value else None


def suggestion(
    word: str, legend: Mapping[str, str] | None = None, others: frozenset[str] = frozenset()
) -> StatusSuggestion | None:
    """Returns what a cell of a status column probably means; None where nobody could say.

    `legend` says what colours, signs and words of the file stand for; `others` are the other words of the column:
    beside "erledigt" a green light only means that all goes well.
    """
    meaning = (legend or {}).get(folded(word), "")
    if meaning and (found := _by_words(meaning)):
        return StatusSuggestion(found.status, str(OF_LEGEND) % {"meaning": meaning}, Certainty.SURE)
    if (colour := BY_COLOUR.get(folded(word))) or (colour := colour_of(word)):
        meaning = (legend or {}).get(colour, "")
        if meaning and (found := _by_words(meaning)):
            return StatusSuggestion(found.status, str(OF_LEGEND) % {"meaning": meaning}, Certainty.SURE)
        return StatusSuggestion(_light(colour, others), OF_COLOUR, Certainty.UNSURE)
    return _by_words(word)


def colour_of(word: str) -> str:
    """Returns the colour a circle or a face shows; "" for everything else."""
    stripped = word.strip().strip("\ufe0f")
    return next((colour for colour, words in COLOURS.items() if stripped and stripped in words), "")


def is_status(word: str) -> bool:
    """Tells whether a cell says how far something is, in whatever way."""
    return known(word) is not None or suggestion(word) is not None


def leading_word(text: str) -> tuple[str, str]:
    """Returns the status word a text begins with, and the text: "erledigt: Der Zaun steht."; else "" and the text."""
    match = LEADING_WORD.match(text)
    word = match["word"].strip() if match else ""
    if not word or (folded(word) not in BY_WORD and known(word) is None):
        return "", text
    goes_on = match is not None and (match["break"].strip() not in {":", ""} or text[match.end() :].startswith("("))
    return word, text if goes_on else text[match.end() :].strip() if match else text


def is_status_word(text: str) -> bool:
    """Tells whether a text is one of the words above and nothing else."""
    return folded(text) in BY_WORD or folded(text) in BY_COLOUR or known(text) is not None


def is_mark(text: str) -> bool:
    return text.strip().casefold() in MARKS


def percentage(text: str) -> int | None:
    if found := PERCENTAGES.fullmatch(text.strip()):
        return (int(found[1]) + int(found[2])) // 2
    match = PERCENT.fullmatch(text.strip()) or MENTIONED.search(text)
    return int(match[1]) if match and int(match[1]) <= WHOLE else None


def _light(colour: str, others: frozenset[str]) -> Status:
    """Returns what a light means: in English green is on track, in German done, unless a word says that."""
    has_word_for_done = any(
        ((found := _by_words(word)) and found.status is S.DONE) or BY_COLOUR.get(folded(word)) == "blue"
        for word in others
    )
    is_english = any(word.strip().casefold() in {"green", "amber"} for word in others)
    green = S.IN_PROGRESS if has_word_for_done or is_english else S.DONE
    lights = {"green": green, "yellow": S.IN_PROGRESS, "orange": S.IN_PROGRESS, "red": S.NOT_STARTED, "blue": S.DONE}
    return lights.get(colour, S.POSTPONED)


@lru_cache(maxsize=20_000)
def _by_words(word: str) -> StatusSuggestion | None:
    text = " ".join(word.split())
    if not text or len(text) > LONGEST:
        return None
    if (status := known(text)) is not None:
        return StatusSuggestion(status, str(OFTEN) % {"word": text}, Certainty.SURE)
    if (share := percentage(text)) is not None:
        status = S.DONE if share == WHOLE else S.IN_PROGRESS if share else S.NOT_STARTED
        return StatusSuggestion(status, IS_PERCENTAGE, rest=0 < share < WHOLE)
    signs = {BY_SIGN[sign] for sign in text if sign in BY_SIGN}
    if signs and not any(map(str.isalnum, text)):
        return StatusSuggestion(signs.pop(), IS_SIGN) if len(signs) == 1 else None
    if signs:  # "✔ erledigt"
        text = "".join(sign for sign in text if sign not in BY_SIGN).strip()
    key = folded(text)
    for plain in (key, without(ADVERBS, key), without(ADVERBS | VERBS, key)):
        if plain in BY_WORD:
            return StatusSuggestion(BY_WORD[plain], str(OFTEN) % {"word": plain if plain != key else text})
    return _with_rest(text) or _of_own_words(text) or _inside(key)


def _of_own_words(text: str) -> StatusSuggestion | None:
    for label, value in words_of(Status).items():
        if text.casefold().startswith(label) and REST.fullmatch(text[len(label) :]):
            return StatusSuggestion(Status(value), str(OFTEN) % {"word": text[: len(label)]}, rest=True)
    return None


def _with_rest(text: str) -> StatusSuggestion | None:
    """Returns a known word followed by a day, a reason in brackets, or since when."""
    lower = text.casefold()
    for end in sorted({match.start() for match in re.finditer(r"[\s,;:(–—/-]", lower)}, reverse=True):
        beginning = folded(text[:end])
        if beginning in BY_WORD and len(text) - end <= LONGEST_REST and REST.fullmatch(text[end:]):
            return StatusSuggestion(BY_WORD[beginning], str(OFTEN) % {"word": text[:end]}, rest=True)
    return None


def _inside(key: str) -> StatusSuggestion | None:
    """Returns a short phrase that holds a known word: "Maßnahme ist abgeschlossen", "bereits in Umsetzung"."""
    words = key.split()
    if len(words) > MOST_WORDS:
        return None
    for known_word in LONGEST_FIRST:
        before, found, behind = f" {key} ".partition(f" {known_word} ")
        if len(known_word) > SHORT and found:
            status = _negated(BY_WORD[known_word], f"{before} ", f" {behind}")
            why = str(OFTEN) % {"word": known_word}
            return StatusSuggestion(status, why, Certainty.UNSURE, rest=True) if status else None
    return None


def _negated(status: Status, before: str, behind: str) -> Status | None:
    """Returns what a word means between others: "läuft noch nicht"; None where a "not" is about something else."""
    if NOT_BEFORE.search(before) or NOT_BEHIND.search(behind):
        return S.NOT_STARTED if status in {S.DONE, S.IN_PROGRESS} else None
    return None if NOT.search(before) or NOT.search(behind) else status
