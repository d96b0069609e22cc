"""Photos as they are kept: upright, in a bearable size, and nothing but their pixels.

Neither where and when a photo was taken nor with which device goes on, nor what hides behind the end of its file.
"""

import io
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from catalog.pictures import BROKEN
from monitoring.choices import FileKind
from monitoring.models.attachments import PREVIEW_SIDE

FORMATS = {"JPEG": FileKind.JPEG, "PNG": FileKind.PNG, "WEBP": FileKind.WEBP}
LONGEST_SIDE = 2000  # pixels
MOST_PIXELS = 50_000_000  # of the file; 150 megabytes when unpacked
QUALITY = {FileKind.JPEG: 85, FileKind.WEBP: 82}
SRGB = ImageCms.createProfile("sRGB")

UNREADABLE = _("The picture is damaged. Open it in its program, save it under a new name and try again.")
TOO_MANY_PIXELS = _("The picture has too many pixels: at most 50 million are possible. Save it smaller and try again.")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept, and its small version; `width` and `height` are pixels."""

    kind: FileKind
    content: bytes
    preview: bytes
    width: int
    height: int


def picture_of(content: bytes) -> Picture:
    """Returns an uploaded photo drawn anew. Raises ValidationError."""
    try:
        with Image.open(io.BytesIO(content), formats=tuple(FORMATS)) as file:
            if file.width * file.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            kind = FORMATS[str(file.format)]
            if kind is FileKind.JPEG:
                file.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # unpacks no more than is kept
            pixels = bare(file, kind)
        pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        small = pixels.copy()
        small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
        return Picture(kind, written(pixels, kind), written(small, kind), *pixels.size)
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_MANY_PIXELS) from error
    except BROKEN as error:
        raise ValidationError(UNREADABLE) from error


def bare(file: Image.Image, kind: FileKind) -> Image.Image:
    """Returns the pixels of the first picture alone, upright, in the colours of screens."""
    mode = "RGBA" if kind is not FileKind.JPEG and file.has_transparency_data else "RGB"
    profile = file.info.get("icc_profile")
    upright = ImageOps.exif_transpose(file)
    if profile and upright.mode in {"RGB", "RGBA", "CMYK", "L"}:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            there = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            upright = ImageCms.profileToProfile(upright, there, SRGB, outputMode=mode) or upright
    pixels = Image.new(mode, upright.size)
    pixels.paste(upright.convert(mode))
    return pixels


def written(pixels: Image.Image, kind: FileKind) -> bytes:
    file = io.BytesIO()
    match kind:
        case FileKind.JPEG:
            pixels.save(file, "JPEG", quality=QUALITY[kind], optimize=True, progressive=True)
        case FileKind.WEBP:
            pixels.save(file, "WEBP", quality=QUALITY[kind])
        case _:
            pixels.save(file, "PNG", optimize=True)
    return file.getvalue()
