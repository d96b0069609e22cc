"""Logs of the server: they show where something went wrong, never what people have typed or sent."""

import copy
import logging
import re
import traceback
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Messages of these are about files, connections and settings. Those of others quote values: the row a database
# refused, the text that was no number.
HARMLESS = (OperationalError, ImproperlyConfigured, OSError, ImportError)
# Kinds of OSError that name the address of a reader or of a page, by their names: few start with these libraries.
QUOTING = {"smtplib.SMTPException", "requests.exceptions.RequestException"}

SERVERS = {"django.server", "gunicorn.error"}
# The look of parts of our addresses; names, mail addresses and the keys in links look different.
USUAL_PART = re.compile(r"[\w.-]{0,40}", re.ASCII)
LINK_KEY = re.compile(r"/[\w.-]{41,}", re.ASCII)  # longer than a usual part
LONGEST_ADDRESS = 200


class PlacesOnly(logging.Formatter):
    """A formatter that writes traceback and kind of an exception; messages only if they cannot repeat a request."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(without_quotations(record))

    def formatException(self, info: ExceptionInfo) -> str:  # noqa: N802 - the name is the library's
        error = info[1]
        return "\n".join(self._lines(error)) if error else ""

    def _lines(self, error: BaseException) -> list[str]:
        before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        lines = [*self._lines(before), "", "and then:", ""] if before else []
        lines += ["Traceback (most recent call last):"]
        lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
        return [*lines, str(described(error))]


def described(error: object) -> object:
    """Returns the kind of an exception, with its message if that is about the machine; other objects unchanged."""
    if not isinstance(error, BaseException):
        return error
    kind, *kinds = (f"{one.__module__}.{one.__qualname__}" for one in type(error).__mro__)
    is_quoting = not QUOTING.isdisjoint({kind, *kinds})
    return f"{kind}: {error}" if isinstance(error, HARMLESS) and not is_quoting else kind


def without_quotations(record: logging.LogRecord) -> logging.LogRecord:
    """Returns a copy whose message repeats nothing from a request, nor the message of an exception."""
    plain = copy.copy(record)
    plain.exc_text = None  # another handler may have formatted the exception in its own way
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        plain.msg, plain.args = "%s: %s", (refusal(record), address(request.path))
    elif record.name in SERVERS:
        plain.msg, plain.args = said_by_server(record.msg), each_of(record.args, said_by_server)
    else:
        plain.args = each_of(record.args, described)
    return plain


def each_of(args: Any, function: Callable[[Any], Any]) -> Any:
    """Returns the arguments of a message, each converted; a mapping unchanged."""
    return tuple(function(arg) for arg in args) if isinstance(args, tuple) else args


def refusal(record: logging.LogRecord) -> str:
    """Returns "Not Found"; for an outdated or foreign form also the reason, without the site it came from."""
    status = getattr(record, "status_code", None)
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else record.levelname
    if record.name != "django.security.csrf" or not isinstance(record.args, tuple):
        return phrase
    return f"{phrase} ({str(record.args[0]).partition(' - ')[0]})"


def address(path: str) -> str:
    """Returns the path with "…" for every part that is unlike those of this site."""
    parts = (part if USUAL_PART.fullmatch(part) else "…" for part in path.split("/"))
    return "/".join(parts)[:LONGEST_ADDRESS]


def said_by_server(message: object) -> object:
    """Returns the message without the query of an address, the keys in links, and lines of an unreadable request."""
    if not isinstance(message, str):
        return message
    said = re.sub(r"\?\S.*", "?…", message.partition(" from ip=")[0], flags=re.DOTALL)
    return LINK_KEY.sub("/…", said)
