"""Writes the demo's settings into `.env` beside manage.py: `python -m measures_tracker.demo.settings_file PORT`.

Run again, it changes the port and nothing else: with the same SECRET_KEY people stay logged in. A file that another
program or person has written stays as it is.
"""

import fcntl
import os
import re
import secrets
import sys
import tempfile
from pathlib import Path

from measures_tracker.settings_file import BESIDE_THE_CODE

LAST_PORT = 65535
MARK = "# Written by `make demo`"
CONTENT = """\
{mark} for a demo on this computer; a site that others can reach needs settings of its own.
# Next time it changes SITE_URL and nothing else. What the environment says counts before this file.
SECRET_KEY={key}
DEBUG=false
HTTPS=false
ALLOWED_HOSTS=localhost,127.0.0.1,[::1]
SITE_URL={site}
"""
SITE_URL = re.compile(r"^SITE_URL=http://localhost:\d+$", re.MULTILINE)


def main(arguments: list[str]) -> None:
    port = arguments[0] if len(arguments) == 1 else ""
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) <= LAST_PORT:
        sys.exit(f"The port must be between 1 and {LAST_PORT}, not {port!r}.")
    try:
        write(BESIDE_THE_CODE, f"http://localhost:{int(port)}")
    except OSError as error:
        sys.exit(f"{BESIDE_THE_CODE} cannot be written: {error.strerror}.")


def write(file: Path, site: str) -> None:
    """Writes the file under a lock: two demos that start together share one key."""
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        replace(file, content(file, site))
    finally:
        os.close(folder)


def content(file: Path, site: str) -> str:
    """Returns the text of the file; ends the program where the existing file is not the demo's."""
    if not os.path.lexists(file):
        return CONTENT.format(mark=MARK, key=secrets.token_urlsafe(50), site=site)
    written = "" if file.is_symlink() else file.read_bytes().decode(errors="replace")
    if not written.startswith(MARK) or not SITE_URL.search(written):
        sys.exit(
            f"{file} was not written by `make demo` and stays as it is. Move it away to run the demo, "
            "or load the cities into the database it names: .venv/bin/python manage.py demo"
        )
    return SITE_URL.sub(f"SITE_URL={site}", written)


def replace(file: Path, content: str) -> None:
    """Replaces the file at once by a complete one that only its owner could ever read."""
    descriptor, draft = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)  # mode 600 from the beginning
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(content.encode())
        Path(draft).replace(file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


if __name__ == "__main__":
    main(sys.argv[1:])
