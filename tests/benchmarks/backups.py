"""How long a restore takes beside the backup it restores: time of the processor here and in PostgreSQL.

    python -m tests.benchmarks.backups [--share 0.05]
    python tests/postgresql.py python -m tests.benchmarks.backups

A generated country is written into a file and restored over itself. Ends with an error where the restore takes more
than three times as long as the backup.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.gettempdir()}/backups-{os.getpid()}.sqlite3")
django.setup()

from django.core.management import call_command  # noqa: E402 - models can be imported once Django is set up
from django.db import connection  # noqa: E402

from tests.benchmarks.management.commands.generate_country import add_sizes, ensure_country  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 3
TICKS = os.sysconf("SC_CLK_TCK")


def processor() -> float:
    """Returns the seconds that this process, and the one of PostgreSQL that serves it, have needed until now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime + of_server()


def of_server() -> float:
    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    driver: Any = connection.connection
    try:
        text = Path(f"/proc/{driver.info.backend_pid}/stat").read_text()
    except OSError:
        return 0  # a server elsewhere
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS


def seconds(act: Callable[[], object]) -> float:
    before = processor()
    act()
    return processor() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_sizes(parser)
    parser.set_defaults(share=0.05)
    options = vars(parser.parse_args())
    ensure_country(options)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "backup.gz"
        backup = seconds(lambda: call_command("backup", file, verbosity=0))
        restore = seconds(lambda: call_command("restore", file, "--replace", verbosity=0))
    ratio = restore / backup
    print(f"backup {backup:.1f} s, restore {restore:.1f} s of the processor: {ratio:.1f} times")  # noqa: T201
    if ratio > MOST:
        sys.exit(1)


if __name__ == "__main__":
    main()
