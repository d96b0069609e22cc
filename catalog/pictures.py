"""Reads pictures that people upload, and makes small PNGs of them.

The kind of a file is known from its content. Nothing of the file goes on but the pixels of its first picture: neither
where and when a photograph was taken nor what hides behind its end.
"""

import io
import struct
import zlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_BYTES = 2_000_000
MOST_PIXELS = 20_000_000  # 80 megabytes when unpacked
LONGEST_SIDE = 256  # pixels
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


def small_png(content: bytes) -> Png:
    """Returns an uploaded picture, at most 256 pixels wide and high. Raises ValidationError."""
    if len(content) > MOST_BYTES:
        raise ValidationError(TOO_LARGE)
    if is_svg(content):
        raise ValidationError(IS_SVG)
    try:
        return as_png(pixels_of(content))
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_MANY_PIXELS) from error
    except BROKEN as error:
        raise ValidationError(UNREADABLE) from error


def is_svg(content: bytes) -> bool:
    """Tells whether a file is an SVG, in any encoding that keeps its letters apart by zero bytes at most."""
    head = content[:HEAD].replace(b"\0", b"").lower()
    return b"<svg" in head and head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def pixels_of(content: bytes) -> Image.Image:
    """Returns the first picture of a file, upright and with transparency. Raises DecompressionBombError."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        return ImageOps.exif_transpose(picture).convert("RGBA")


def as_png(pixels: Image.Image) -> Png:
    """Returns a PNG of the pixels alone, scaled down to the size of a crest where they are more."""
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare, file = Image.new("RGBA", pixels.size), io.BytesIO()
    bare.paste(pixels)
    bare.save(file, "PNG", optimize=True)
    return Png(file.getvalue(), *bare.size)
