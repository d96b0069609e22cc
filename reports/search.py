"""Finding names however they are typed: capitals, umlauts and ß do not matter."""

import unicodedata

from catalog.codes import UMLAUTS


def fold(text: str) -> str:
    """ "Lüneburg" and "LÜNEBURG" become "luneburg", "Straße" becomes "strasse"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def contains(text: str, query: str) -> bool:
    """Whether the text has the query in it: "luneburg" and "lueneburg" both find "Lüneburg"."""
    wanted = fold(query)
    return wanted in fold(text) or wanted in fold(text.casefold().translate(UMLAUTS))
