"""Functions and classes that are imported when they are called for the first time.

Libraries for spreadsheets, documents, calendars, pictures, passkeys and so on are wanted by few pages and commands, but
take most of the time that a command needs to start. So what needs one of them is named where it is chosen, such as in a
URL conf or a table of formats, and once, at the top of a module:

    FORMATS = {"pdf": on_demand("reports.documents.writers.pdf.write_pdf"), …}

A command imports what it calls. Web workers import all of it before they answer (measures_tracker/wsgi.py).
"""

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

NAMES: set[str] = set()  # of everything that is imported on demand


def on_demand(name: str) -> Callable[..., Any]:
    """Returns a function that calls what a dotted name stands for, such as "segno.make"."""
    NAMES.add(name)

    def call(*args: Any, **kwargs: Any) -> Any:
        return import_string(name)(*args, **kwargs)

    return call


def import_all() -> None:
    """Imports what modules have named so far, and what those name in turn; raises ImportError for a wrong name."""
    imported: set[str] = set()
    while missing := NAMES - imported:
        for name in missing:
            import_string(name)
        imported |= missing
