from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.choices import AuditKind

if TYPE_CHECKING:
    from catalog.models.municipality import Municipality
    from catalog.models.user import User


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """May be read and filtered; whatever would change or delete rows is refused."""

    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:
        raise AppendOnlyError

    update = delete = bulk_update = update_or_create = _refuse
    aupdate = adelete = abulk_update = aupdate_or_create = _refuse


class AppendOnlyError(PermissionDenied):
    """Entries of the audit log are neither changed nor deleted."""


class AuditEntry(models.Model):
    """Who did what that matters to security, and when; written once and never touched again.

    It keeps no address of a computer and no name as text: people are rows, so that whoever is anonymised is so
    here, too. A municipality is written down as it was called then and may go.
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

    objects = AuditQuerySet.as_manager()

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
        """Write an entry. The subject says what was touched and never names a person: that is `concerned`."""
        return cls.objects.create(
            kind=kind,
            person=person,
            concerned=concerned,
            subject=subject[:500],
            municipality_name=municipality.name if municipality else "",
            ags=municipality.ags if municipality else "",
        )

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise AppendOnlyError
