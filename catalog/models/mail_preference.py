from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.choices import MailKind, MailPace
from catalog.models.sent_mail import SentMail


class MailPreference(models.Model):
    """How soon a person wants to be told of one kind; without a row it is as usual (`SWITCHABLE`)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=MailKind)
    pace = models.CharField(_("how soon"), max_length=10, choices=MailPace)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="mail_preference_once_per_kind",
                fields=["person", "kind"],
                violation_error_message=_("This has been chosen already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_pace_display()}"


class StaffNotice(models.Model):
    """An event that a person has been told of by mail, written before the mail leaves, so that nothing comes twice.

    It goes with the entry of its mail, long after the event is too old to be told.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    mail = models.ForeignKey(SentMail, on_delete=models.CASCADE, related_name="notices", verbose_name=_("sent mail"))
    key = models.CharField(_("event"), max_length=100, editable=False)

    class Meta:
        verbose_name = _("staff notice")
        verbose_name_plural = _("staff notices")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="staff_notice_once",
                fields=["person", "key"],
                violation_error_message=_("This has already been told."),
            ),
        ]

    def __str__(self) -> str:
        return self.key
