from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.fields import LineField
from catalog.models import Report
from monitoring.choices import ImportKind, ImportState


class SpreadsheetImport(models.Model):
    """A file on its way into a report: who brought it, what was decided, what came of it.

    The file lives here until it is imported, so that any web host can go on and nothing is lost by logging out.
    It is never served back. Once it has been read, its tables replace it.
    """

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="spreadsheet_imports", verbose_name=_("report")
    )
    file_name = LineField(_("file"), max_length=255)
    kind = models.CharField(_("content"), max_length=20, choices=ImportKind, default=ImportKind.MEASURES)
    content = models.BinaryField(_("file as uploaded"), default=bytes)
    workbook = models.BinaryField(_("file as read"), default=bytes)
    digest = models.CharField(_("checksum"), max_length=64)

    sheet = LineField(_("sheet"), max_length=255, blank=True)
    rows = models.PositiveIntegerField(_("rows read"), default=0)
    columns = models.JSONField(_("columns"), null=True, blank=True)
    answers = models.JSONField(_("decisions"), default=dict, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ImportState, default=ImportState.OPEN)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="spreadsheet_imports",
        verbose_name=_("imported by"),
    )
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("imported at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    @property
    def mark(self) -> str:
        """How the history of what it wrote begins to say why."""
        return f"Import {self.pk}: "

    @property
    def was_read(self) -> bool:
        """Whether there is a table to go on with."""
        return self.state != ImportState.READING and self.rows > 0

    def __str__(self) -> str:
        return f"{self.file_name} ({self.created_at:%d.%m.%Y})"


class ImportedChange(models.Model):
    """One row that an import has created, changed or removed, so that it can be taken back.

    `before` holds the fields as they were, None for a new row; `after` a fingerprint of the row as the import
    left it, "" for one it removed.
    """

    spreadsheet_import = models.ForeignKey(SpreadsheetImport, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=50)
    object_id = models.BigIntegerField()
    before: Any = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("imported change")
        verbose_name_plural = _("imported changes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


class KeptColumns(models.Model):
    """Which heading means what in the tables of a report, proposed again for the next file."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="kept_columns")
    kind = models.CharField(_("content"), max_length=20, choices=ImportKind, default=ImportKind.MEASURES)
    heading = LineField(_("heading"), max_length=255)
    column = models.CharField(_("column"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("kept column")
        verbose_name_plural = _("kept columns")
        constraints = [
            models.UniqueConstraint(
                name="kept_column_once_per_report",
                fields=["report", "kind", "heading"],
                violation_error_message=_("What this heading means is already kept for this report."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column}"
