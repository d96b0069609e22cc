"""Texts as people type them: paragraphs, lists, bold words and links, and nothing else.

A blank line begins a paragraph, a single line break stays one. Lines that begin with "- " or "• " are a list, and so
are lines numbered 1., 2., 3. in a row: a mere date ("1. Januar 2020") or ordinal ("3. Quartal") is left as it is. **Two
asterisks** make bold; a single one does nothing, for the sake of Bürger*innen. Addresses become links. No HTML and no
other Markdown is known, so every other sign is shown as typed.
"""

import re
from collections.abc import Iterator, Sequence
from textwrap import dedent

from django.utils.safestring import SafeString, mark_safe

from catalog.deadlines import MONTHS
from catalog.texts.plain_text import one_line, shortened, with_few_blank_lines
from reports.texts.links import linked

# "- entfällt -" and "– seit 2019 –" are no items of a list. Possessive repetitions ("++") never backtrack.
BULLET = re.compile(r"(?:-\s++(?!.*\s-$)|–\s++(?!.*\s–(?:\s|$))|[•●▪·\uf0b7]\s*+)(?=\S)")
NUMBER = re.compile(r"(\d{1,3})\.\s++(?=\S)")
CALENDAR = re.compile(rf"(?:{'|'.join(MONTHS)}|quartal|tertial|halbjahr|woche|kw)\b", re.IGNORECASE)
BOLD = re.compile(r"(?<!\*)\*\*(?![\s*])((?:(?!\*\*).)++)(?<!\s)\*\*(?!\*)", re.DOTALL)
IN_A_LINE = 80
TAB = 4
NESTED = 2  # this much further in, a list belongs to the item above
DEEPEST = 5


def formatted(text: str) -> SafeString:
    """Returns the text as HTML.

    Each line is read once for each depth of lists: the work grows with the length.
    """
    lines = [line.expandtabs(TAB).rstrip() for line in re.split(r"\r\n?|\n", text.replace("\x00", "\ufffd"))]
    return mark_safe("".join(_blocks(with_few_blank_lines(lines))))  # noqa: S308 - `linked` escapes, the tags are ours


def in_a_line(text: str) -> str:
    """Returns the beginning of a text in one line, without marks: items of a list are separated by semicolons."""
    found = ""
    for line in (line.strip() for line in text.splitlines()):
        bare = BOLD.sub(r"\1", NUMBER.sub("", BULLET.sub("", line)))
        is_item = bare != line and not found.endswith(":")
        found = f"{found}{'; ' if is_item and found else ' '}{bare}".strip()
        if len(found) > IN_A_LINE:
            break
    return shortened(one_line(found), IN_A_LINE)


def _blocks(lines: Sequence[str], depth: int = 0) -> Iterator[str]:
    """Yields the paragraphs and lists that lines consist of, as HTML."""
    paragraph: list[str] = []
    place = 0
    while place < len(lines):
        items, end = _list_at(lines, place) if depth < DEEPEST and lines[place] else ([], place)
        if items or not lines[place]:
            yield from _paragraph(paragraph)
            paragraph = []
        if items:
            tag = "ol" if NUMBER.match(lines[place].lstrip()) else "ul"
            yield f"<{tag}>{''.join(_item(item, depth + 1) for item in items)}</{tag}>"
            place = end
            continue
        if lines[place]:
            paragraph.append(lines[place].lstrip())
        place += 1
    yield from _paragraph(paragraph)


def _paragraph(lines: Sequence[str]) -> Iterator[str]:
    if lines:
        inside = _inline("\n".join(lines))
        yield f"<p>{inside}</p>"


def _inline(text: str) -> str:
    """Returns words with their bold ones, line breaks and links; everything else is escaped."""
    pieces = BOLD.split(text)  # every second part is bold
    pieces = ["<br>\n".join(map(linked, piece.split("\n"))) for piece in pieces]
    pieces[1::2] = [f"<strong>{piece}</strong>" for piece in pieces[1::2]]
    return "".join(pieces)


def _item(lines: Sequence[str], depth: int) -> str:
    """Returns a list item; a single paragraph, whatever lists follow, has no tags of its own."""
    blocks = list(_blocks(lines, depth))
    if sum(block.startswith("<p>") for block in blocks) == 1:
        blocks = [block.removeprefix("<p>").removesuffix("</p>") for block in blocks]
    return f"<li>{''.join(blocks)}</li>"


def _list_at(lines: Sequence[str], place: int) -> tuple[list[list[str]], int]:
    """Returns the items of the list that begins on a line, each as its lines, and the line after the list.

    No items if there is no list.
    """
    margin = _indentation(lines[place])
    is_numbered = bool(NUMBER.match(lines[place], margin))
    items: list[list[str]] = []
    end = place
    while (following := _next_line(lines, end)) < len(lines):
        line = lines[following]
        indentation = _indentation(line)
        marker = _marker(line, len(items) + 1 if is_numbered else None)
        if items and indentation > margin and (indentation >= margin + NESTED or not marker):
            items[-1] += lines[end : following + 1]
        elif marker:
            items.append([line[marker.end() :]])
        else:
            break
        end = following + 1
    if is_numbered and len(items) == 1:
        return [], place
    return [[first, *_dedented(rest)] for first, *rest in items], end


def _dedented(lines: Sequence[str]) -> list[str]:
    return dedent("\n".join(lines)).split("\n")


def _marker(line: str, number: int | None = None) -> re.Match[str] | None:
    """Returns the sign that begins an item: a bullet, or the number that is due."""
    if number is None:
        return BULLET.match(line, _indentation(line))
    found = NUMBER.match(line, _indentation(line))
    return found if found and int(found[1]) == number and not CALENDAR.match(line, found.end()) else None


def _next_line(lines: Sequence[str], place: int) -> int:
    """Returns the next line that is not blank."""
    while place < len(lines) and not lines[place]:
        place += 1
    return place


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
