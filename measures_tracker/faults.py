"""A page for visitors while the database fails or the disk is full, which needs neither and says when to come back.

Django asks for the page of error 500 wherever an exception was raised, in a view or a middleware. A lost connection is
replaced with the next request (CONN_HEALTH_CHECKS).
"""

import sqlite3
import sys
from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

from catalog.faults import fault_of

UNAVAILABLE = 503
SECONDS = 30  # seconds until a browser or a search engine should ask again


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
