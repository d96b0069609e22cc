"""What pictures may be uploaded, and what they become."""

import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MOST_BYTES = 2_000_000
HEAD = 4096  # bytes in which an SVG says that it is one
# Broken files fail in as many ways as there are formats.
BROKEN = (OSError, EOFError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, struct.error, zlib.error)

IS_SVG = _(
    "This is an SVG file. Such files can carry programs and load things from elsewhere, so the site shows none. Open "
    "it in a drawing program, save it as a PNG of 256 pixels or more, and upload that."
)
UNREADABLE = _("This is no picture that can be read. Choose a file in one of the formats PNG, JPEG, GIF or WebP.")
TOO_LARGE = _("The file is too large: at most 2 MB are possible. Save the picture smaller; 256 pixels are enough.")
TOO_MANY_PIXELS = _("The picture is too large: at most 20 million pixels are possible, and 256 by 256 are enough.")


@dataclass(frozen=True, slots=True)
class Png:
    """A picture as the content of a PNG; `width` and `height` are pixels."""

    content: bytes
    width: int
    height: int


def is_svg(content: bytes) -> bool:
    """Tells whether a file is an SVG, in any encoding that keeps its letters apart by zero bytes at most."""
    head = content[:HEAD].replace(b"\0", b"").lower()
    return b"<svg" in head and head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
