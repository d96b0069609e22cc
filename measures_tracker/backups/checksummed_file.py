"""A file of lines that is there as a whole or not at all, and in which every changed byte is noticed.

It is a gzip file with two members: the lines, and one more line with the SHA-256 of the first member. So `zcat` shows
all of it. The second member can have only one form, so no byte of the file can differ unnoticed.
"""

import fcntl
import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from itertools import pairwise
from pathlib import Path
from typing import IO, Protocol

CHUNK = 1024 * 1024
LEVEL = 6
HEADER = bytes.fromhex("1f8b08000000000000ff")  # deflated; no name, no time


class DamagedFileError(Exception):
    """An error for a file that is incomplete, was changed or has another format."""


class Output(Protocol):
    def write(self, data: bytes, /) -> int: ...


class Hashed:
    """A stream that passes on what is written and keeps its hash."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


def seal(digest: bytes) -> bytes:
    """Returns the second member: one stored block."""
    line = f"sha256 {digest.hex()}\n".encode()
    size = len(line)
    block = b"\x01" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + line
    return HEADER + block + zlib.crc32(line).to_bytes(4, "little") + size.to_bytes(4, "little")


SEAL_SIZE = len(seal(bytes(32)))


@contextmanager
def sealed(path: Path) -> Iterator[Output]:
    """Opens a file for encoded lines that appears under its name, in place of an older one, once it is complete.

    Only its owner may read it. Raises OSError.
    """
    with appearing(path) as file:
        hashed = Hashed(file)
        with gzip.GzipFile(fileobj=hashed, mode="wb", compresslevel=LEVEL, filename="", mtime=0) as lines:
            yield lines
        file.write(seal(hashed.hash.digest()))


@contextmanager
def appearing(path: Path) -> Iterator[IO[bytes]]:
    """Opens a temporary file that replaces `path` once it is written and synced; removes it after an error."""
    remove_leftovers(path)
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove_leftovers(path: Path) -> None:
    """Removes the files of killed writers, on which no process holds a lock."""
    for leftover in path.parent.glob(f".{escape(path.name)}.*.part"):
        with leftover.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            leftover.unlink()


@contextmanager
def unsealed(path: Path) -> Iterator[Iterator[str]]:
    """Opens an intact file and yields its lines, without the seal. Raises OSError, DamagedFileError."""
    with path.open("rb") as file:
        verify(file)
        file.seek(0)
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            yield (line for line, _next in pairwise(lines))


def verify(file: IO[bytes]) -> None:
    """Raises DamagedFileError unless the seal fits the lines."""
    left = file.seek(0, os.SEEK_END) - SEAL_SIZE
    file.seek(0)
    found = hashlib.sha256()
    while left > 0:
        chunk = file.read(min(left, CHUNK))
        found.update(chunk)
        left -= len(chunk)
    if left < 0 or file.read() != seal(found.digest()):
        raise DamagedFileError
