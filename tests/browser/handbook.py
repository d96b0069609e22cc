"""The steps of a chapter of the handbook, done by a browser as somebody does them who reads the chapter.

**A label** is pressed, *a field* followed by `a value` is filled in. So a chapter whose buttons have been renamed, or
whose steps do not lead to the end, fails its test.
"""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Locator, Page

from measures_tracker.handbook.contents import chapters
from measures_tracker.handbook.rendering import parsed

PATIENCE = 10_000  # milliseconds
TABLE = """\
Nr.;Titel;Handlungsfeld;Federführung;Stand;Sachstand;Frist
1.1;Familienbüro im Norden;Familie;Jugendamt;in Umsetzung;Räume sind gemietet, zwei Stellen besetzt.;31.12.2027
1.2;Sprachförderung in allen Kitas;Familie;Jugendamt;in Vorbereitung;Das Konzept liegt vor.;2. Quartal 2028
1.3;Ferienplätze mit Assistenz;Familie;Jugendamt;noch nicht begonnen;;Ende 2028
2.1;Wohnberatung für Ältere;Wohnen;Amt für Soziales;umgesetzt;Seit März wird zweimal in der Woche beraten.;30.06.2027
2.2;Kurzzeitpflege ausbauen;Wohnen;Amt für Soziales;in Umsetzung;Zwölf von 24 Plätzen sind belegt.;31.12.2028
3.1;Trinkbrunnen am Markt;Gesundheit;Gesundheitsamt;zurückgestellt;Die Kosten sind zu hoch.;laufend
"""
FILES = {"massnahmen.csv": {"name": "massnahmen.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}}


class Act(NamedTuple):
    label: str
    value: str | None  # what is filled in; None where something is pressed


def acts(key: str) -> Iterator[Act]:
    """Returns what the first numbered list of a chapter says is to be done, in its order."""
    tokens = parsed(chapters()[key].path)
    start = next(place for place, token in enumerate(tokens) if token.type == "ordered_list_open")
    end = next(place for place, token in enumerate(tokens) if token.type == "ordered_list_close")
    for block in tokens[start:end]:
        pieces, field = block.children or [], ""
        for mark, text in itertools.pairwise(pieces):
            if mark.type == "strong_open":
                yield Act(text.content, None)
            elif mark.type == "em_open":
                field = text.content
            if text.type == "code_inline" and field:
                yield Act(field, text.content)
                field = ""


class Reader:
    """Somebody who does at a page what a chapter says."""

    def __init__(self, page: Page, key: str) -> None:
        self.page, self.key, self.done = page, key, 0
        page.set_default_timeout(PATIENCE)

    def follow(self, *, until: str = "") -> None:
        """Does step by step what is told, up to the label that is named."""
        for label, value in acts(self.key):
            if value is None and label == until:
                return
            if value is None:
                self.press(label)
            else:
                self.fill(label, value)
            self.done += 1

    def press(self, label: str) -> None:
        buttons = self.page.get_by_role("button", name=label, exact=True)
        first_shown(buttons.or_(self.page.get_by_role("link", name=label, exact=True))).click()
        self.page.wait_for_load_state()

    def fill(self, label: str, value: str) -> None:
        group = self.page.get_by_role("group", name=label, exact=True)
        if group.count():
            first_shown(group).get_by_label(value, exact=True).check()
            return
        named = self.page.get_by_label(label, exact=True).or_(self.page.get_by_label(f"{label}:", exact=True))
        if value in FILES:
            named.set_input_files(FILES[value])  # type: ignore[arg-type]
            return
        field = first_shown(named)
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def first_shown(places: Locator) -> Locator:
    return places.locator("visible=true").first
