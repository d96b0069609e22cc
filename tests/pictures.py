"""Pictures as people upload them, drawn here."""

import io
from typing import Any

from PIL import Image

BLUE, RED = (0, 51, 153), (204, 0, 51)  # colours that every kind of file knows
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert()"><rect width="9" height="9"/></svg>'


def uploaded(kind: str = "PNG", size: tuple[int, int] = (30, 40), *, mode: str = "RGB", **options: Any) -> bytes:
    """A file of one colour: blue."""
    return saved(Image.new("RGB", size, BLUE).convert(mode), kind, **options)


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture
