"""Web hosts as processes, seen from the test: give orders, look at what is left in the database."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.databases import Databases

ROOT = Path(__file__).resolve().parents[4]
GIVE_UP = "-c lock_timeout=20s"  # as SQLite does: a test that would wait for ever fails


@dataclass(frozen=True)
class Answer:
    """See tests/monitoring/imports/wizard/host_process.py."""

    process: int
    ended: int | str = ""
    moments: int = 0
    commits: list[int] = field(default_factory=list)
    said: str = ""


class Hosts:
    """Processes on copies of a prepared database, which holds an uploaded import that nobody has carried out."""

    def __init__(self, databases: Databases, empty: str, file: Path) -> None:
        self.databases, self.file = databases, file
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.monitoring.imports.wizard.host_process"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": databases.url(), "PGOPTIONS": GIVE_UP},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.prepared = databases.copy(empty)
        self.order(way="prepare", database=self.prepared)

    def order(self, **order: Any) -> Answer:
        assert self._program.stdin
        assert self._program.stdout
        self._program.stdin.write(json.dumps({"file": str(self.file), **order}) + "\n")
        self._program.stdin.flush()
        return Answer(**json.loads(self._program.stdout.readline()))

    def database(self) -> str:
        return self.databases.copy(self.prepared)

    def close(self) -> None:
        self._program.communicate()
        self.databases.remove()
