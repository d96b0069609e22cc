"""A page for visitors while the database fails or the disk is full, which needs neither and says when to come back.

Django asks for the page of error 500 wherever an exception was raised, in a view or a middleware; this module tells
faults of the machine from mistakes of ours. A lost connection is replaced with the next request (CONN_HEALTH_CHECKS).
"""

import errno
import sqlite3
import sys
from enum import Enum
from pathlib import Path

from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

UNAVAILABLE = 503
SECONDS = 30  # seconds until a browser or a search engine should ask again


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


def keep_readable() -> sqlite3.Connection | None:
    """Returns a connection for a web worker to keep for as long as it lives; None where it needs none.

    SQLite's last connection removes the files it has made beside the database, and on a full disk they could not be
    made anew to read. A moved database is still noticed: requests connect anew.
    """
    if connection.vendor != "sqlite":
        return None
    path = Path(connection.settings_dict["NAME"]).absolute()
    try:
        kept = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
        kept.execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.OperationalError:  # visitors who ask for a page get the error
        return None
    return kept


@requires_csrf_token
def error_page(request: HttpRequest) -> HttpResponse:
    fault = fault_of(sys.exc_info()[1])
    if fault is None:
        return server_error(request)
    page = render_to_string("503.html", {"fault": fault.value, "language": get_language()})
    response = HttpResponse(page, status=UNAVAILABLE, headers={"Retry-After": str(SECONDS)})
    add_never_cache_headers(response)
    return response
