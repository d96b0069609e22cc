"""What the server writes down: where something went wrong, never what somebody has typed."""

import logging
import traceback
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Their words are about files, connections and settings. Those of other exceptions quote values: the row a database
# refused, the text that was no number.
HARMLESS = (OperationalError, ImproperlyConfigured, OSError, ImportError)


class PlacesOnly(logging.Formatter):
    """Writes the way to an exception and its kind; its message only where that cannot repeat a request."""

    def formatException(self, info: ExceptionInfo) -> str:  # noqa: N802 - the name is the library's
        error = info[1]
        return "\n".join(self._lines(error)) if error else ""

    def _lines(self, error: BaseException) -> list[str]:
        before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        lines = [*self._lines(before), "", "and then:", ""] if before else []
        lines += ["Traceback (most recent call last):"]
        lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        return [*lines, f"{kind}: {error}" if isinstance(error, HARMLESS) else kind]
