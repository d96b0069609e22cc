"""What becomes of uploaded pictures: a small PNG of the pixels alone, or a refusal that says what to do."""

import gzip
import struct
import zlib
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from catalog.pictures import MOST_BYTES
from catalog.pixels import LONGEST_SIDE, small_png
from tests.effort import tries
from tests.pictures import BLUE, RED, SVG, opened, saved, uploaded

SECRET = b"Geheim 49.4N"


@pytest.mark.parametrize(
    "content",
    [
        *(uploaded(kind) for kind in ("PNG", "JPEG", "GIF", "WEBP")),
        *(uploaded("PNG", mode=mode) for mode in ("P", "RGBA")),
        uploaded("JPEG", mode="CMYK"),
    ],
)
def test_every_kind_becomes_a_png_of_the_same_pixels(content: bytes) -> None:
    png = small_png(content)
    picture = opened(png.content)
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (30, 40))
    assert (png.width, png.height) == (30, 40)
    red, green, blue, opacity = picture.getpixel((15, 20))  # type: ignore[misc]
    assert max(abs(red - BLUE[0]), abs(green - BLUE[1]), abs(blue - BLUE[2])) < 8  # JPEG is not exact
    assert opacity == 255


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16"])
def test_pictures_without_colours_are_taken_too(mode: str) -> None:
    assert small_png(saved(Image.new(mode, (20, 20)))).width == 20


@pytest.mark.parametrize(
    ("size", "becomes"),
    [((1000, 500), (256, 128)), ((512, 1024), (128, 256)), ((256, 256), (256, 256)), ((1, 1), (1, 1))],
)
def test_large_pictures_are_scaled_down_and_small_ones_stay(size: tuple[int, int], becomes: tuple[int, int]) -> None:
    png = small_png(uploaded(size=size))
    assert (png.width, png.height) == becomes == opened(png.content).size
    assert max(becomes) <= LONGEST_SIDE


def test_what_is_transparent_stays_transparent() -> None:
    for kind in ("PNG", "WEBP"):
        assert opened(small_png(saved(Image.new("RGBA", (9, 9)), kind)).content).getpixel((4, 4))[3] == 0  # type: ignore[index]
    indexed = Image.new("P", (9, 9))
    assert opened(small_png(saved(indexed, "GIF", transparency=0)).content).getpixel((4, 4))[3] == 0  # type: ignore[index]


def test_nothing_but_pixels_goes_on() -> None:
    """Neither what a camera notes nor comments, profiles of colour, further pictures or what hangs on behind."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    red = Image.new("RGB", (30, 40), RED)
    files = [
        uploaded("JPEG", exif=exif, comment=SECRET, icc_profile=SECRET) + SECRET,
        uploaded("PNG", exif=exif, pnginfo=notes, icc_profile=SECRET) + SECRET,
        uploaded("WEBP", exif=exif, icc_profile=SECRET, xmp=SECRET),
        uploaded("GIF", comment=SECRET, save_all=True, append_images=[red]),
    ]
    for content in files:
        assert SECRET in content or zlib.compress(SECRET)[2:-4] in content
        png = small_png(content).content
        assert chunks(png) <= {b"IHDR", b"IDAT", b"IEND"}
        assert small_png(png).content == png


def chunks(png: bytes) -> set[bytes]:
    found, place = set(), 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        found.add(png[place + 4 : place + 8])
        place += length + 12
    return found


def test_a_photograph_lies_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    assert small_png(uploaded("JPEG", (30, 40), exif=exif)).width == 40


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- Wappen -->\n' + SVG.upper(),
        SVG.decode().encode("utf-16"),
        b"  <!DOCTYPE html><html><body>" + SVG,
    ],
)
def test_an_svg_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(ValidationError, match="PNG"):
        small_png(content)
    assert "SVG" in refusal(content)


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as raised:
        small_png(content)
    return " ".join(raised.value.messages)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Wappen",
        b"%PDF-1.7",
        b"GIF89a",
        gzip.compress(SVG),
        saved(Image.new("RGB", (9, 9)), "BMP"),
        saved(Image.new("RGB", (9, 9)), "TIFF"),
        saved(Image.new("RGB", (9, 9)), "ICO"),
        uploaded("PNG", (200, 200))[:90],
        *(uploaded(kind)[:40] for kind in ("JPEG", "WEBP", "PNG")),
    ],
)
def test_what_is_no_picture_of_these_kinds_is_refused(content: bytes) -> None:
    assert "PNG" in refusal(content)
    assert "SVG" not in refusal(content)


def test_large_files_are_refused_before_anybody_opens_them() -> None:
    assert "2 MB" in refusal(uploaded() + b"\0" * MOST_BYTES)


@pytest.mark.parametrize("side", [5_000, 50_000])
def test_pictures_that_would_fill_the_memory_are_refused_unopened(side: int) -> None:
    """A file of a few bytes may say that it has billions of pixels."""
    content = uploaded("PNG")
    head = b"IHDR" + struct.pack(">II", side, side) + content[24:29]
    assert "20" in refusal(content[:12] + head + struct.pack(">I", zlib.crc32(head)) + content[33:])


def test_broken_files_are_refused_and_never_fail() -> None:
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        content = uploaded(kind, (12, 12))
        for place in range(4, len(content), max(1, len(content) // tries(100))):
            for byte in (0, 255, content[place] ^ 1):
                damaged = content[:place] + bytes([byte]) + content[place + 1 :]
                with suppress(ValidationError):
                    small_png(damaged)
