"""Tells faults of the machine, of the database or the disk, from mistakes of ours."""

import errno
from enum import Enum

from django.db import Error, InterfaceError, OperationalError


class Fault(Enum):
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    READ_ONLY = "read-only"
    FULL = "full"


# By the beginning of SQLite's names of errors and of SQL's error codes; the first that fits counts.
FAULTS = {
    "SQLITE_READONLY": Fault.READ_ONLY,
    "SQLITE_FULL": Fault.FULL,
    "SQLITE_IOERR_SHMSIZE": Fault.FULL,  # no room for the index of what was written last, which readers need, too
    "SQLITE_BUSY": Fault.BUSY,
    "SQLITE_LOCKED": Fault.BUSY,
    "SQLITE_CANTOPEN": Fault.UNREACHABLE,
    "SQLITE_IOERR": Fault.UNREACHABLE,
    "25006": Fault.READ_ONLY,
    "53100": Fault.FULL,
    "53": Fault.BUSY,  # too many connections, no memory
    "40001": Fault.BUSY,
    "40P01": Fault.BUSY,  # deadlock
    "55P03": Fault.BUSY,  # lock timeout
    "57014": Fault.BUSY,  # statement timeout
    "08": Fault.UNREACHABLE,
    "57P": Fault.UNREACHABLE,
    "58": Fault.UNREACHABLE,
}

FAULTS_OF_FILES = {errno.ENOSPC: Fault.FULL, errno.EDQUOT: Fault.FULL, errno.EROFS: Fault.READ_ONLY}


def fault_of(error: BaseException | None) -> Fault | None:
    """Returns the fault of database or disk; None where they are not the reason, or only refuse our SQL."""
    while error is not None:
        if isinstance(error, Error):
            return _fault(error)
        if isinstance(error, OSError) and error.errno in FAULTS_OF_FILES:
            return FAULTS_OF_FILES[error.errno]
        error = error.__cause__ or error.__context__
    return None


def _fault(error: Error) -> Fault | None:
    cause = error.__cause__
    name = str(getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or "")
    if name:
        return next((fault for prefix, fault in FAULTS.items() if name.startswith(prefix)), None)
    return Fault.UNREACHABLE if isinstance(error, OperationalError | InterfaceError) else None
