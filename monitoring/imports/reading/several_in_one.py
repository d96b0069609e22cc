"""Two measures in one row: numbered lines in the title, and what the other cells say about each of them."""

import re

from monitoring.choices import MeasureColumn

C = MeasureColumn
NUMBERED = re.compile(
    r"^\s*(?P<code>\d{1,3}(?:\.\d{1,3})*|[a-z]|[A-Z]{1,3}[ .-]?\d{1,3})\s*[.):]\s*(?P<text>\S.*)$", re.DOTALL
)
ABOUT = re.compile(r"(?P<text>[^,;()]+?)\s*\((?:zu )?(?P<code>\w{1,5})\)\s*(?:[,;]|$)")
LEAST = 2
LONGEST_LIST = 2_000  # characters


def numbered_lines(text: str) -> list[tuple[str, str]]:
    """Returns the lines of a text with their numbers, where every line has one and no two the same; else nothing."""
    lines = [line for line in text.split("\n") if line.strip()]
    found = [match for line in lines if (match := NUMBERED.match(line))]
    if len(found) < LEAST or len(found) < len(lines):
        return []
    pairs = [(match["code"], match["text"].strip()) for match in found]
    return pairs if len({code for code, _text in pairs}) == len(pairs) else []


def split(cells: dict[MeasureColumn, str]) -> list[tuple[str, dict[MeasureColumn, str]]]:
    """Returns number and cells of each measure in a row; nothing where the row is about one."""
    titles = numbered_lines(cells.get(C.TITLE, ""))
    if not titles:
        return _by_lines(cells)
    codes = [code for code, _title in titles]
    shares = {column: _shared(text, codes) for column, text in cells.items() if column is not C.TITLE}
    return [
        (code, {C.TITLE: title} | {column: texts[place] for column, texts in shares.items()})
        for place, (code, title) in enumerate(titles)
    ]


def _by_lines(cells: dict[MeasureColumn, str]) -> list[tuple[str, dict[MeasureColumn, str]]]:
    """Returns what `split` does for several numbers below each other, and as many lines in the title."""
    codes = [line.strip() for line in cells.get(C.CODE, "").split("\n") if line.strip()]
    titles = [line.strip() for line in cells.get(C.TITLE, "").split("\n") if line.strip()]
    if len(codes) < LEAST or len(codes) != len(titles) or any(len(code) > 12 for code in codes):  # noqa: PLR2004
        return []
    rows = []
    for place, (code, title) in enumerate(zip(codes, titles, strict=True)):
        others: dict[MeasureColumn, str] = {
            column: _line(text, place, len(codes)) for column, text in cells.items() if column not in {C.CODE, C.TITLE}
        }
        others[C.TITLE] = title
        rows.append((code, others))
    return rows


def _line(text: str, place: int, most: int) -> str:
    lines = text.split("\n")
    return lines[place].strip() if len(lines) == most else text


def _shared(text: str, codes: list[str]) -> list[str]:
    """Returns what a cell says about each number; a cell that names none says the same about all."""
    numbered = dict(numbered_lines(text))
    if numbered and set(numbered) <= set(codes):
        return [numbered.get(code, "") for code in codes]
    if len(text) > LONGEST_LIST:
        return [text] * len(codes)
    about = {match["code"]: match["text"].strip() for match in ABOUT.finditer(text)}
    if about and set(about) <= set(codes):
        return [about.get(code, "") for code in codes]
    return [text] * len(codes)
