"""The two warm colours say what became of a deadline, and can be read on paper white and at night."""

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css" / "site.css"
ENOUGH = 4.5  # WCAG 2.2, 1.4.3


def tokens() -> list[dict[str, str]]:
    """The colours of the light and of the dark dress."""
    text = CSS.read_text(encoding="utf-8")
    light, dark = (block[1] for block in re.finditer(r":root \{(.*?)\}", text, re.DOTALL))
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in (light, dark)]
    return [found[0], {**found[0], **found[1]}]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == len("#123456") else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", ["late-tint", "page"])
def test_late_can_be_read(ground: str) -> None:
    assert all(contrast(colours["late"], colours[ground]) >= ENOUGH for colours in tokens())


@pytest.mark.parametrize("ground", ["passed-tint", "page"])
def test_a_passed_deadline_can_be_read(ground: str) -> None:
    assert all(contrast(colours["passed"], colours[ground]) >= ENOUGH for colours in tokens())


def test_the_two_are_not_mistaken_for_each_other() -> None:
    assert all(colours["late"] != colours["passed"] for colours in tokens())


@pytest.mark.parametrize("writer", ["document.typ", "docx_parts.py"])
def test_documents_have_the_colours_of_the_pages(writer: str) -> None:
    source = (settings.BASE_DIR / "reports" / "documents" / "writers" / writer).read_text(encoding="utf-8")
    found = {colour.lower() for colour in re.findall(r'["#]([0-9A-Fa-f]{6})"', source)}
    assert found
    assert {f"#{colour}" for colour in found} <= set(tokens()[0].values())
