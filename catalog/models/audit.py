from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.choices import AuditKind
from catalog.models.append_only import AppendOnly, AppendOnlyQuerySet

if TYPE_CHECKING:
    from catalog.models.municipality import Municipality
    from catalog.models.user import User


class AuditEntry(AppendOnly):
    """An action that matters to security, with person and time; written once and never changed.

    It keeps no address of a computer and no name as text: people are rows, so that anonymising a person covers their
    entries. A municipality is stored as text, as it was called then, and may be deleted.
    """

    kind = models.CharField(_("event"), max_length=30, choices=AuditKind)
    at = models.DateTimeField(_("point in time"), auto_now_add=True, db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audit_entries",
        verbose_name=_("person"),
        help_text=_("Empty if nobody was logged in, or for a command on the server."),
    )
    concerned = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audit_entries_about",
        verbose_name=_("whom it concerns"),
    )
    subject = models.CharField(_("what"), max_length=500, blank=True)
    municipality_name = models.CharField(_("municipality"), max_length=200, blank=True)
    ags = models.CharField(_("AGS"), max_length=8, blank=True)

    objects = AppendOnlyQuerySet["AuditEntry"].as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("entries of the audit log")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.at:%d.%m.%Y %H:%M})"

    @classmethod
    def record(
        cls,
        kind: AuditKind,
        *,
        person: User | None = None,
        concerned: User | None = None,
        subject: str = "",
        municipality: Municipality | None = None,
    ) -> AuditEntry:
        """Writes an entry. The subject says what was changed and never names a person: `concerned` does."""
        return cls.objects.create(
            kind=kind,
            person=person,
            concerned=concerned,
            subject=subject[:500],
            municipality_name=municipality.name if municipality else "",
            ags=municipality.ags if municipality else "",
        )
