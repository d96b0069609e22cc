"""Photos are kept upright, smaller, and without anything but their pixels."""

import io

import pytest
from PIL import Image, ImageCms

from monitoring.attachments.pictures import LONGEST_SIDE
from monitoring.attachments.uploads import check
from monitoring.models.attachments import PREVIEW_SIDE
from tests.pictures import BLUE, RED, opened, saved, uploaded

ORIENTATION, GPS, MAKER, LATITUDE = 0x0112, 0x8825, 0x010F, 2


def photo(kind: str = "JPEG") -> bytes:
    """Taken with a camera held on its side: red on the left of the sensor, which is the top of the picture."""
    pixels = Image.new("RGB", (80, 40), BLUE)
    pixels.paste(RED, (0, 0, 40, 40))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Kamera von Kim"
    exif.get_ifd(GPS)[LATITUDE] = (49.0, 24.0, 36.0)
    return saved(pixels, kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_when_and_with_what_it_was_taken_is_gone(kind: str) -> None:
    sent = photo(kind)
    assert opened(sent).getexif().get_ifd(GPS)
    found = check(sent, "IMG_1.jpg")
    for content in (found.content, found.preview):
        kept = opened(content)
        assert not kept.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile"} & kept.info.keys()
        assert b"Kamera" not in content
        assert b"Exif" not in content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_stands_upright(kind: str) -> None:
    found = check(photo(kind), "IMG_1.jpg")
    kept = opened(found.content).convert("RGB")
    assert (found.width, found.height) == kept.size == (40, 80)
    red, _green, blue = kept.getpixel((20, 10))  # type: ignore[misc]
    assert red > blue


def test_large_ones_become_smaller_and_get_a_small_version() -> None:
    found = check(uploaded("JPEG", (4000, 1000)), "panorama.jpg")
    assert (found.width, found.height) == opened(found.content).size == (LONGEST_SIDE, LONGEST_SIDE // 4)
    assert opened(found.preview).size == (PREVIEW_SIDE, PREVIEW_SIDE // 4)


def test_transparency_stays() -> None:
    found = check(saved(Image.new("RGBA", (9, 9), (0, 0, 0, 0))), "logo.png")
    assert opened(found.content).getpixel((1, 1)) == (0, 0, 0, 0)


def test_pictures_of_other_colours_can_be_looked_at() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pictures = [
        saved(Image.new("CMYK", (9, 9), (255, 255, 0, 0)), "JPEG"),
        saved(Image.new("L", (9, 9), 200), "JPEG"),
        saved(Image.new("P", (9, 9))),
        saved(Image.new("I;16", (9, 9))),
        saved(Image.new("RGB", (9, 9), BLUE), "JPEG", icc_profile=profile),
        saved(Image.new("RGB", (9, 9), BLUE), "JPEG", icc_profile=b"kein Profil"),
    ]
    for content in pictures:
        kept = opened(check(content, "bild").content)
        assert (kept.mode, kept.size) == ("RGB", (9, 9))


def test_of_an_animation_the_first_picture_is_kept() -> None:
    file = io.BytesIO()
    Image.new("RGB", (9, 9), RED).save(file, "WEBP", save_all=True, append_images=[Image.new("RGB", (9, 9), BLUE)])
    assert getattr(opened(check(file.getvalue(), "a").content), "n_frames", 1) == 1
