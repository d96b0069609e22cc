from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.fields import LineField
from catalog.models import Measure
from catalog.models.versions import Versions
from monitoring.choices import PICTURES, FileKind
from monitoring.models.review import Reviewed
from monitoring.models.status import StatusUpdate
from monitoring.querysets import AttachmentQuerySet

DIGITS = 64  # of a SHA-256
PREVIEW_SIDE = 640  # pixels of the longer side of the small picture that pages show
LONGEST_NAME = 150  # characters


class FileContent(models.Model):
    """The bytes of attached files, once for each checksum; of a picture, those of its small version as well.

    Nobody asks for a content by itself: who may have it follows from the rows that name its checksum. Where the
    installation keeps files in a folder, the bytes here are empty and lie there under the checksum.
    """

    digest = models.CharField(_("checksum"), max_length=DIGITS, unique=True)
    size = models.PositiveBigIntegerField(_("size"))
    content = models.BinaryField(_("content"), default=bytes)
    preview = models.BinaryField(_("small picture"), default=bytes)
    kept_at = models.DateTimeField(_("kept at"), default=timezone.now)

    class Meta:
        verbose_name = _("file content")
        verbose_name_plural = _("file contents")

    def __str__(self) -> str:
        return self.digest


class AttachedFile(models.Model):
    """A row with a file: its name, what it is, and the checksum by which its content is found."""

    alternative = LineField(
        _("text alternative"),
        max_length=300,
        blank=True,
        help_text=_("For pictures: what they show, for people who do not see them. “Children plant a lime tree.”"),
    )
    file_name = LineField(_("file"), max_length=LONGEST_NAME, blank=True, editable=False)
    kind = models.CharField(_("kind of file"), max_length=10, choices=FileKind, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    digest = models.CharField(_("checksum"), max_length=DIGITS, blank=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.is_picture and not self.alternative:
            raise ValidationError({"alternative": _("Say what the picture shows, for people who do not see it.")})
        if self.digest and getattr(self, "comes_back", False) and not self._is_kept:
            raise ValidationError(_("The file of this version is no longer kept."))

    @property
    def _is_kept(self) -> bool:
        return FileContent.objects.filter(digest=self.digest).exists()

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES

    @property
    def type(self) -> FileKind:
        return FileKind(self.kind)

    @property
    def preview_width(self) -> int:
        return self._of_preview(self.width)

    @property
    def preview_height(self) -> int:
        return self._of_preview(self.height)

    def _of_preview(self, side: int) -> int:
        longer = max(self.width, self.height, PREVIEW_SIDE)
        return max(1, round(side * PREVIEW_SIDE / longer))


def pictures_are_described(name: str) -> models.CheckConstraint:
    """Returns the constraint that every picture has a text alternative."""
    return models.CheckConstraint(
        name=name,
        condition=~Q(kind__in=PICTURES) | ~Q(alternative=""),
        violation_error_message=_("Say what the picture shows, for people who do not see it."),
    )


class Attachment(Reviewed, AttachedFile):
    """A document or a photo of a measure, perhaps of one of its updates."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("measure")
    )
    update = models.ForeignKey(
        StatusUpdate,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("status update"),
        help_text=_("If the file documents one of them: while that is a draft, the public does not see the file."),
    )
    title = LineField(
        _("title"),
        max_length=200,
        help_text=_("What the page calls it. If it is empty, the name of the file is taken."),
    )
    added_on = models.DateField(_("added on"), default=timezone.localdate, editable=False)

    comes_back = False  # set while restoring a row, whatever the rules say today

    objects = AttachmentQuerySet["Attachment"].as_manager()
    history = Versions()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["added_on", "pk"]
        constraints = [
            pictures_are_described("attached_picture_is_described"),
            models.CheckConstraint(
                name="attachment_has_a_file",
                condition=~Q(digest=""),
                violation_error_message=_("Choose a file from your drive."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self._address("attachment")

    def clean(self) -> None:
        super().clean()
        if self.update and self.update.measure_id != self.measure_id:
            raise ValidationError({"update": _("This update belongs to another measure.")})

    @property
    def is_public(self) -> bool:
        """Tells whether everybody sees it who sees its measure."""
        return not self.is_draft and not (self.update and self.update.is_draft)

    @property
    def preview_address(self) -> str:
        return self._address("attachment-preview")

    @property
    def anchor(self) -> str:
        """Returns the id of the attachment on the page of its measure."""
        return f"anhang-{self.pk}"

    def _address(self, name: str) -> str:
        return reverse(name, args=[self.measure.report.municipality.slug, self.pk])


def attaching() -> list[Any]:
    """Returns the models whose rows have a file."""
    return [model for model in AttachedFile.__subclasses__() if not model._meta.abstract]
