"""The numbers that Word counts by itself and keeps in no text: "1", "2", "2.1", "M3"."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from monitoring.tables.word.styles import W, value

LETTERS = 26
MOST_DIGITS = 7  # of the number a list begins with
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MOST_ROMAN = 4000


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted: "%1.%2." in Arabic numbers, from 1 on."""

    form: str
    text: str
    start: int = 1


@dataclass(slots=True)
class WordNumbering:
    """The lists of a document, and how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # of a list, by its number
    families: dict[str, str] = field(default_factory=dict)  # lists that count on with each other
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)  # where a list begins anew
    counts: dict[str, dict[int, int]] = field(default_factory=dict)  # of a family, by level
    seen: set[str] = field(default_factory=set)

    def next(self, number: str, depth: int) -> str:
        """Counts on and returns the number as it is shown, without what stands around it; "" for signs."""
        levels = self.levels.get(number, {})
        if depth not in levels:
            return ""
        counts = self.counts.setdefault(self.families.get(number, number), {})
        if number not in self.seen:
            self.seen.add(number)
            for level, start in self.restarts.get(number, {}).items():
                counts[level] = start - 1
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return self._shown(levels, depth, counts)

    @staticmethod
    def _shown(levels: dict[int, Level], depth: int, counts: dict[int, int]) -> str:
        if levels[depth].form in {"bullet", "none"}:
            return ""
        text = levels[depth].text
        for level in range(depth + 1):
            form = levels[level] if level in levels else levels[depth]
            text = text.replace(f"%{level + 1}", counted(counts.get(level, form.start), form.form))
        return text.strip(" .:)(\t")


def read(tree: Element) -> WordNumbering:
    numbering = WordNumbering()
    shapes = {
        element.get(f"{W}abstractNumId", ""): {
            int(level.get(f"{W}ilvl", "0")): _level(level)
            for level in element.iter(f"{W}lvl")
            if level.get(f"{W}ilvl", "0").isdecimal()
        }
        for element in tree.iter(f"{W}abstractNum")
    }
    for element in tree.iter(f"{W}num"):
        number, family = element.get(f"{W}numId", ""), value(element, "abstractNumId")
        numbering.levels[number] = shapes.get(family, {})
        numbering.families[number] = family
        numbering.restarts[number] = {
            int(override.get(f"{W}ilvl", "0")): int(start)
            for override in element.iter(f"{W}lvlOverride")
            if (start := value(override, "startOverride")).isdecimal() and len(start) <= MOST_DIGITS
            if override.get(f"{W}ilvl", "0").isdecimal()
        }
    return numbering


def _level(element: Element) -> Level:
    start = value(element, "start")
    begins = int(start) if start.isdecimal() and len(start) <= MOST_DIGITS else 1
    return Level(value(element, "numFmt") or "decimal", value(element, "lvlText")[:50], begins)


def counted(number: int, form: str) -> str:
    if form in {"upperLetter", "lowerLetter"} and number > 0:
        letter = chr(ord("a") + (number - 1) % LETTERS) * min((number - 1) // LETTERS + 1, LETTERS)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"upperRoman", "lowerRoman"} and 0 < number < MOST_ROMAN:
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    letters = ""
    for size, letter in ROMAN:
        times, number = divmod(number, size)
        letters += letter * times
    return letters
