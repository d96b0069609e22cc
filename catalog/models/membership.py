from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.choices import MemberRole
from catalog.models.municipality import Municipality, Office
from catalog.models.versions import Versions


def contributors_have_an_office(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(role=MemberRole.CONTRIBUTOR, office__isnull=False)
        | (~Q(role=MemberRole.CONTRIBUTOR) & Q(office__isnull=True)),
        violation_error_message=_("An office contributor needs an office; nobody else has one."),
    )


class Membership(models.Model):
    """The role of a person in a municipality."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("municipality")
    )
    role = models.CharField(_("role"), max_length=20, choices=MemberRole)
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("office"),
        help_text=_("For office contributors: they see the measures that this office leads or takes part in."),
    )

    history = Versions()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        ordering = ["municipality__name", "role", "user__last_name", "user__username"]
        constraints = [
            contributors_have_an_office("membership_office_of_contributors_only"),
            models.UniqueConstraint(
                name="membership_role_once_per_municipality",
                fields=["user", "municipality", "role"],
                condition=Q(office__isnull=True),
                violation_error_message=_("This person already has this role here."),
            ),
            models.UniqueConstraint(
                name="membership_once_per_office",
                fields=["user", "office"],
                violation_error_message=_("This person already reports for this office."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name} – {words_for(self)}"

    def clean(self) -> None:
        check_office(self)


def words_for(row: Any) -> str:
    """Returns what a membership or invitation gives, without the person: "office contributor, Jugendamt"."""
    return f"{row.get_role_display()}, {row.office or row.municipality}"


def check_office(row: Any) -> None:
    """Refuses an office of another municipality; the form has checked whether one is needed."""
    if row.office and row.office.municipality_id != row.municipality_id:
        raise ValidationError({"office": _("The office belongs to another municipality.")})
