"""Text as a search sees it: capitals, umlauts, ß and accents do not matter, on any database.

Two spellings of an umlaut are in use, "Luneburg" and "Lueneburg". The searchable text holds both for every word that
has an umlaut; the typed word is looked for in both.
"""

import re
import unicodedata

from catalog.texts.codes import UMLAUTS
from catalog.texts.plain_text import unicode_form

BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
ENDINGS = ("innen", "ern", "em", "en", "er", "es", "e", "n", "s")
SHORTEST_STEM = 4


def in_ascii(text: str) -> str:
    """Returns a text as keyboards without umlauts write it: "laeuft"."""
    return text.translate(UMLAUTS).replace("Ä", "Ae").replace("Ö", "Oe").replace("Ü", "Ue")


def fold(text: str) -> str:
    """Returns the text in small plain letters: "Lüneburg" becomes "luneburg", "Straße" "strasse".

    Soft hyphens are removed. Works character by character, so that a place in the result can be traced back to the
    text.
    """
    decomposed = unicode_form("NFKD", text.casefold()).casefold()
    if decomposed.isascii():
        return decomposed
    return "".join(c for c in decomposed if c.isascii() or unicodedata.category(c) not in {"Mn", "Cf"})


def spell_out(text: str) -> str:
    """Returns the text folded, with umlauts as two letters: "Lüneburg" becomes "lueneburg"."""
    return fold(unicode_form("NFC", text).casefold().translate(UMLAUTS))


def spellings(word: str) -> list[str]:
    """Returns the one or two forms in which a word may stand in what `searchable` returns."""
    return sorted({fold(word), spell_out(word)})


def joined(word: str) -> str:
    """Returns a word without the hyphens between its letters: "Jugend-Treff" becomes "JugendTreff"."""
    return BETWEEN_LETTERS.sub("", word)


def without_ending(folded: str) -> str:
    """Returns a folded word without one ending of a plural or a case, so that "beratungen" finds "beratung".

    The words of a search may stand inside longer ones, so that a stem that is too short finds more, never less. What
    has a digit is a number and stays whole; no stem is shorter than `SHORTEST_STEM`.
    """
    if not folded.isalpha():
        return folded
    for ending in ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= SHORTEST_STEM:
            return folded[: -len(ending)]
    return folded


def searchable(*texts: str) -> str:
    """Returns all words of these texts folded; those with an umlaut also spelled out, those with a hyphen joined."""
    text = "\n".join(filter(None, texts))
    folded = fold(text)
    others: dict[str, None] = {}
    for word in text.split():
        forms = {*spellings(word), *spellings(joined(word))} - {fold(word)}
        others |= dict.fromkeys(sorted(forms))
    return "\n".join([folded, *others])
