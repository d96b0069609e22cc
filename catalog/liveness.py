"""Tells at once whether somebody still works on a row, or whether the process has died.

Whoever works on a row beside a request holds a lock on it, which ends with the process however that ends. PostgreSQL
keeps it as an advisory lock of the session that does the work, so several hosts see each other; a pooler that lends
sessions per transaction (PgBouncer in transaction mode) would lose it. SQLite has one host, and the lock lies on a
file in a folder beside the database.

The locks are shared ones: the request holds one until the thread that it starts has its own, so there is no moment in
which a row is marked as at work and nobody holds it.
"""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.db import Error, connection, transaction
from django.db.models import Model

Work = Callable[[], None]
Begin = Callable[[Model, Work], None]
# The two halves of the keys of all advisory locks of this database.
HELD = """
    SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def working_on(row: Model) -> AbstractContextManager[None]:
    """Lets everybody see that this process works on the row, until the block ends or the process does."""
    name = _name(type(row), row.pk)
    return _session_lock(name) if connection.vendor == "postgresql" else _file_lock(name)


def abandoned(model: type[Model], keys: Iterable[Any]) -> list[Any]:
    """Returns the keys of rows that nobody works on.

    Read the row again afterwards: it may have been finished between being read and being asked about.
    """
    keys = list(keys)
    if not keys:
        return []
    if connection.vendor != "postgresql":
        return [key for key in keys if _is_free(_folder() / _name(model, key))]
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        held = {number for (number,) in cursor.fetchall()}
    return [key for key in keys if _number(_name(model, key)) not in held]


@contextmanager
def beginning() -> Iterator[Begin]:
    """A transaction that yields `begin(row, work)`; the work starts in a thread of its own after the commit."""
    with ExitStack() as held, transaction.atomic():

        def begin(row: Model, work: Work) -> None:
            held.enter_context(working_on(row))
            transaction.on_commit(partial(_start, row, work))

        yield begin


def _start(row: Model, work: Work) -> None:
    """Returns when the thread holds the row."""
    begun = Event()

    def run() -> None:
        try:
            with working_on(row):
                begun.set()
                work()
        finally:
            begun.set()
            connection.close()

    Thread(target=run, daemon=False).start()
    begun.wait()


def _name(model: type[Model], key: Any) -> str:
    return f"{model._meta.db_table}-{key}"


# PostgreSQL


@contextmanager
def _session_lock(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [_number(name)])
    try:
        yield
    finally:
        with suppress(Error), connection.cursor() as cursor:  # a lost connection has lost its locks, too
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [_number(name)])


def _number(name: str) -> int:
    """Returns the same 64 bits for the same name on every host."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


# SQLite


@contextmanager
def _file_lock(name: str) -> Iterator[None]:
    _folder().mkdir(exist_ok=True)
    path = _folder() / name
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
    """Tells whether nobody holds the file, and removes what has been left.

    Two who ask at the very same moment may both be told that it is held; the next one who asks is not.
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
