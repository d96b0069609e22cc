"""How long 10,000 measures take to come into all of Germany, against an empty database.

    python tests/postgresql.py python -m tests.benchmarks.import_into_country [--share 0.05]

Uses the country of DATABASE_URL, or fills the database with one. The rows of `import_measures` come in, once more
unchanged, and with one percent changed; everything is taken back. Time of the processor here and in PostgreSQL. Ends
with an error where one of these takes more than 1.3 times as long as into the empty database.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial

from tests.benchmarks.backups import seconds  # sets Django up

# isort: split

from django.db import connection, transaction

from monitoring.current.judging import refresh_all
from tests.benchmarks.import_measures import ROWS, STEPS, make_report_with_offices, ours, table
from tests.benchmarks.management.commands.generate_country import add_sizes, ensure_country
from tests.benchmarks.pages import say

MOST = 1.3


def imported() -> dict[str, float]:
    """Returns the seconds of each step; nothing of it stays."""
    taken = {}
    with transaction.atomic():
        run = ours(make_report_with_offices())
        for step, rows in zip(STEPS, (table(ROWS), table(ROWS), table(ROWS, changed=True)), strict=True):
            taken[step] = seconds(partial(run, rows))
        transaction.set_rollback(True)
    return taken


def imported_into_empty() -> dict[str, float]:
    """Returns the same for an empty database beside that of DATABASE_URL."""
    own: str = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return imported()
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_sizes(parser)
    options = vars(parser.parse_args())
    empty = imported_into_empty()
    ensure_country(options)
    refresh_all()
    full = imported()
    ratios = {step: full[step] / empty[step] for step in STEPS}
    for step, ratio in ratios.items():
        say(f"{step:>20}: empty {empty[step]:5.1f} s, country {full[step]:5.1f} s, {ratio:.2f} times")
    if max(ratios.values()) > MOST:
        sys.exit(1)


if __name__ == "__main__":
    main()
