"""Revokes the invitations of people who lose the right to invite.

Rights are removed in forms, inlines, actions, commands, cascades and the shell; Django's own signals see all of that. A
bulk update sends no signal: `catalog.people.invitations.stands` checks the right when the invitation is accepted.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from simple_history.models import HistoricalRecords

from catalog.models import Invitation, Membership, User
from catalog.people.invitations import revoke, stands

RIGHTS = {"is_active", "is_administrator", "is_superuser"}


@receiver(post_save, sender=User)
def person_saved(instance: User, created: bool, update_fields: Iterable[str] | None, **_signal: Any) -> None:
    if not created and (update_fields is None or RIGHTS & set(update_fields)):
        revoke_fallen(instance.pk)


@receiver(post_save, sender=Membership)
def role_saved(instance: Membership, created: bool, **_signal: Any) -> None:
    if not created:
        revoke_fallen(instance.user_id)


@receiver(post_delete, sender=Membership)
def role_deleted(instance: Membership, origin: Model | QuerySet[Any] | None = None, **_signal: Any) -> None:
    """Revokes invitations, unless the municipality goes to the recycle bin with its roles and invitations."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if origin is None or model is Membership:
        revoke_fallen(instance.user_id)


@receiver(pre_delete, sender=User)
def person_deleted(instance: User, **_signal: Any) -> None:
    """Revokes the invitations of a person before they go: the audit log cannot name them afterwards."""
    revoke(sent_by(instance.pk), by=at_work())


def revoke_fallen(person_id: int) -> None:
    """Revokes the invitations that a person could not send any more, by the roles as stored now."""
    sender = User.objects.filter(pk=person_id).first()
    fallen = [invitation for invitation in sent_by(person_id) if not stands(invitation)]
    if sender and fallen:
        revoke(fallen, by=at_work(), sender=sender)


def sent_by(person_id: int) -> QuerySet[Invitation]:
    found = Invitation.objects.open().filter(invited_by=person_id)
    return found.select_related("municipality", "office", "invited_by")


def at_work() -> User | None:
    """Returns the person who has sent the request; None for a command."""
    request = getattr(HistoricalRecords.context, "request", None)
    person = getattr(request, "user", None)
    return person if isinstance(person, User) else None
