"""What the paragraph styles of a Word document say: how deep a heading is, what is a list, what is bold."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING = re.compile(r"(?:heading|überschrift)\s*([1-9])", re.IGNORECASE)
LIST = re.compile(r"list (?:bullet|number)|aufzählung|listennummer", re.IGNORECASE)
BODY_TEXT = 9  # the outline level that means: no heading
OFF = {"0", "false", "off"}
DEEPEST = 20  # styles based on styles


@dataclass(frozen=True, slots=True)
class Style:
    level: int = 0
    is_list: bool = False
    is_bold: bool = False
    is_struck: bool = False
    list: str = ""  # the number of the list whose items are counted, and how deep in it
    depth: int = 0


def is_on(properties: Element | None, name: str) -> bool | None:
    """Returns a switch such as w:b; None where it is not mentioned."""
    switch = properties.find(W + name) if properties is not None else None
    return None if switch is None else switch.get(W + "val", "1") not in OFF


def outline_level(properties: Element | None) -> int:
    """Returns 1 to 9 for a heading, otherwise 0."""
    element = properties.find(f"{W}outlineLvl") if properties is not None else None
    value = element.get(W + "val", "") if element is not None else ""
    return int(value) + 1 if value.isdecimal() and int(value) < BODY_TEXT else 0


def is_list_item(properties: Element | None) -> bool | None:
    """Tells whether it is an item of a list; None where numbering is not mentioned. Number 0 switches it off."""
    element = properties.find(f"{W}numPr/{W}numId") if properties is not None else None
    return None if element is None else element.get(W + "val") != "0"


def read(styles: Element) -> dict[str, Style]:
    by_id = {element.get(W + "styleId", ""): element for element in styles.iter(f"{W}style")}
    return {style_id: _style(element, by_id) for style_id, element in by_id.items()}


def _style(element: Element | None, by_id: dict[str, Element]) -> Style:
    """Returns a style with its own words or those of the styles it is based on."""
    level, is_list, is_bold, is_struck = 0, None, None, None
    counted, depth = "", 0
    for _step in range(DEEPEST):
        if element is None:
            break
        name = value(element, "name")
        heading = HEADING.fullmatch(name)
        properties = element.find(f"{W}pPr")
        level = level or (int(heading[1]) if heading else outline_level(properties))
        if is_list is None:
            is_list = (LIST.match(name) is not None) or is_list_item(properties)
        if is_bold is None:
            is_bold = is_on(element.find(f"{W}rPr"), "b")
        if is_struck is None:
            is_struck = is_on(element.find(f"{W}rPr"), "strike")
        if not counted:
            counted, depth = list_of(properties)
        element = by_id.get(value(element, "basedOn"))
    return Style(level, bool(is_list) and not level, bool(is_bold), bool(is_struck), counted, depth)


def list_of(properties: Element | None) -> tuple[str, int]:
    """Returns the number of the list that a paragraph is an item of, "" for none, and how deep it stands in it."""
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    if numbering is None:
        return "", 0
    depth = value(numbering, "ilvl")
    return value(numbering, "numId"), int(depth) if depth.isdecimal() and len(depth) == 1 else 0


def value(element: Element, name: str) -> str:
    child = element.find(W + name)
    return child.get(W + "val", "") if child is not None else ""
