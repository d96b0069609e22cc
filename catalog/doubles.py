"""Offices, sections and measures that look alike: written down twice because of a character that nobody sees."""

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from catalog.models import Measure, Office, Section
from catalog.texts import codes
from catalog.texts.normalising import spell_out
from catalog.texts.plain_text import clean

# Letters of other alphabets that look like Latin ones; in Greek and Cyrillic texts they are read in vain.
LOOK_LATIN = str.maketrans("АВЕЗІЈКМНОРСТУХавеіјкморстухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABE3IJKMHOPCTYXabeijkmopctyxABEZHIKMNOPTYXo")
SEEN_CATEGORIES = "LNPS"  # letters, numbers, punctuation, symbols


@dataclass(frozen=True, slots=True)
class Double:
    """A row and how its name is written, with all that cannot be seen."""

    id: int
    name: str
    written: str


@dataclass(frozen=True, slots=True)
class Doubles:
    """Rows of one municipality or report that look alike."""

    kind: str
    place: str
    rows: list[Double]


def find() -> Iterator[Doubles]:
    """Returns what looks alike: offices of a municipality, sections beside each other, measures of a report."""
    yield from _alike("office", Office.objects.select_related("municipality").order_by("pk"), _office)
    yield from _alike("section", Section.objects.select_related("report__municipality").order_by("pk"), _section)
    measures = Measure.objects.select_related("report__municipality").order_by("pk")
    yield from _alike("number", measures.exclude(code=""), _number)
    yield from _alike("title", measures, _title)


def appearance(text: str) -> str:
    """Returns what two texts have in common that nobody tells apart: letters and digits, in small letters."""
    folded = spell_out(clean(text).translate(LOOK_LATIN))
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split()) or folded.strip()


def written(text: str) -> str:
    """Returns the text with the numbers of the characters that nobody sees, or that are not what they look like."""
    return "".join(c if _is_seen(c) else f"‹U+{ord(c):04X}›" for c in text)


def _is_seen(character: str) -> bool:
    if character == " ":
        return True
    is_plain = unicodedata.category(character)[0] in SEEN_CATEGORIES
    return is_plain and character.translate(LOOK_LATIN) == character and clean(character) == character


def _alike(kind: str, rows: Iterable[Any], describe: Callable[[Any], tuple[str, Hashable, str]]) -> Iterator[Doubles]:
    groups: dict[Hashable, list[Double]] = {}
    places: dict[Hashable, str] = {}
    for row in rows:
        place, key, name = describe(row)
        groups.setdefault(key, []).append(Double(row.pk, name, written(name)))
        places[key] = place
    for key, group in groups.items():
        if len(group) > 1:
            yield Doubles(kind, places[key], group)


def _office(office: Office) -> tuple[str, Hashable, str]:
    return str(office.municipality), (office.municipality_id, appearance(office.name)), office.name


def _section(section: Section) -> tuple[str, Hashable, str]:
    return _of(section.report), (section.report_id, section.parent_id, appearance(section.title)), section.title


def _number(measure: Measure) -> tuple[str, Hashable, str]:
    number = codes.sort_key(measure.code.translate(LOOK_LATIN)) or measure.code
    return _of(measure.report), (measure.report_id, measure.parent_id, number), measure.code


def _title(measure: Measure) -> tuple[str, Hashable, str]:
    """The same title in another section may be another measure."""
    key = (measure.report_id, measure.section_id, measure.parent_id, appearance(measure.title))
    return _of(measure.report), key, measure.title


def _of(report: Any) -> str:
    return f"{report.municipality}: {report}"
