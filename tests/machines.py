"""What stands between hosts and their data: a PostgreSQL, one that follows it, and a pooler before the first."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

from tests.deployed import DEADLINE
from tests.postgresql import cluster, find_programs, free_port, unprivileged
from tests.programs import program

ONE_FOR_ALL = 2  # sessions that the pooler shares among all hosts, so that each transaction may get another
POOLER = """
[databases]
* = host=127.0.0.1 port={server} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {size}
"""


class Machines(NamedTuple):
    """The ways to the data, as URLs."""

    first: str
    pooled: str
    following: str

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.pooled,
            "DATABASE_SESSION_URL": self.first,
            "DATABASE_REPLICA_URL": self.following,
        }

    def hold_back(self) -> None:
        """Lets the second one lag behind until it may `go_on`."""
        with psycopg.connect(self.following, autocommit=True) as connection:
            connection.execute("SELECT pg_wal_replay_pause()")

    def go_on(self) -> None:
        """Waits until the second one has all that the first one has."""
        with psycopg.connect(self.first, autocommit=True) as first, psycopg.connect(self.following) as second:
            second.autocommit = True
            second.execute("SELECT pg_wal_replay_resume()")
            first.execute("SET synchronous_commit = remote_apply; CREATE TABLE arrived (); DROP TABLE arrived")

    def scans_of(self, table: str) -> int:
        """Returns how often the second one has looked into a table; it counts with some delay."""
        counted = "SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = %s"
        with psycopg.connect(self.following) as connection:
            found = connection.execute(counted, [table]).fetchone()
        return int(found[0]) if found else 0


@contextmanager
def machines(content: str) -> Iterator[Machines]:
    """Holds the content of the database with this URL."""
    programs = find_programs() or Path(program("initdb", "postgresql")).parent
    replicating = ("-c wal_level=replica", "-c max_wal_senders=4", "-c synchronous_standby_names=*")
    local = "-c synchronous_commit=local"  # nobody waits for the second one unless asked to
    with cluster(programs, *replicating, local) as first:
        dump = subprocess.run([programs / "pg_dump", "--no-owner", content], capture_output=True, check=True)
        subprocess.run([programs / "psql", "--quiet", first], input=dump.stdout, stdout=subprocess.DEVNULL, check=True)
        with cluster(programs, *replicating, follows=first) as second, pooler(first) as pooled:
            yield Machines(first, pooled, second)


@contextmanager
def pooler(server: str) -> Iterator[str]:
    """Yields the URL that leads through PgBouncer, which lends a session for one transaction."""
    with tempfile.TemporaryDirectory(prefix="pooler-") as name:
        folder, port = Path(name), free_port()
        identity = unprivileged(folder)
        written = folder / "pgbouncer.ini"
        written.write_text(POOLER.format(server=urlsplit(server).port, port=port, size=ONE_FOR_ALL))
        written.chmod(0o644)
        command = [program("pgbouncer", "pgbouncer"), str(written)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **identity)
        assert process.stderr is not None
        try:
            said = []
            for line in process.stderr:
                said.append(line)
                if "process up" in line:
                    break
            else:
                raise AssertionError("PgBouncer did not start:\n" + "".join(said))
            yield f"postgresql://postgres@127.0.0.1:{port}/{urlsplit(server).path.lstrip('/')}"
        finally:
            process.terminate()
            process.communicate(timeout=DEADLINE)
