"""Reads pictures that people upload, and makes small PNGs of them.

The kind of a file is known from its content. Nothing of the file goes on but the pixels of its first picture: neither
where and when a photograph was taken nor what hides behind its end.
"""

import io

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

from catalog.pictures import (
    BROKEN,
    IS_SVG,
    MOST_BYTES,
    TOO_LARGE,
    TOO_MANY_PIXELS,
    UNREADABLE,
    Png,
    is_svg,
)

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 20_000_000  # 80 megabytes when unpacked
LONGEST_SIDE = 256  # pixels


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
