from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from catalog.permissions.registry import Rules, registered

NOTHING = "–"
HEADINGS = ("Model", "Lies in", "Belongs to", "Planners", "Contributors", "Administrators", "Once closed, nobody may")


class Command(BaseCommand):
    help = _("Prints who may do what with the rows of which model, as a table in Markdown.")

    def handle(self, *_args: Any, **_options: Any) -> None:
        lines = [
            HEADINGS,
            ["---"] * len(HEADINGS),
            *(row(label, rules) for label, rules in sorted(registered().items())),
        ]
        for line in lines:
            self.stdout.write(f"| {' | '.join(line)} |")


def row(label: str, rules: Rules) -> list[str]:
    """Returns a line of the table: the lookups to where a row lies, then the actions of each role."""
    return [
        f"`{label}`",
        way(rules.to_municipality),
        way(rules.belongs_to),
        *(", ".join(sorted(of)) or NOTHING for of in (rules.planners, rules.contributors, rules.administrators)),
        ", ".join(sorted(rules.freeze.actions)) if rules.freeze else NOTHING,
    ]


def way(lookup: str | None) -> str:
    if lookup is None:
        return NOTHING
    return f"`{lookup}`" if lookup else "itself"
