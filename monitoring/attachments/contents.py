"""Keeps the bytes of files in the database or, by a setting, in a folder, and finds them wherever they are."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.models import FileContent

if TYPE_CHECKING:
    from collections.abc import Iterator

PREVIEW = ".preview"


class MissingContentError(OSError):
    """An error for a file that should lie in the folder and does not, or not as it was."""

    def __init__(self, digest: str) -> None:
        super().__init__(_("the content of the attached file %(digest)s is missing") % {"digest": digest})


class Kept(NamedTuple):
    """The bytes of a file and of its small version, which only pictures have."""

    content: bytes
    preview: bytes


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep(digest: str, kept: Kept) -> None:
    """Keeps a file; one that is known already is only noted as wanted again. Raises OSError."""
    if FileContent.objects.filter(digest=digest).update(kept_at=timezone.now()):
        return
    row = FileContent(digest=digest, size=len(kept.content), content=kept.content, preview=kept.preview)
    if settings.ATTACHMENT_FOLDER:
        write(digest, kept)
        row.content = row.preview = b""
    row.save()


def find(digest: str) -> Kept:
    """Returns a file, wherever it lies. Raises MissingContentError."""
    row = FileContent.objects.filter(digest=digest).first()
    if row is None:
        raise MissingContentError(digest)
    return of_row(row)


def of_row(row: FileContent) -> Kept:
    kept = Kept(bytes(row.content), bytes(row.preview))
    return kept if kept.content else read(row.digest)


def move(row: FileContent, *, into_folder: bool) -> bool:
    """Moves a file, and tells whether it lay elsewhere. Raises OSError, and then it stays where it was."""
    if into_folder == (not row.content):
        return False
    kept = of_row(row)
    if into_folder:
        write(row.digest, kept)
    row.content, row.preview = (b"", b"") if into_folder else kept
    row.save(update_fields=["content", "preview"])
    if not into_folder:
        remove_from_folder(row.digest)
    return True


def forget(row: FileContent) -> None:
    row.delete()
    remove_from_folder(row.digest)


# The folder: two letters of the checksum, then the checksum itself; it names nobody and nothing


def paths_of(digest: str) -> tuple[Path, ...]:
    """Returns where a file and its small version lie; nothing where the installation has no folder."""
    if not settings.ATTACHMENT_FOLDER:
        return ()
    folder = settings.ATTACHMENT_FOLDER / digest[:2]
    return folder / digest, folder / f"{digest}{PREVIEW}"


def remove_from_folder(digest: str) -> None:
    for path in paths_of(digest):
        path.unlink(missing_ok=True)


def read(digest: str) -> Kept:
    """Raises MissingContentError also for a file that is not what it was."""
    try:
        path, preview = paths_of(digest)
        content = path.read_bytes()
        small = preview.read_bytes() if preview.exists() else b""
    except (OSError, ValueError) as error:  # or no folder is set any more
        raise MissingContentError(digest) from error
    if digest_of(content) != digest:
        raise MissingContentError(digest)
    return Kept(content, small)


def write(digest: str, kept: Kept) -> None:
    for path, content in zip(paths_of(digest), kept, strict=True):
        if content:
            write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file that is there as a whole or not at all, for its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def in_folder() -> Iterator[Path]:
    """Yields every file in the folder."""
    if settings.ATTACHMENT_FOLDER and settings.ATTACHMENT_FOLDER.exists():
        yield from (path for path in settings.ATTACHMENT_FOLDER.glob("??/*") if path.is_file())
