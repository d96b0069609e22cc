"""All that the German pages can say, as the catalogues hold it: ours, Django's and those of the extensions."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib

from tests.project.test_german_pages import folders_of_others
from tests.project.test_translations import catalogue, translations

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
HIDDEN = re.compile(r"<span class=\"visually-hidden\">.*?</span>")
TAG = re.compile(r"<[^>]+>")
TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
IN_EVERY_LANGUAGE = re.compile(r">\s*([A-Z][\w ()]*?)\s*</a>")  # PDF, Word, CSV


def normal(text: str) -> str:
    """Returns a label without the colon of forms, and as it stands at the beginning of a line."""
    text = " ".join(TAG.sub("", HIDDEN.sub("", PLACEHOLDER.sub("…", text))).split()).removesuffix(":")
    return text[:1].upper() + text[1:]


def texts() -> Iterator[str]:
    for entry in catalogue():
        yield from translations(entry)
    for folder in folders_of_others():
        for file in folder.glob("de/LC_MESSAGES/django.po"):
            for entry in polib.pofile(str(file)):
                yield from translations(entry)
    for template in TEMPLATES.rglob("*.html"):
        yield from IN_EVERY_LANGUAGE.findall(template.read_text())


@cache
def known_labels() -> frozenset[str]:
    return frozenset(normal(text) for text in texts())
