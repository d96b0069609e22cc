"""What was uploaded, judged by its content whatever it is called, and ready to be kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from catalog.on_demand import on_demand
from catalog.pictures import is_svg
from monitoring.attachments.contents import Kept, digest_of, keep
from monitoring.attachments.documents import PDF, ZIP, judge_office_file, judge_pdf
from monitoring.attachments.names import safe_name
from monitoring.attachments.scanner import scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from monitoring.attachments.pictures import Picture
    from monitoring.choices import FileKind
    from monitoring.models import AttachedFile

picture_of: Callable[[bytes], Picture] = on_demand("monitoring.attachments.pictures.picture_of")

JPEG, PNG, RIFF, WEBP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"WEBP"
MARKUP = (b"<!doctype", b"<html", b"<script", b"<?xml", b"<svg", b"<!--", b"<head", b"<body")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 1024  # bytes in which a page says what it is

EMPTY = _("The file is empty.")
TOO_LARGE = _("The file is too large: at most %(most)s are possible. Save pictures smaller, or divide the document.")
UNKNOWN = _(
    "Files of this kind are not taken, whatever they are called. Possible are PDF, Word (.docx), Excel (.xlsx), "
    "OpenDocument (.odt, .ods) and photos (JPEG, PNG, WebP)."
)
IS_SVG = _("This is an SVG file. Such files can carry programs. Save the drawing as PNG, and choose that.")
IS_PAGE = _("This is a web page. Print it into a PDF, and choose that.")
IS_OLD = _("This file comes from an old Office, and may carry macros. Save it as .docx, .xlsx or PDF, and choose that.")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept; `preview` is the small version of a picture, empty for documents."""

    name: str
    kind: FileKind
    content: bytes
    preview: bytes = b""
    width: int = 0
    height: int = 0

    @property
    def digest(self) -> str:
        return digest_of(self.content)

    def describe(self, row: AttachedFile) -> None:
        """Sets what a row says about its file; not saved."""
        row.file_name, row.kind, row.size = self.name, self.kind, len(self.content)
        row.width, row.height, row.digest = self.width, self.height, self.digest

    def keep(self) -> None:
        keep(self.digest, Kept(self.content, self.preview))


def check(content: bytes, name: str) -> CheckedFile:
    """Returns the file as it is kept. Raises ValidationError."""
    if not content:
        raise ValidationError(EMPTY)
    if len(content) > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(too_large())
    judge: Any = None
    if content.startswith(PDF):
        judge = judge_pdf
    elif content.startswith(ZIP):
        judge = judge_office_file
    elif not content.startswith((JPEG, PNG)) and not (content.startswith(RIFF) and content[8:12] == WEBP):
        raise ValidationError(why_not(content))
    scan(content)
    if judge:
        kind = judge(content)
        return CheckedFile(safe_name(name, kind), kind, content)
    picture = picture_of(content)
    name = safe_name(name, picture.kind)
    return CheckedFile(name, picture.kind, picture.content, picture.preview, picture.width, picture.height)


def why_not(content: bytes) -> Any:
    """Returns what is said about a file of another kind."""
    if is_svg(content):
        return IS_SVG
    if any(mark in content[:HEAD].replace(b"\0", b"").lower() for mark in MARKUP):
        return IS_PAGE
    return IS_OLD if content.startswith(OLD_OFFICE) else UNKNOWN


def too_large() -> str:
    return str(TOO_LARGE) % {"most": filesizeformat(settings.ATTACHMENT_MAX_BYTES)}


def checked(file: UploadedFile[Any]) -> CheckedFile:
    """Returns an uploaded file as it is kept; looks at it only once. Raises ValidationError."""
    upload: Any = file
    if not hasattr(upload, "outcome"):
        try:
            is_small = (upload.size or 0) <= settings.ATTACHMENT_MAX_BYTES
            upload.outcome = check(upload.read(), upload.name or "") if is_small else ValidationError(too_large())
        except ValidationError as error:
            upload.outcome = error
    if isinstance(upload.outcome, ValidationError):
        raise upload.outcome
    found: CheckedFile = upload.outcome
    return found


def look_at_uploads(request: HttpRequest) -> None:
    """Judges what was sent before anything is locked: a scanner takes its time."""
    for _name, files in request.FILES.lists():
        for file in files:
            with suppress(ValidationError):  # its form says so
                checked(file)


def was_cut_off(request: HttpRequest) -> bool:
    """Tells whether what was sent was so large that no file of it was taken."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE and not request.FILES
