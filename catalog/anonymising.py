"""Whoever has left is forgotten; what they did stays, done by nobody in particular."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet

from catalog.models import AuditEntry, AuditKind, Invitation, Membership, User

LONGEST_NAME = 200  # of a row in the log of the admin; what is longer is cut off there


def anonymous_name(person: User) -> str:
    return f"anonym-{person.pk}"


@transaction.atomic
def anonymise(person: User, by: User | None = None) -> None:
    """Take name, address, rights and every way to log in; running sessions end. There is no way back."""
    _forget_in_log(person)
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
    AuditEntry.record(AuditKind.ANONYMISED, person=by, concerned=person)


def _forget_in_log(person: User) -> None:
    """The log of the admin names people, whoever was invited and whoever was given a role, in words of its own."""

    def about(model: type[Model]) -> QuerySet[LogEntry]:
        return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))

    roles = Membership.history.filter(user=person).values_list("id", flat=True).distinct()
    about(Membership).filter(object_id__in=[str(role) for role in roles]).update(object_repr=anonymous_name(person))
    about(User).filter(object_id=str(person.pk)).update(object_repr=anonymous_name(person), change_message="")
    if person.email:
        invited = about(Invitation).filter(object_repr__istartswith=f"{person.email} – "[:LONGEST_NAME])
        invited.update(object_repr=anonymous_name(person))
