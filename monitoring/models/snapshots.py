"""What a closed round has frozen. Nothing changes it, whatever becomes of the measures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Report
from catalog.models.append_only import AppendOnlyError, AppendOnlyQuerySet, FrozenText
from monitoring.models.rounds import ReportingRound


class FrozenSnapshotError(AppendOnlyError):
    """A refusal to change or delete a snapshot."""


class Snapshot(FrozenText):
    """The state of a report as a round has closed it, as JSON with a checksum.

    It is neither changed nor deleted: triggers of the database refuse it, too.
    """

    round = models.ForeignKey(
        ReportingRound, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("reporting round")
    )
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("report"))
    text = models.TextField(_("content"))
    digest = models.CharField(_("checksum"), max_length=64)
    as_of = models.DateField(_("as of"))
    frozen_at = models.DateTimeField(_("frozen at"))

    refusal = FrozenSnapshotError

    objects = AppendOnlyQuerySet["Snapshot"].as_manager()

    class Meta:
        verbose_name = _("frozen state")
        verbose_name_plural = _("frozen states")
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="snapshot_once_per_report",
                fields=["round", "report"],
                violation_error_message=_("The round has already frozen this report."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} ({self.round})"
