"""The ZIP file that an XLSX or DOCX is: looked at from its directory before anything is unpacked."""

import io
import logging
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, Literal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from django.utils.translation import gettext_lazy as _

from monitoring.tables.limits import MEGABYTE, Limits
from monitoring.tables.problems import UnreadableFile, damaged, no_table, protected

logger = logging.getLogger(__name__)

ENCRYPTED = 0x1
CHUNK = MEGABYTE
SMALL = 20 * MEGABYTE  # so much may be unpacked from however little
XML = (".xml", ".rels")
# Excel writes UTF-8; another encoding could hide what is counted here from the counting.
DECLARED = re.compile(rb"""^<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)""")
ALLOWED_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WORDS, SHEETS = "word/", "xl/"
OFFICE_DOCUMENT = "/officeDocument"
MANIFEST = "META-INF/manifest.xml"  # of OpenDocument; old ones have a document type
LONGEST_MIME = 100
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
Kind = Literal["xlsx", "xlsb", "docx", "ods", "odt"]
OPEN_DOCUMENTS: dict[str, Kind] = {f"{OPEN_DOCUMENT}spreadsheet": "ods", f"{OPEN_DOCUMENT}text": "odt"}


@dataclass(slots=True)
class Package:
    """An Office file whose directory is sound."""

    zip: zipfile.ZipFile
    main: str = ""
    kind: Kind = "xlsx"
    tags: dict[str, int] = field(default_factory=dict)  # of each part

    def holds(self, part: str) -> bool:
        return part in self.zip.NameToInfo

    def size(self, part: str) -> int:
        return self.zip.getinfo(part).file_size

    def open(self, part: str) -> IO[bytes]:
        return self.zip.open(part)

    def chunks(self, part: str) -> Iterator[bytes]:
        with self.open(part) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def xml(self, part: str, limits: Limits) -> Element:
        """Returns a small part as a tree."""
        if self.size(part) > limits.kept_bytes // 4 or self.tags.get(part, 0) > limits.kept_elements:
            raise too_large()
        with self.open(part) as stream:
            tree: Element = fromstring(stream.read(), forbid_dtd=True)
        return tree

    def events(self, part: str, events: tuple[str, ...] = ("end",)) -> Iterator[tuple[str, Any]]:
        with self.open(part) as stream:
            yield from iterparse(stream, events=events, forbid_dtd=True)


def unpacked_size(content: bytes, limits: Limits) -> int:
    """Returns the bytes of an Office file when it is unpacked; 0 for any other file and one that is refused unread."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            _judge_directory(file, len(content), limits)
            return sum(entry.file_size for entry in file.infolist())
    except (UnreadableFile, zipfile.BadZipFile, EOFError, ValueError, NotImplementedError):
        return 0


@contextmanager
def opened(content: bytes, limits: Limits) -> Iterator[Package]:
    """Yields the package, after its directory has been judged. Whatever breaks while it is read is a damaged file."""
    with sound_or_damaged(), zipfile.ZipFile(io.BytesIO(content)) as file:
        _judge_directory(file, len(content), limits)
        package = Package(file)
        _judge_kind(package, limits)
        _judge_markup(package, limits)
        if package.kind == "xlsx":
            package.main = _main_part(package, limits)
            package.kind = _office_kind(package.main)
        yield package


@contextmanager
def sound_or_damaged() -> Iterator[None]:
    """Tells the clerk that a file is damaged, over which parsers stumble in every way there is."""
    try:
        yield
    except UnreadableFile:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ParseError) as error:
        raise damaged() from error
    except DefusedXmlException as error:
        raise UnreadableFile(
            _("The file contains references to other files (XML entities), which Office never writes. Save it anew.")
        ) from error
    except Exception as error:
        logger.warning("A spreadsheet could not be read", exc_info=True)
        raise damaged() from error


def _judge_directory(file: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    entries = file.infolist()
    if len(entries) > limits.entries:
        raise too_large()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes or unpacked > max(SMALL, packed * limits.ratio):
        raise too_large()
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise protected()
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(_leads_out(name) for name in names):
        raise damaged()


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def too_large() -> UnreadableFile:
    return UnreadableFile(
        _(
            "Unpacked, the file would be far too large. Copy the table alone into a new file, "
            "without empty formatted rows and pictures."
        )
    )


def _judge_kind(package: Package, limits: Limits) -> None:
    """Lets only files of Excel's and Word's present kind and of OpenDocument go on."""
    if package.holds("mimetype") or package.holds("META-INF/manifest.xml"):
        _judge_open_document(package, limits)
    elif not package.holds("[Content_Types].xml"):
        raise UnreadableFile(_("This is a packed archive. Unpack it and use the table inside."))


def _judge_open_document(package: Package, limits: Limits) -> None:
    if package.holds(MANIFEST) and package.size(MANIFEST) < limits.kept_bytes // 4:
        with package.open(MANIFEST) as stream:
            if b"encryption-data" in stream.read():
                raise protected()
    with package.open("mimetype") as stream:
        mime = stream.read(LONGEST_MIME).decode("ascii", "ignore").strip()
    kind = next((kind for prefix, kind in OPEN_DOCUMENTS.items() if mime.startswith(prefix)), None)
    if kind is None or not package.holds("content.xml"):
        raise UnreadableFile(
            _("This OpenDocument file is neither a spreadsheet nor a text. Save the table as .ods or .odt.")
        )
    package.kind = kind


def _judge_markup(package: Package, limits: Limits) -> None:
    """Refuses document types, other encodings and too many tags. Streams; keeps nothing."""
    tags = 0
    for entry in package.zip.infolist():
        if not entry.filename.lower().endswith(XML) or not entry.file_size or entry.filename == MANIFEST:
            continue
        for number, chunk in enumerate(package.chunks(entry.filename)):
            if number == 0:
                _judge_encoding(chunk)
            found = chunk.count(b"<")
            package.tags[entry.filename] = package.tags.get(entry.filename, 0) + found
            tags += found
            if tags > limits.elements:
                raise too_large()
        for _event, _element in package.events(entry.filename, ("start",)):
            break


def _judge_encoding(start: bytes) -> None:
    start = start.removeprefix(BYTE_ORDER_MARK).lstrip()
    declared = DECLARED.match(start)
    if b"\x00" in start[:200] or (declared and declared[1].lower() not in ALLOWED_ENCODINGS):
        raise damaged()


def _main_part(package: Package, limits: Limits) -> str:
    """Returns where the package says its workbook or document is; usually xl/workbook.xml or word/document.xml."""
    for relation in package.xml("_rels/.rels", limits):
        if relation.get("Type", "").endswith(OFFICE_DOCUMENT):
            part = posixpath.normpath(relation.get("Target", "").lstrip("/"))
            if part.startswith((WORDS, SHEETS)) and package.holds(part):
                return part
            break
    raise no_table()


def related(package: Package, part: str, limits: Limits) -> Iterator[tuple[str, str, str]]:
    """Yields what a part refers to: name of the relation, the last word of its kind, and the other part."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    for relation in package.xml(relations, limits) if package.holds(relations) else ():
        kind = relation.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        if package.holds(target):
            yield relation.get("Id", ""), kind, target


def _office_kind(main: str) -> Kind:
    if main.startswith(WORDS):
        return "docx"
    return "xlsb" if main.endswith(".bin") else "xlsx"
