"""Fills an empty database with a generated country.

python manage.py generate_country --settings tests.benchmarks.settings --share 0.05
"""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from catalog.models import Municipality
from tests.benchmarks.country import Sizes, generate


class Command(BaseCommand):
    help = "Fills an empty database with a generated country, the same for the same seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_sizes(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        if Municipality.objects.exists():
            raise CommandError("There are municipalities in this database. Take an empty one.")
        begin = time.perf_counter()
        for table, rows in generate(Sizes.of(options)):
            self.stdout.write(f"{time.perf_counter() - begin:7.1f} s  {rows:>9,}  {table}")


def add_sizes(parser: ArgumentParser) -> None:
    full = Sizes()
    parser.add_argument("--share", type=float, default=1.0, help="of the full size of every kind, such as 0.05")
    parser.add_argument("--seed", type=int, default=full.seed)
    for name in Sizes.names():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, help=f"{getattr(full, name):,} in full")


def ensure_country(options: dict[str, Any]) -> None:
    """Fills the database with a country unless it holds one; `options` has those of `add_sizes`."""
    call_command("migrate", verbosity=0)
    if not Municipality.objects.exists():
        call_command(Command(), **{name: options[name] for name in ("share", "seed", *Sizes.names())})
