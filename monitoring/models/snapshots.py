"""What a closed round has frozen. Nothing changes it, whatever becomes of the measures."""

from __future__ import annotations

import hashlib
from typing import Any, Never

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Report
from monitoring.models.rounds import ReportingRound


class FrozenSnapshotError(PermissionDenied):
    """A refusal to change or delete a snapshot."""


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def _refuse(self, *_args: Any, **_options: Any) -> Never:
        raise FrozenSnapshotError

    update = delete = bulk_update = update_or_create = _refuse
    aupdate = adelete = abulk_update = aupdate_or_create = _refuse


class Snapshot(models.Model):
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

    objects = SnapshotQuerySet.as_manager()

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

    @staticmethod
    def digest_of(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_intact(self) -> bool:
        return self.digest == self.digest_of(self.text)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenSnapshotError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise FrozenSnapshotError
