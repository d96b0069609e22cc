"""Whoever has left is forgotten; what they did stays, done by nobody in particular."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from catalog.models import AuditEntry, AuditKind, Invitation, User


def anonymous_name(person: User) -> str:
    return f"anonym-{person.pk}"


@transaction.atomic
def anonymise(person: User, by: User | None = None) -> None:
    """Take name, address, rights and every way to log in; running sessions end. There is no way back."""
    if person.email:
        Invitation.objects.filter(email__iexact=person.email).delete()
    Invitation.objects.filter(accepted_by=person).delete()
    AccessAttempt.objects.filter(username=person.username).delete()
    person.username = anonymous_name(person)
    person.first_name = person.last_name = person.email = ""
    person.is_active = person.is_staff = person.is_superuser = person.is_administrator = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    person.memberships.all().delete()
    for model in (Authenticator, EmailAddress, SocialAccount):
        model.objects.filter(user=person).delete()
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    about.update(object_repr=person.username)
    AuditEntry.record(AuditKind.ANONYMISED, person=by, concerned=person)
