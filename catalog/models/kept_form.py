import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(hours=1)


def an_hour_later() -> datetime:
    return timezone.now() + KEPT_FOR


class KeptForm(models.Model):
    """What a person has sent after their session had ended, until they are logged in again and send it once more.

    It is encrypted with a key that only the browser has which sent it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    content = models.TextField(_("content"))
    expires_at = models.DateTimeField(_("ends at"), default=an_hour_later, db_index=True)

    class Meta:
        verbose_name = _("kept form")
        verbose_name_plural = _("kept forms")
        ordering = ["-expires_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
