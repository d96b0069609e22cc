"""The crest of the city, drawn here from a few shapes: no city has this one."""

from __future__ import annotations

import io
from math import sin, tau
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from catalog.models import Crest
from catalog.pixels import small_png

if TYPE_CHECKING:
    from catalog.models import Municipality

DESCRIPTION = "Auf Blaugrün ein silberner Turm mit drei Zinnen und offenem Tor, darunter zwei silberne Wellen"
SOURCE = "Erfunden und für dieses Beispiel gezeichnet; frei verwendbar"
GREEN, SILVER, EDGE = "#0f5c63", "#f2f4f5", "#0a3d42"
WIDTH, HEIGHT = 800, 960  # pixels; scaled down, so that edges become smooth
STRAIGHT = 420  # pixels down to which the sides of the shield are straight
BORDER = 28
TOWER = [(280, 600), (520, 600), (510, 250), (290, 250)]
MERLONS = [(270, 180, 350, 270), (360, 180, 440, 270), (450, 180, 530, 270), (270, 240, 530, 290)]  # left, top, right …
GATE = (350, 440, 450, 600)
WAVES, WAVELENGTH, UP_AND_DOWN, STROKE = (680, 770), 160, 20, 34


def make_crest(municipality: Municipality) -> None:
    """Stores the crest; one that is the same already stays as it is."""
    stored = Crest.objects.without_picture().filter(municipality=municipality).first()
    crest = stored or Crest(municipality=municipality)
    before = (crest.digest, crest.description, crest.source)
    crest.show(small_png(drawn()))
    crest.description, crest.source = DESCRIPTION, SOURCE
    if before != (crest.digest, crest.description, crest.source):
        crest.save()


def drawn() -> bytes:
    """Returns the crest as a PNG, transparent around the shield."""
    field = Image.new("RGBA", (WIDTH, HEIGHT), GREEN)
    pen = ImageDraw.Draw(field)
    pen.polygon(TOWER, fill=SILVER)
    for merlon in MERLONS:
        pen.rectangle(merlon, fill=SILVER)
    pen.rounded_rectangle(GATE, 50, fill=GREEN, corners=(True, True, False, False))
    for height in WAVES:
        pen.line(wave(height), fill=SILVER, width=STROKE, joint="curve")
    pen.line([*shield(), *shield()[:2]], fill=EDGE, width=BORDER, joint="curve")
    shape = Image.new("L", field.size)
    ImageDraw.Draw(shape).polygon(shield(), fill="white")
    field.putalpha(shape)
    file = io.BytesIO()
    field.save(file, "PNG")
    return file.getvalue()


def shield() -> list[tuple[float, float]]:
    """Returns the outline: straight on top, bent to a point at the bottom."""
    half, steps = (WIDTH - BORDER) / 2, [step / 40 for step in range(41)]
    right = [(half * (1 - step**2.4), STRAIGHT + (HEIGHT - BORDER - STRAIGHT) * step) for step in steps]
    left = [(-across, down) for across, down in reversed(right)]
    corners = [(-half, BORDER / 2), (half, BORDER / 2)]
    return [(WIDTH / 2 + across, down) for across, down in [*corners, *right, *left]]


def wave(height: int) -> list[tuple[float, float]]:
    """Returns a line across the field that goes up and down."""
    return [(across, height + UP_AND_DOWN * sin(across * tau / WAVELENGTH)) for across in range(0, WIDTH + 1, 8)]
