"""Colours of cells and letters as RRGGBB, and what a person would call them."""

import colorsys
from collections.abc import Sequence
from typing import Literal

Hue = Literal["red", "orange", "yellow", "green", "blue", "violet", "grey", "black", ""]
WHITE, BLACK = "FFFFFF", "000000"
LETTERS = 6
LARGEST = 255
PALE, DARK = 0.12, 0.16  # of the saturation below which a colour is grey; of the lightness below which it is black
NEARLY_WHITE = 0.97
# Up to which angle of the colour wheel (0 to 1) a colour has its name. Gold and amber are traffic lights' yellow.
NAMES: tuple[tuple[float, Hue], ...] = (
    (0.045, "red"),
    (0.105, "orange"),
    (0.19, "yellow"),
    (0.45, "green"),
    (0.70, "blue"),
    (0.89, "violet"),
    (1.0, "red"),
)


def hue(rgb: str) -> Hue:
    """Returns what a person would call a colour; "" for none and for white."""
    if len(rgb) != LETTERS:
        return ""
    angle, lightness, saturation = colorsys.rgb_to_hls(*(part / LARGEST for part in _parts(rgb)))
    if lightness > NEARLY_WHITE:
        return ""
    if lightness < DARK:
        return "black"
    if saturation < PALE:
        return "grey"
    return next(name for limit, name in NAMES if angle <= limit)


def tinted(rgb: str, tint: float) -> str:
    """Returns a colour of the theme made lighter (up to 1) or darker (down to -1), as Office does."""
    if not tint or not rgb:
        return rgb
    angle, lightness, saturation = colorsys.rgb_to_hls(*(part / LARGEST for part in _parts(rgb)))
    lightness = lightness * (1 + tint) if tint < 0 else lightness * (1 - tint) + tint
    made = colorsys.hls_to_rgb(angle, min(max(lightness, 0), 1), saturation)
    return "".join(f"{round(part * LARGEST):02X}" for part in made)


def of_theme(index: int, tint: float, theme: Sequence[str]) -> str:
    return tinted(theme[index], tint) if 0 <= index < len(theme) else ""


def plain(text: str) -> str:
    """Returns RRGGBB of "#rrggbb", "FFRRGGBB" or "RRGGBB"; "" where the text is no colour."""
    text = text.lstrip("#").upper()[-LETTERS:]
    is_colour = len(text) == LETTERS and all(letter in "0123456789ABCDEF" for letter in text)
    return text if is_colour else ""


def fill(rgb: str) -> str:
    """Returns the colour behind a text; white is none."""
    return "" if rgb == WHITE else rgb


def ink(rgb: str) -> str:
    """Returns the colour of letters; black is none."""
    return "" if rgb == BLACK else rgb


def _parts(rgb: str) -> tuple[int, int, int]:
    return int(rgb[:2], 16), int(rgb[2:4], 16), int(rgb[4:], 16)
