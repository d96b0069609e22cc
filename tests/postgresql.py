"""Run a command with DATABASE_URL pointing to a PostgreSQL cluster that exists only as long as the command.

    python tests/postgresql.py python -m pytest

TEST_DATABASE_URL names a server to use instead. Without one and without PostgreSQL's programs the command is
skipped with a note, except where CI=true: there it is an error.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

INSTALL = "Install it (Debian, Ubuntu: apt-get install postgresql) or set TEST_DATABASE_URL."
MEMORY = Path("/dev/shm")  # noqa: S108 - the cluster's folder in it is made by mkdtemp
ROOM = 4 << 30  # bytes; two processes have held two fifths of it
SIGNALLED = 128  # what a shell adds to the number of the signal that ended a command


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, _exit_on_signal)
    if not command:
        sys.exit("usage: python tests/postgresql.py COMMAND…")
    if url := os.environ.get("TEST_DATABASE_URL"):
        return run(command, url)
    programs = find_programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            sys.exit(f"No PostgreSQL was found to run the tests on. {INSTALL}")
        sys.stderr.write(f"SKIPPED: no PostgreSQL was found, so nothing was tested on it. {INSTALL}\n")
        return 0
    with cluster(programs) as url:
        return run(command, url)


def run(command: list[str], url: str) -> int:
    """The command's exit code. Ctrl-C reaches it directly from the terminal: it ends in its own way."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        code = process.wait()
    finally:
        signal.signal(signal.SIGTERM, _exit_on_signal)
        signal.signal(signal.SIGINT, before)
    return SIGNALLED - code if code < 0 else code


def find_programs() -> Path | None:
    """The folder with initdb and pg_ctl: the one on the PATH or Debian's newest."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders = [
        *(Path(program).resolve().parent for program in [shutil.which("initdb")] if program),
        *sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True),
    ]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


@contextlib.contextmanager
def cluster(programs: Path, *options: str, follows: str = "") -> Iterator[str]:
    """A fresh cluster with the superuser postgres; yields the URL of its database.

    With the URL of a cluster to follow, it is a copy of that and stays one, by streaming replication.
    """
    folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir=folder_in_memory()))
    data, log = folder / "data", folder / "log"
    identity = unprivileged(folder)
    started = False

    def execute(program: str, *arguments: str | Path) -> None:
        call = [programs / program, *arguments]
        done = subprocess.run(
            call,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **identity,
        )
        if done.returncode:
            written = log.read_text() if log.exists() else ""
            sys.exit(f"{program} failed:\n{done.stdout}{written}")

    try:
        locale = ("--encoding", "UTF8", "--locale", "C.UTF-8")
        if follows:
            how = ("--write-recovery-conf", "--checkpoint", "fast", "--no-sync")
            execute("pg_basebackup", "--dbname", follows, *how, "--pgdata", data)
        else:
            execute("initdb", "--username", "postgres", "--auth", "trust", *locale, "--no-sync", "--pgdata", data)
        port = free_port()
        written = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 "
            "-c jit=off -c autovacuum=off "
        )
        started = True
        execute("pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "--options", written + " ".join(options))
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        try:
            if started and (data / "postmaster.pid").exists():
                execute("pg_ctl", "stop", "--wait", "--mode", "fast", "--pgdata", data)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def folder_in_memory() -> Path | None:
    """The one where databases are copied and changed in a tenth of the time; None where there is little room in it."""
    try:
        return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM else None
    except OSError:
        return None


def unprivileged(folder: Path) -> dict[str, Any]:
    """Arguments that run a program as the owner of the cluster: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    try:
        owner = pwd.getpwnam("postgres")
    except KeyError:
        sys.exit("PostgreSQL refuses to run as root and there is no user “postgres” to run it instead.")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _exit_on_signal(number: int, _frame: object) -> NoReturn:
    sys.exit(SIGNALLED + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
