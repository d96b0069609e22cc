from itertools import dropwhile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from catalog.permissions.registry import Rules, registered

NOTHING = "–"
HEADINGS = ("Model", "Lies in", "Belongs to", "Planners", "Contributors", "Administrators", "Once closed, nobody may")


class Command(BaseCommand):
    help = _("Prints who may do what with the rows of which model, as a table in Markdown.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--into", type=Path, help=_("A manual whose table is written anew."), metavar="FILE")

    def handle(self, *_args: Any, into: Path | None = None, **_options: Any) -> None:
        lines = [
            HEADINGS,
            ["---"] * len(HEADINGS),
            *(row(label, rules) for label, rules in sorted(registered().items())),
        ]
        table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
        if into is None:
            self.stdout.write(table, ending="")
        else:
            into.write_text(with_table(into.read_text(), table))


def with_table(manual: str, table: str) -> str:
    """Returns a manual with its table replaced, which is found by its headings."""
    head = table.partition("\n")[0]
    before, found, after = manual.partition(f"{head}\n")
    if not found:
        raise CommandError(_("There is no such table."))
    rest = after.splitlines(keepends=True)
    return before + table + "".join(dropwhile(lambda line: line.startswith("|"), rest))


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
