from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.municipality import Municipality
from catalog.row_values import ExactEncoder

DAYS_KEPT = 90


class DeletedThing(models.Model):
    """A deleted row with all rows that went with it, kept until the recycle bin is emptied.

    The rows themselves are gone from their tables, so that no page can show them by mistake. `rows` holds them as
    Django serialises them; `links` are the foreign keys of other rows that pointed here, as [label, id, field, id].
    """

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.SET_NULL,
        null=True,
        related_name="deleted_things",
        verbose_name=_("municipality"),
    )
    label = models.CharField(max_length=50)
    object_id = models.BigIntegerField()
    name = models.CharField(_("what"), max_length=600)
    place = models.CharField(_("where it belonged"), max_length=600, blank=True)
    contents: Any = models.JSONField(_("what went with it"), default=dict)  # how many rows of each model
    rows: Any = models.JSONField(encoder=ExactEncoder)
    links: Any = models.JSONField(default=list)

    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("deleted by"),
    )
    deleted_at = models.DateTimeField(_("deleted at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("deleted thing")
        verbose_name_plural = _("recycle bin")
        ordering = ["-deleted_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def kept_until(self) -> date:
        """Returns the last day on which it can be restored for certain."""
        return timezone.localdate(self.deleted_at) + timedelta(days=DAYS_KEPT)

    @property
    def days_left(self) -> int:
        return max((self.kept_until - timezone.localdate()).days, 0)
