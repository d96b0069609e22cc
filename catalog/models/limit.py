from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Limit(models.Model):
    """A counter or a used code that blocks a repetition until it ends.

    The key is a checksum of who and what; neither is stored in plain text. A row means nothing once it has ended.
    """

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    value: Any = models.JSONField(_("value"), null=True)
    ends_at = models.DateTimeField(_("ends at"), db_index=True)

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
