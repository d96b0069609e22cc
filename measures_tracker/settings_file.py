"""Reads the file `.env` beside manage.py, for settings that are not in the environment.

`make demo` writes one. A site may have its own or take its settings from systemd's EnvironmentFile. The lines are those
a shell and systemd read: NAME=value, with quotes around blanks and special characters; nothing in a value is expanded.
The values stay in this process: programs it starts, and error pages that list the environment, do not see them.
"""

import os
import re
import shlex
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

BESIDE_THE_CODE = Path(__file__).resolve().parent.parent / ".env"
ASSIGNMENT = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)")


class Value(NamedTuple):
    text: str
    place: str = ""  # file and line; empty for the environment


def value_in_file(name: str) -> Value | None:
    """Returns what the file says; None where it does not name the variable or there is no file."""
    named = os.environ.get("ENV_FILE", "").strip()
    if named and not Path(named).is_absolute():
        raise ImproperlyConfigured(f"ENV_FILE must be an absolute path, not {named!r}.")
    return read(Path(named or BESIDE_THE_CODE), must_exist=bool(named)).get(name)


@cache
def read(path: Path, *, must_exist: bool = True) -> dict[str, Value]:
    """Returns the values by name; of a name that stands twice the last one, as in a shell."""
    try:
        content = path.read_bytes()
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not must_exist and not path.is_symlink():
            return {}
        raise ImproperlyConfigured(f"{path} cannot be read: {error.strerror}.") from error
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return dict(found for number, line in enumerate(lines, 1) if (found := _assignment(line, f"{path}, line {number}")))


def _assignment(line: bytes, place: str) -> tuple[str, Value] | None:
    """Returns name and value, or None for an empty line and a comment. No message shows a value: it may be secret."""
    try:
        text = line.decode().strip()
    except UnicodeDecodeError as error:
        key = re.match(rb"\w+(?==)", line)
        raise ImproperlyConfigured(f"{place}: {key[0].decode() if key else 'this'} is not UTF-8.") from error
    if not text or text.startswith("#"):
        return None
    match = ASSIGNMENT.fullmatch(text)
    if not match or "\0" in text:
        raise ImproperlyConfigured(f"{place}: a line must look like NAME=value.")
    name = match[1]
    try:
        words = shlex.split(match[2])
    except ValueError as error:
        raise ImproperlyConfigured(f"{place}: {name} has a quote or a backslash without an end.") from error
    if len(words) > 1:
        raise ImproperlyConfigured(f"{place}: {name} has blanks in its value, which must stand in quotes.")
    return name, Value("".join(words), place)
