"""The German catalogue says everything the code says, and nothing else.

The texts are collected here without the gettext programs, as makemessages would collect them.
"""

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
FOLDERS = ["catalog", "measures_tracker", "monitoring", "reports", "templates"]
CONTEXT = ((1, "c"), 2)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": (*CONTEXT, 3),
    "npgettext_lazy": (*CONTEXT, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


class Text(NamedTuple):
    context: str | None
    singular: str
    plural: str | None

    def __str__(self) -> str:
        context = f"[{self.context}] " if self.context else ""
        return f"{context}{self.singular!r}" + (f" / {self.plural!r}" if self.plural else "")


def texts_in(source: str) -> Iterator[Text]:
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        singular, plural = message if isinstance(message, tuple) else (message, None)
        if singular:
            yield Text(context, singular, plural)


def texts_in_f_strings(source: str) -> Iterator[Text]:
    """Texts to translate that the gettext programs overlook: they do not read what is inside an f-string."""
    strings = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    for call in (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)):
        if ast.unparse(call.func) in KEYWORDS:
            yield from texts_in(ast.unparse(call))


def texts_in_template(source: str, origin: str) -> Iterator[Text]:
    """What is not to be translated becomes words of X; its indentation would not be valid Python."""
    lines = templatize(source, origin=origin).splitlines()
    yield from texts_in("\n".join(line.strip() for line in lines))


@cache
def texts_in_code() -> dict[Text, str]:
    """Every text to translate and the file it stands in."""
    found: dict[Text, str] = {}
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.*"))):
        origin = str(path.relative_to(ROOT))
        if path.suffix == ".py":
            found |= dict.fromkeys(texts_in(path.read_text()), origin)
        elif path.suffix in {".html", ".txt"}:
            found |= dict.fromkeys(texts_in_template(path.read_text(), origin), origin)
    return found


@cache
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()


def key(entry: polib.POEntry) -> Text:
    return Text(entry.msgctxt, entry.msgid, entry.msgid_plural or None)


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def listing(lines: list[str]) -> str:
    return f"{len(lines)} texts:\n" + "\n".join(lines)


def test_every_text_has_a_german_one() -> None:
    known = {key(entry) for entry in catalogue() if not entry.obsolete}
    missing = [f"{origin}: {text}" for text, origin in texts_in_code().items() if text not in known]
    assert not missing, listing(missing)


def test_every_text_of_an_f_string_has_a_german_one() -> None:
    known = {key(entry) for entry in catalogue()}
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    missing = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in files
        for text in texts_in_f_strings(path.read_text())
        if text not in known
    ]
    assert not missing, listing(missing)


def test_no_translation_is_empty_or_a_guess() -> None:
    unfinished = [
        str(key(entry)) for entry in catalogue() if not entry.obsolete and (entry.fuzzy or not all(translations(entry)))
    ]
    assert not unfinished, listing(unfinished)


def test_nothing_is_translated_that_nobody_says() -> None:
    said = texts_in_code()
    left_over = [str(key(entry)) for entry in catalogue() if entry.obsolete or key(entry) not in said]
    assert not left_over, listing(left_over)


def test_translations_fill_in_the_same_values() -> None:
    wrong = []
    for entry in catalogue():
        one, many = placeholders(entry.msgid), placeholders(entry.msgid_plural or entry.msgid)
        wrong += [
            f"{key(entry)} → {text!r}"
            for text in filter(None, translations(entry))
            if not one & many <= placeholders(text) <= one | many
        ]
    assert not wrong, listing(wrong)


def test_the_compiled_catalogue_says_the_same() -> None:
    compiled_file = CATALOGUE.with_suffix(".mo")
    compiled = polib.mofile(str(compiled_file)) if compiled_file.exists() else polib.MOFile()
    written = {key(entry): translations(entry) for entry in catalogue().translated_entries()}
    assert {key(entry): translations(entry) for entry in compiled} == written


def test_texts_of_templates_are_found_wherever_they_stand() -> None:
    template = """{% load i18n %}
      <p>It's {% translate "overdue" %}</p>
        {% blocktranslate count n=n %}one measure{% plural %}{{ n }} measures{% endblocktranslate %}
    {% if a %}(  {% translate "May" context "month" %} {{ name|default:_("nobody") }}
      {% blocktranslate trimmed with city=city.name %}
        Measures
        of {{ city }}
      {% endblocktranslate %}
    """
    assert set(texts_in_template(template, "a.html")) == {
        Text(None, "overdue", None),
        Text(None, "one measure", "%(n)s measures"),
        Text("month", "May", None),
        Text(None, "nobody", None),
        Text(None, "Measures of %(city)s", None),
    }


def test_texts_of_code_are_found_in_every_spelling() -> None:
    code = """
_("plain")
gettext_lazy("in two " "parts")
ngettext("one row", "%(n)s rows", n)
pgettext_lazy("verb", "lead")
"""
    assert set(texts_in(code)) == {
        Text(None, "plain", None),
        Text(None, "in two parts", None),
        Text(None, "one row", "%(n)s rows"),
        Text("verb", "lead", None),
    }
