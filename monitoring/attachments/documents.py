"""Documents as they may be kept: as they are, if they are what they seem and bring no program along."""

import re
import zlib
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from monitoring.choices import FileKind
from monitoring.tables import archive
from monitoring.tables.limits import MEGABYTE, Limits
from monitoring.tables.problems import UnreadableFile, damaged, protected

PDF, ZIP = b"%PDF-", b"PK\x03\x04"
END_OF_ZIP = b"PK\x05\x06"
LENGTH_OF_END = 22  # bytes of a directory's end without a comment
TAIL = 70_000  # bytes in which a ZIP ends, with the longest comment there can be
END_OF_PDF = b"%%EOF"
AFTER_END = 1024  # bytes that programs leave behind the end of a PDF
AT_ONCE = 64 * 1024  # bytes
LONGEST_UNPACKED = 20 * MEGABYTE  # of all the packed objects of a PDF

# What runs a script or a program, and what holds another file. Only long names: short ones occur by chance in pictures.
ACTIVE_IN_PDF = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b|/XFA\s*[\[\d]")
INSIDE_PDF = re.compile(rb"/EmbeddedFiles?\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # a letter in a name of a PDF
PACKED_OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?>>\s*stream\r?\n", re.DOTALL)
# Parts of Office files with programs; of OpenDocument, folders.
PROGRAMS = re.compile(r"(?:^|/)(?:vbaproject|vbadata|activex|oleobject)|^(?:basic|scripts)/.", re.IGNORECASE)
EXECUTABLE = re.compile(r"\.(?:exe|dll|com|bat|cmd|scr|js|vbs|ps1|jar|msi|lnk|hta)$", re.IGNORECASE)
MACROS_ALLOWED = b"macroenabled"
OUTER_TEMPLATE = re.compile(rb"<[^>]*attachedTemplate[^>]*TargetMode\s*=\s*[\"']External", re.IGNORECASE)
CALLS = re.compile(rb":event-listener|vnd\.sun\.star\.script:")  # of a macro, whatever the prefix is called
LONGEST_CALL = 32
CONTENT_TYPES, SETTINGS = "[Content_Types].xml", "word/_rels/settings.xml.rels"
SMALL = 4 * MEGABYTE
KINDS = {"docx": FileKind.DOCX, "odt": FileKind.ODT, "xlsx": FileKind.XLSX, "ods": FileKind.ODS}

HAS_PROGRAMS = _(
    "The file contains macros or other programs, which could do harm to readers. Save it without them, best as a PDF, "
    "and choose that."
)
TWO_IN_ONE = _("There is a second file hidden in this one. Open it in its program, save it anew and choose that.")
NO_DOCUMENT = _(
    "This archive is no document. Possible are PDF, Word (.docx), Excel (.xlsx) and OpenDocument (.odt, .ods); "
    "unpack other archives and choose the files one by one."
)


def judge_pdf(content: bytes) -> FileKind:
    """Raises ValidationError for a PDF that is cut off, holds a second file or anything that runs."""
    end = content.rfind(END_OF_PDF)
    if end < 0:
        raise ValidationError(damaged().message)
    if END_OF_ZIP in content[-TAIL:] or len(content) - end > AFTER_END:
        raise ValidationError(TWO_IN_ONE)
    for part in map(plain, [content, *packed_objects(content)]):
        if ACTIVE_IN_PDF.search(part):
            raise ValidationError(HAS_PROGRAMS)
        if INSIDE_PDF.search(part):
            raise ValidationError(TWO_IN_ONE)
    return FileKind.PDF


def plain(part: bytes) -> bytes:
    """Returns a part of a PDF with its names spelled plainly: /JavaScript may be written /J#61vaScript."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def packed_objects(content: bytes) -> Iterator[bytes]:
    """Yields the objects that a PDF keeps packed; of an encrypted one, none that say anything."""
    left = LONGEST_UNPACKED
    for found in PACKED_OBJECTS.finditer(content):
        unpacked = unpacked_from(memoryview(content)[found.end() :], left)
        left -= len(unpacked)
        if left <= 0:
            raise ValidationError(damaged().message)
        yield unpacked


def unpacked_from(stream: memoryview, most: int) -> bytes:
    """Returns what begins a stream, as far as it can be unpacked; takes no more of it than it needs."""
    unpacker, unpacked = zlib.decompressobj(), b""
    for start in range(0, len(stream), AT_ONCE):
        try:
            unpacked += unpacker.decompress(stream[start : start + AT_ONCE], most - len(unpacked))
        except zlib.error:
            break
        if unpacker.eof or len(unpacked) >= most:
            break
    return unpacked


def judge_office_file(content: bytes) -> FileKind:
    """Returns the kind of an Office file. Raises ValidationError for other archives, bombs and programs."""
    if content[-LENGTH_OF_END:][:4] != END_OF_ZIP:
        raise ValidationError(TWO_IN_ONE if END_OF_ZIP in content[-TAIL:] else damaged().message)
    try:
        with archive.opened(content, Limits.from_settings()) as package:
            kind, has_programs = KINDS.get(package.kind), brings_programs(package)
    except UnreadableFile as error:
        is_known = error.text in {damaged().text, protected().text}
        raise ValidationError(error.message if is_known else NO_DOCUMENT) from error
    if kind is None:
        raise ValidationError(NO_DOCUMENT)
    if has_programs:
        raise ValidationError(HAS_PROGRAMS)
    return kind


def brings_programs(package: archive.Package) -> bool:
    names = package.zip.namelist()
    if any(PROGRAMS.search(name) or EXECUTABLE.search(name) for name in names):
        return True
    if MACROS_ALLOWED in small(package, CONTENT_TYPES).lower() or OUTER_TEMPLATE.search(small(package, SETTINGS)):
        return True
    return package.kind in {"odt", "ods"} and calls_programs(package)


def calls_programs(package: archive.Package) -> bool:
    before = b""
    for chunk in package.chunks("content.xml"):
        if CALLS.search(before + chunk):
            return True
        before = chunk[-LONGEST_CALL:]
    return False


def small(package: archive.Package, part: str) -> bytes:
    """Returns the beginning of a part; nothing where there is none."""
    if not package.holds(part):
        return b""
    with package.open(part) as stream:
        return stream.read(SMALL)
