"""Files that Excel and Word have saved as "Strict Open XML": the same, under other names."""

import io
import re
import zipfile
from collections.abc import Iterator

from monitoring.tables.archive import XML, Package

MARK = b"http://purl.oclc.org/ooxml/"
NAME = re.compile(MARK + rb"(\w+)/(\w+)")
USUAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"
FAST = 1  # zlib's level


def is_strict(package: Package) -> bool:
    return MARK in next(package.chunks(package.main), b"")


def translated(package: Package) -> bytes:
    """Returns the package with the usual names; pictures and the like are left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as file:
        for entry in package.zip.infolist():
            if entry.filename.lower().endswith(XML):
                with file.open(entry.filename, "w") as part:
                    for piece in _pieces(package, entry.filename):
                        part.write(NAME.sub(USUAL, piece))
    return made.getvalue()


def _pieces(package: Package, part: str) -> Iterator[bytes]:
    """Yields what no name is cut by: up to the last tag that is complete."""
    left = b""
    for chunk in package.chunks(part):
        tags, end, left = (left + chunk).rpartition(b">")
        yield tags + end
    yield left
