"""Anonymises people who have left; what they did stays, without their name."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet

from catalog.choices import AuditKind
from catalog.models import (
    AuditEntry,
    Invitation,
    KeptForm,
    MailPreference,
    Membership,
    SavedView,
    SentMail,
    StaffNotice,
    User,
)
from catalog.texts.email_addresses import comparable, with_address


def anonymous_name(person: User) -> str:
    return f"anonym-{person.pk}"


@transaction.atomic
def anonymise(person: User, by: User | None = None) -> None:
    """Removes name, address, rights and every way to log in, and ends sessions. Cannot be undone."""
    _forget_in_log(person)
    SentMail.objects.filter(pk__in=SentMail.objects.of_person(person)).update(person=None, email="", error="")
    Invitation.objects.filter(pk__in=own_invitations(person)).delete()
    AccessAttempt.objects.filter(username=person.username).delete()
    person.username = anonymous_name(person)
    person.first_name = person.last_name = person.email = ""
    person.is_active = person.is_staff = person.is_superuser = person.is_administrator = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    person.memberships.all().delete()
    for model in (KeptForm, MailPreference, SavedView, StaffNotice):
        model.objects.filter(person=person).delete()
    for model in (Authenticator, EmailAddress, SocialAccount):
        model.objects.filter(user=person).delete()
    AuditEntry.record(AuditKind.ANONYMISED, person=by, concerned=person)


def _forget_in_log(person: User) -> None:
    """Removes names from the log of the admin, which names people, invited ones and those given a role."""
    own = own_log(person)
    own.update(object_repr=anonymous_name(person))
    own.filter(content_type=ContentType.objects.get_for_model(User)).update(change_message="")


def own_log(person: User) -> QuerySet[LogEntry]:
    """Returns the entries about the account, the roles and the invitations of a person."""

    def about(model: type[Model]) -> QuerySet[LogEntry]:
        return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))

    roles = Membership.history.filter(user=person).values_list("id", flat=True).distinct()
    found = about(Membership).filter(object_id__in=[str(role) for role in roles])
    found |= about(User).filter(object_id=str(person.pk))
    if person.email:
        named = about(Invitation).values_list("pk", "object_repr")
        found |= about(Invitation).filter(pk__in=[pk for pk, name in named if begins_with(name, person.email)])
    return found


def own_invitations(person: User) -> list[Any]:
    """Returns the keys of the invitations sent to the address of a person or accepted by them."""
    sent = with_address(Invitation.objects.all(), person.email)
    accepted = Invitation.objects.filter(accepted_by=person).values_list("pk", flat=True)
    return [*(invitation.pk for invitation in sent), *accepted]


def begins_with(name: str, email: str) -> bool:
    """Tells whether an entry of the log is about an invitation of this address; the log cuts long ones."""
    address, dash, _words = name.partition(" – ")
    whole = comparable(email)
    return comparable(address) == (whole if dash else whole[: len(name)])
