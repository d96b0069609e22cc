"""Text as a search sees it: capitals, umlauts, ß and accents do not matter, in no database.

Two spellings of an umlaut are in use, "Luneburg" and "Lueneburg". What is searched holds both for every word that
has one; what is typed is looked for in both.
"""

import unicodedata

from catalog.codes import UMLAUTS
from catalog.plain_text import unicode_form


def fold(text: str) -> str:
    """ "Lüneburg" and "LÜNEBURG" become "luneburg", "Straße" becomes "strasse"; soft hyphens are gone.

    Works character by character, so that a place in the result can be traced back to the text.
    """
    decomposed = unicode_form("NFKD", text.casefold()).casefold()
    if decomposed.isascii():
        return decomposed
    return "".join(c for c in decomposed if c.isascii() or unicodedata.category(c) not in {"Mn", "Cf"})


def spell_out(text: str) -> str:
    """Like `fold`, with the umlauts as two letters: "Lüneburg" becomes "lueneburg"."""
    return fold(unicode_form("NFC", text).casefold().translate(UMLAUTS))


def spellings(word: str) -> list[str]:
    """The one or two forms in which a word may stand in what `searchable` returns."""
    return sorted({fold(word), spell_out(word)})


def searchable(*texts: str) -> str:
    """All that can be found in these texts: their words folded, those with an umlaut once more spelled out."""
    text = "\n".join(filter(None, texts))
    folded = fold(text)
    words = {word: None for word in text.split() if spell_out(word) != fold(word)}
    return "\n".join([folded, *dict.fromkeys(spell_out(word) for word in words)])
