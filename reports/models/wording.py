"""The lines of a template: the words of a city, with facts of the paper in braces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reports.models.figures import IN_BRACES
from reports.models.figures import NAMES as FIGURES

if TYPE_CHECKING:
    from collections.abc import Sequence

# The names of facts in braces, in the order in which a form explains them.
OF_PAPER = (
    *("art", "aktenzeichen", "betreff", "datum", "bericht", "stadt", "federführend", "sachbearbeitung"),
    *("mitzeichnung", "beteiligt", "anlagen", "ersetzt", "gremium", "sitzungstag"),
)
OF_BUDGET = (
    *("auswirkungen", "kosten_vorbereitung", "kosten_umsetzung", "folgekosten", "gesichert", "teilhaushalt"),
    *("produkt", "haushaltsjahr", "einnahmen", "deckung"),
)
OF_CONSULTATION = ("gremium", "zweck", "sitzungsart", "öffentlich", "sitzungstag")
NUMBER = "nummer"
IN_FACTS = (*OF_PAPER, *OF_BUDGET, *FIGURES)


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside or below it: "Sitzungsdatum: {sitzungstag}"."""

    label: str
    content: str

    @property
    def fact(self) -> str:
        """Returns the name of the fact that is all of the content; "" for anything else."""
        found = IN_BRACES.fullmatch(self.content)
        return found[1].strip() if found else ""


def lines(text: str) -> list[Line]:
    """Returns the lines of a text; the label ends where the first brace stands."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        label, brace, rest = line.partition("{")
        found.append(Line(label.strip().removesuffix(":"), f"{brace}{rest}".strip()))
    return found


def refuse_unknown_facts(text: str, names: Sequence[str]) -> None:
    """Raises ValidationError that names the line and the known facts."""
    for number, line in enumerate(text.splitlines(), 1):
        for name in IN_BRACES.findall(line):
            if name.strip() not in names:
                raise ValidationError(
                    _("Line %(number)s: there is nothing called “%(name)s” here. Known are: %(names)s."),
                    params={"number": number, "name": name, "names": ", ".join(f"{{{known}}}" for known in names)},
                )
