"""Which names sound like a department, a company or a body, and which words of a name tell it from others."""

import re
from functools import lru_cache

from catalog.texts.normalising import in_ascii

# Whole words or ends of words: "Jugendamt", "Integrationsbüro", "Verbraucherzentrale".
BODY_ENDS = (
    "amt", "ämter", "amtes", "büro", "stelle", "stab", "stabsstelle", "referat", "dezernat", "abteilung",
    "fachbereich", "fachdienst",
    "fachstelle", "verwaltung", "werke", "werk", "betrieb", "betriebe", "verband", "verein", "stiftung", "kammer",
    "kämmerei",
    "zentrale", "zentrum", "center", "agentur", "gesellschaft", "genossenschaft", "gmbh", "ggmbh", "eg", "ag", "aör",
    "gbr",
    "beauftragte", "beauftragter", "beirat", "beauftragten", "rat", "kasse", "bibliothek", "bücherei", "museum",
    "hochschule",
    "schule", "schulen", "universität", "akademie", "institut", "polizei", "feuerwehr", "krankenhaus", "klinik",
    "klinikum",
    "jobcenter", "caritas", "diakonie", "awo", "drk", "paritätische", "kirche", "gemeinde", "landkreis", "kreis",
    "stadt",
    "ministerium", "regierung", "bauhof", "archiv", "gericht", "bund", "bündnis", "netzwerk", "runde", "ausschuss",
    "konferenz",
    "planung", "wirtschaft", "entwicklung", "förderung", "aufsicht", "dienst", "dienste", "wache", "träger",
    "initiative", "forum",
    "office", "unit", "department", "team", "council", "agency", "authority", "board", "service", "services",
    "directorate", "trust",
    "division", "group", "association", "university", "college", "partnership", "police", "library", "housing",
    "federation",
    "theater", "volkshochschule", "vhs", "leitstelle", "koordination", "management", "bauordnung", "sozialplanung",
    "dez", "fb", "fd",
    "oe", "ob", "bm", "personalrat", "treff", "haus", "lotsen", "krankenkasse", "sparkasse", "handwerk", "ihk",
    "hwk", "polizeipräsidium",
    "wirtschaftsförderung", "bürgermeister", "bürgermeisterin", "oberbürgermeister", "oberbürgermeisterin",
    "dezernent", "dezernentin",
    "leitung", "stadtwerke", "verkehrsbetriebe", "verkehrsverbund", "pflegekassen", "hebammen", "elternbeirat",
    "fraktion", "mission", "kliniken", "krankenhäuser", "krankenkassen", "kassen", "vereine", "verbände", "kirchen",
    "kitas", "unternehmen", "apotheken", "banken", "hochschulen", "bibliotheken", "gemeinden", "kommunen", "stiftungen",
    "museen", "bäder", "praxen", "initiativen", "beratungsstellen", "wohlfahrtsverbände",
)  # fmt: skip
BODY = re.compile(rf"(?:{'|'.join(sorted(map(in_ascii, BODY_ENDS), key=len, reverse=True))})s?$", re.IGNORECASE)
NUMBERED = re.compile(
    r"(?:amt|fb|fd|dez|dezernat|abt|abteilung|referat|oe|team|sg|fachbereich|fachdienst)\.?\s*[\dIVX]+[\w./-]*",
    re.IGNORECASE,
)
SHORT = re.compile(r"[A-ZÄÖÜ]{2,6}|\d{2,3}(?:[./-]\d{1,3})*|[IVX]{1,4}(?:/\d+)?")
NO_NAMES = frozenset(
    [
        "und",
        "oder",
        "sowie",
        "mit",
        "bei",
        "von",
        "für",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "in",
        "im",
        "an",
        "am",
        "zu",
        "zum",
        "zur",
        "auf",
    ]
)
MOST_WORDS, LONGEST = 12, 120


def looks_like_body(name: str) -> bool:
    """Tells whether a piece of text could stand alone as the name of an office or a partner."""
    text = name.strip(" .,;:")
    plain = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*$", "", text)
    if not plain or len(plain) > LONGEST or len(plain.split()) > MOST_WORDS:
        return False
    if SHORT.fullmatch(plain) or NUMBERED.fullmatch(plain):
        return True
    words = re.findall(r"\w+", in_ascii(plain))
    if not words or words[0].casefold() in NO_NAMES | {"fuer"}:
        return False
    first, last = words[0], words[-1]
    return bool(BODY.search(first) or BODY.search(last)) or any(
        BODY.fullmatch(word) or (word[:1].isupper() and word.casefold().endswith(("amt", "buero", "stelle", "verband")))
        for word in words
    )


# What says that a name is one of an office, but not of which.
KINDS = re.compile(
    in_ascii(r"^(?:amt|ämter|fachamt|büro|stelle|fachstelle|stabsstelle|stab|referat|dezernat|abteilung|abt|fachbereich|fachdienst|fb|fd|dez|team|sachgebiet"
    r"|verein|vereine|verband|verbände|träger|stiftung|gesellschaft|gmbh|ggmbh|zentrum|zentrale|institut|einrichtung|einrichtungen|partner"
    r"|service|dienst|dienststelle|verwaltung|eigenbetrieb|betrieb|städtisches?|städtische[rn]?|stadt|kommunale?[rs]?|landkreis|office|unit|department"
    r"|der|die|das|des|dem|den|für|und|zur|zum|im|in|of|for|and|the|beauftragter?|beauftragten)$")
)  # fmt: skip
ENDINGS = re.compile(
    r"(?<=\w{3})(?:s?amt|s?aemter|s?buero|s?stelle|s?abteilung|s?verwaltung|s?referat|s?dienst|s?dezernat|s?beauftragter?)$"
)


@lru_cache(maxsize=20_000)
def stems(name: str) -> frozenset[str]:
    """Returns the words that tell an office from others: "Baurechtsamt" and "Amt für Baurecht" both give "baurecht"."""
    words = re.findall(r"[^\W_]+", re.sub(r"[(\[][^()\[\]]*[)\]]", " ", in_ascii(name)).casefold())
    kept = (ENDINGS.sub("", word) for word in words if not KINDS.fullmatch(word))
    return frozenset(word.removesuffix("s") if len(word) > 5 else word for word in kept if word and not word.isdigit())  # noqa: PLR2004
