"""QR codes as SVG inside the page: no request to others, no script, and the content security policy stays strict."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from catalog.on_demand import on_demand

QUIET = 2  # modules around the code

make_code = on_demand("segno.make")


@lru_cache(maxsize=512)
def qr_code(text: str) -> SafeString:
    """Returns the drawing of a text; it takes four kilobytes and some milliseconds, so it is kept."""
    code: str = make_code(text, micro=False).svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=QUIET)
    return mark_safe(code)  # noqa: S308 - a drawing of dots
