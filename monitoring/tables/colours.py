"""The colours of traffic lights, whatever shade a clerk has chosen."""

import colorsys

GREY_BELOW, DARK_BELOW, LIGHT_ABOVE = 0.12, 0.15, 0.93  # saturation, brightness
HUES = (
    (0.045, "red"),
    (0.115, "orange"),
    (0.19, "yellow"),
    (0.47, "green"),
    (0.72, "blue"),
    (0.92, "purple"),
    (1.01, "red"),
)


def hue(rgb: str) -> str:
    """The English name of the colour RRGGBB; "" for none."""
    if len(rgb) != len("RRGGBB"):
        return ""
    red, green, blue = (int(rgb[place : place + 2], 16) / 255 for place in (0, 2, 4))
    angle, saturation, brightness = colorsys.rgb_to_hsv(red, green, blue)
    if brightness < DARK_BELOW:
        return "black"
    if saturation < GREY_BELOW:
        return "" if brightness > LIGHT_ABOVE else "grey"
    return next(name for most, name in HUES if angle < most)
