"""Invites people to a role by mail, and gives the role to whoever follows the link."""

from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.choices import AuditKind, MailKind
from catalog.mails.messages import message
from catalog.mails.sending import Occasion, send_and_log
from catalog.models import AuditEntry, Invitation, Membership, User
from catalog.models.invitation import VALID_FOR
from catalog.models.membership import words_for
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.site_address import site_address
from catalog.texts.email_addresses import with_address

__all__ = [
    "VALID_FOR",
    "SpentInvitationError",
    "accept",
    "accept_as_newcomer",
    "known_person",
    "revoke",
    "send",
    "stands",
]


class SpentInvitationError(Exception):
    """An invitation that was accepted or revoked meanwhile, or is not valid any more; nothing has been changed."""


def send(invitation: Invitation, request: HttpRequest) -> None:
    """Saves the invitation and mails its link; a link sent before becomes invalid. Raises OSError."""
    token = invitation.renew_token()
    invitation.sent_at = timezone.now()
    invitation.save()
    AuditEntry.record(
        AuditKind.INVITED,
        person=invitation.invited_by,
        subject=words_for(invitation),
        municipality=invitation.municipality,
    )
    about = str(invitation.get_role_display())
    occasion = Occasion(kind=MailKind.INVITATION, about=about, municipality=invitation.municipality)
    send_and_log(mail_of(invitation, token, request), occasion)


def mail_of(invitation: Invitation, token: str, request: HttpRequest) -> EmailMessage:
    site = site_address(request)
    context = {
        "invitation": invitation,
        "site": site,
        "url": site + reverse("invitation", args=[token]),
        "invited_by": invitation.invited_by,
    }
    subject = _("Invitation: measures of %(municipality)s") % {"municipality": invitation.municipality}
    return message(subject, "people/invitations/mail.txt", context, invitation.email)


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """Gives a person the role they are invited to. Raises SpentInvitationError."""
    stored = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if not stands(stored):
        raise SpentInvitationError
    membership, _new = Membership.objects.get_or_create(
        user=user, municipality=stored.municipality, role=stored.role, office=stored.office
    )
    stored.accepted_by, stored.accepted_at = user, timezone.now()
    stored.save(update_fields=["accepted_by", "accepted_at"])
    AuditEntry.record(
        AuditKind.ROLE_GIVEN,
        person=stored.invited_by,
        concerned=user,
        subject=words_for(stored),
        municipality=stored.municipality,
    )
    return membership


@transaction.atomic
def accept_as_newcomer(invitation: Invitation, first_name: str, last_name: str, password: str) -> User:
    """Returns a new person with a login for the invited address. Raises SpentInvitationError."""
    user = User(username=free_username(invitation.email), email=invitation.email)
    user.first_name, user.last_name = first_name, last_name
    user.set_password(password)
    user.save()
    accept(invitation, user)
    return user


def stands(invitation: Invitation) -> bool:
    """Tells whether the invitation can be accepted: it is open, and its sender may still invite people there.

    An invitation whose sender is gone cannot: nobody answers for it.
    """
    sender = invitation.invited_by
    return invitation.is_open and sender is not None and can(sender, Action.ADD, Invitation, at=invitation)


@transaction.atomic
def revoke(invitations: Iterable[Invitation], by: User | None, sender: User | None = None) -> int:
    """Revokes open invitations with an entry in the audit log; returns their number.

    `sender` is the person who has lost the right to invite.
    """
    number = 0
    for invitation in invitations:
        taken_back = Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now())
        if taken_back:
            AuditEntry.record(
                AuditKind.INVITATION_REVOKED,
                person=by,
                concerned=sender,
                subject=words_for(invitation),
                municipality=invitation.municipality,
            )
        number += taken_back
    return number


def known_person(invitation: Invitation) -> User | None:
    """Returns a person who has a login with the invited address already."""
    return next(iter(with_address(User.objects.filter(is_active=True), invitation.email)), None)


def free_username(email: str) -> str:
    """Returns the address itself, as people remember it; with a number if it is taken.

    It is normalised like the input of the login form, so that it can be typed there.
    """
    email = User.normalize_username(email)
    longest = User._meta.get_field("username").max_length or len(email)
    taken = set(User.objects.filter(username__istartswith=email[: longest - 4]).values_list("username", flat=True))
    names = [email[:longest], *(f"{email[: longest - 4]}-{number}" for number in range(2, 1000))]
    return next(name for name in names if name.casefold() not in {one.casefold() for one in taken})
