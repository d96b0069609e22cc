"""Tells at once whether a process still lives, whichever host it runs on.

A process that wants to be seen holds a lock under a name; the lock ends with the process, however it ends. PostgreSQL
keeps it as an advisory lock of a session, so several hosts see each other; past a pooler that lends sessions per
transaction (PgBouncer in transaction mode), which would lose it, leads the database "session". SQLite has one host, and
the lock lies on a file in a folder beside the database.

The locks are shared: several processes may live under the same name.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# The two halves of the keys of all advisory locks of this database.
HELD = """
    SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def alive_as(*names: str) -> AbstractContextManager[None]:
    """Lets everybody see that this process lives, until the block ends or the process does."""
    return _session_locks(names) if connection.vendor == "postgresql" else _file_locks(names)


def is_alive(name: str) -> bool:
    return not dead([name])


def dead(names: Iterable[str]) -> set[str]:
    """Returns those of the names under which no process lives."""
    names = set(names)
    if not names:
        return set()
    if connection.vendor != "postgresql":
        return {name for name in names if _is_free(_folder() / name)}
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        held = {number for (number,) in cursor.fetchall()}
    return {name for name in names if _number(name) not in held}


# PostgreSQL


@contextmanager
def _session_locks(names: Iterable[str]) -> Iterator[None]:
    """Holds locks on a connection of their own, as the process may close and reopen its main connection."""
    session = connections["session" if "session" in connections.settings else DEFAULT_DB_ALIAS].copy()
    try:
        with session.cursor() as cursor:
            for name in names:
                cursor.execute("SELECT pg_advisory_lock_shared(%s)", [_number(name)])
        yield
    finally:
        with suppress(Error):
            _unlock(session)
        with suppress(Error):
            session.close()


def _unlock(session: BaseDatabaseWrapper) -> None:
    """Gives the locks back at once; a closed connection is noticed by the server a moment later."""
    with session.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def _number(name: str) -> int:
    """Returns the same 64 bits for the same name on every host."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


# SQLite


@contextmanager
def _file_locks(names: Iterable[str]) -> Iterator[None]:
    folder = _folder()
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        _is_free(path)  # removes the files of killed processes
    with ExitStack() as held:
        for name in names:
            held.enter_context(_file_lock(folder / name))
        yield


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    descriptor = _lock(path)
    try:
        yield
    finally:
        os.close(descriptor)
        _is_free(path)  # removes the file behind the last one


def _folder() -> Path:
    name = str(connection.settings_dict["NAME"])
    if connection.is_in_memory_db():  # type: ignore[attr-defined]  # as tests have it; no other process sees it
        name = f"{tempfile.gettempdir()}/measures-tracker-{os.getpid()}"
    return Path(f"{name}-work")


def _lock(path: Path) -> int:
    """Returns the descriptor of the locked file; closing it gives the lock back."""
    while True:
        descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if _is_at(path, descriptor):
            return descriptor
        os.close(descriptor)  # somebody has removed the file meanwhile


def _is_free(path: Path) -> bool:
    """Tells whether nobody holds the file, and removes a file left behind.

    Two processes that ask at the same moment may both get False; the next one gets True.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_at(path, descriptor):
            return _is_free(path)
        with suppress(PermissionError):
            path.unlink()
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _is_at(path: Path, descriptor: int) -> bool:
    """Tells whether the path still names the opened file."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
