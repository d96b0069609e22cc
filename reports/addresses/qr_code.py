"""QR codes as SVG inside the page: no request to anybody, no script."""

from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

LONGEST = 400  # characters; beyond that cameras find the dots too small on paper
QUIET = 2  # dots around the code


@lru_cache(maxsize=256)
def qr_code(text: str) -> SafeString:
    """The drawing; empty if the text is too long. A few kilobytes and milliseconds, so the newest are kept."""
    if len(text) > LONGEST:
        return SafeString()
    code = segno.make(text, micro=False)
    drawing = code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=QUIET)
    return mark_safe(drawing)  # noqa: S308 - a drawing of dots
