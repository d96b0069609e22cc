"""Fields for the look of documents: colours that can be read, fonts that are free."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HEX = re.compile(r"#[0-9a-fA-F]{6}")
LEAST_CONTRAST = 4.5
DARK = 0.04045  # below it, luminance is proportional to the number


def contrast_on_white(colour: str) -> float:
    """Returns the contrast of #rrggbb, from 1 for white itself to 21 for black (WCAG 2.2)."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= DARK else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def validate_colour(value: str) -> None:
    """Refuses colours that are not #rrggbb, or too light to be read on white paper (WCAG 2.2, 1.4.3)."""
    if not HEX.fullmatch(value):
        raise ValidationError(_("A colour is written as # and six digits or letters from a to f."))
    if contrast_on_white(value) < LEAST_CONTRAST:
        raise ValidationError(_("This colour is too light to be read on white. Choose a darker one."))
