"""Letters of a symbol font as the signs that they show: "ü" in Wingdings is a tick, "l" a dot."""

SIGNS: dict[str, dict[str, str]] = {
    "wingdings": {
        "l": "●", "m": "○", "n": "■", "o": "□", "u": "◆", "x": "☒", "J": "☺", "K": "😐", "L": "☹", "C": "👍", "D": "👎",
        "û": "✗", "ü": "✔", "ý": "☒", "þ": "☑", "¡": "○", "¢": "●", "à": "→", "á": "↑", "â": "↓", "ß": "←", "è": "→",
        "é": "↑", "ê": "↓", "ç": "←", "ì": "↗", "î": "↘", "ð": "⇒", "«": "★", "§": "▪", "Ø": "➢",
    },
    "wingdings 2": {"P": "✔", "O": "✗", "Q": "☒", "R": "☑", "S": "☒", "T": "☒", "£": "□", "—": "●", "˜": "●", "™": "○"},
    "webdings": {"a": "✔", "r": "✗", "n": "●", "g": "■", "c": "□", "y": "★"},
}  # fmt: skip
PRIVATE = range(0xF000, 0xF100)  # where Office may write the letter


def is_symbol_font(font: str) -> bool:
    return font.casefold() in SIGNS


def shown(text: str, font: str) -> str:
    """Returns the signs that the letters show in this font; a letter that is not known stays."""
    signs = SIGNS.get(font.casefold(), {})
    return "".join(signs.get(_letter(character), character) for character in text)


def _letter(character: str) -> str:
    code = ord(character)
    return bytes([code - PRIVATE.start]).decode("cp1252", "replace") if code in PRIVATE else character
