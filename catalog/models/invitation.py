import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.choices import MemberRole
from catalog.fields import DerivedColumns, EmailKeyField
from catalog.models.membership import check_office, contributors_have_an_office, words_for
from catalog.models.municipality import Municipality, Office

VALID_FOR = timedelta(days=14)


def two_weeks_later() -> datetime:
    return timezone.now() + VALID_FOR


def digest_of(token: str) -> str:
    """Returns the digest of a token that is stored, so that nobody who reads the database can accept."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())

    def with_token(self, token: str) -> Self:
        return self.filter(digest=digest_of(token))


class Invitation(DerivedColumns):
    """A mailed link that gives a role to whoever follows it, until it expires, is accepted or revoked."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("municipality")
    )
    email = models.EmailField(_("e-mail"))
    email_key = EmailKeyField(max_length=1000, of=["email"], db_index=True)
    role = models.CharField(_("role"), max_length=20, choices=MemberRole)
    office = models.ForeignKey(
        Office,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("office"),
        help_text=_("For office contributors: they see the measures that this office leads or takes part in."),
    )
    digest = models.CharField(max_length=64, editable=False, db_index=True)

    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"), default=two_weeks_later)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [contributors_have_an_office("invitation_office_of_contributors_only")]

    def __str__(self) -> str:
        return f"{self.email} – {words_for(self)}"

    def clean(self) -> None:
        check_office(self)

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    def renew_token(self) -> str:
        """Returns a new token for the link; the token before becomes invalid."""
        token = secrets.token_urlsafe(32)
        self.digest = digest_of(token)
        return token
