from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.choices import MailKind, MailState
from catalog.fields import LineField
from catalog.models.municipality import Municipality
from catalog.texts.email_addresses import comparable

LONGEST_ERROR = 300
KEPT_FOR = timedelta(days=180)
TO_BE_REPEATED = (MailState.REFUSED, MailState.UNREACHED)


class SentMailQuerySet(models.QuerySet["SentMail"]):
    def troubled(self) -> Self:
        """Returns the mails of which it is not known that a mail server has taken and kept them."""
        return self.exclude(state=MailState.SENT)

    def of_person(self, person: Any) -> list[Any]:
        """Returns the keys of the mails to a person, or to the address they have now."""
        theirs = list(self.filter(person=person).values_list("pk", flat=True))
        if not person.email:
            return theirs
        known = comparable(person.email)
        others = self.exclude(email="").exclude(person=person).values_list("pk", "email")
        return theirs + [pk for pk, email in others.iterator() if comparable(email) == known]

    def too_old(self) -> Self:
        """Returns the entries that are not to be kept any longer."""
        return self.filter(sent_at__lt=timezone.now() - KEPT_FOR)


class SentMail(models.Model):
    """An entry of the log of mails: who was written to, when and why, without the text.

    `key` says what the mail is about and is written down before it leaves, so that no mail is sent twice.
    """

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sent_mails",
        verbose_name=_("municipality"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    key = models.CharField(max_length=200, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=30, choices=MailKind)
    email = models.EmailField(_("to"), blank=True)  # none for subscribers
    about = LineField(_("about"), max_length=300, blank=True)
    message_id = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    state = models.CharField(_("state"), max_length=20, choices=MailState, default=MailState.UNCERTAIN)
    error = LineField(_("answer of the mail server"), max_length=LONGEST_ERROR, blank=True)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now, db_index=True)

    objects = SentMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("sent mail")
        verbose_name_plural = _("sent mails")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        """Returns a name without the address, as it stands in logs that outlive the row."""
        return f"{self.get_kind_display()} ({self.sent_at:%d.%m.%Y})"
