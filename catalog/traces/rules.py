"""Rules on the texts of each model. Every app adds its own when it gets ready; histories need none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.models import (
    AuditEntry,
    DeletedThing,
    FormerAddress,
    Invitation,
    KeptForm,
    Limit,
    SavedView,
    SentMail,
    StaffNotice,
    User,
)


class Where(models.TextChoices):
    """The kinds of places, in the order in which they are listed."""

    TEXTS = "texts", gettext_lazy("free texts")
    FILES = "files", gettext_lazy("names of files")
    TABLES = "tables", gettext_lazy("imported tables")
    FOLLOWING = "following", gettext_lazy("subscriptions and invitations")
    BIN = "bin", gettext_lazy("recycle bin")
    HISTORY = "history", pgettext_lazy("of rows", "earlier versions")
    MAILS = "mails", gettext_lazy("log of mails")
    LOG = "log", gettext_lazy("log of the administration")
    PAPERS = "papers", gettext_lazy("issued papers")
    ADDRESSES = "addresses", gettext_lazy("web addresses")
    ACCOUNTS = "accounts", gettext_lazy("accounts of others")
    AUDIT = "audit", gettext_lazy("audit log")


def nothing(_row: Any) -> str:
    return ""


@dataclass(frozen=True)
class Rule:
    """A rule on one model: `stays` says why a row keeps its texts, "" if they can go; `reads` decode binary columns.

    Whoever may see a row that nobody changes may take a name out of it where `viewers_remove`.
    A row that `is_address` is deleted as a whole if its `email` is the one that is looked for.
    """

    where: Where = Where.TEXTS
    fields: tuple[str, ...] = ()
    stays: Callable[[Any], str] = nothing
    is_address: bool = False
    viewers_remove: bool = False
    reads: tuple[tuple[str, Callable[[bytes], str]], ...] = ()


RULES: dict[type[models.Model], Rule] = {}
NOT_SEARCHED: set[type[models.Model]] = {
    *(ContentType, EmailConfirmation, Group, KeptForm, Limit, Permission, SavedView),
    *(Session, SocialApp, SocialToken, StaffNotice),
}


def add(model: type[models.Model], rule: Rule) -> None:
    RULES[model] = rule


def rule_of(model: type[models.Model]) -> Rule:
    return RULES.get(model) or Rule(Where.HISTORY if original_of(model) else Where.TEXTS)


def original_of(model: Any) -> Any:
    """Returns the model whose versions these are; None for what is no history."""
    return getattr(model, "instance_type", None)


def belongs_to_others(_row: Any) -> str:
    return _("This is the account of somebody else who is called so.")


for account in (User, EmailAddress, SocialAccount, Authenticator):
    add(account, Rule(Where.ACCOUNTS, stays=belongs_to_others))
add(LogEntry, Rule(Where.LOG, fields=("object_repr", "change_message")))
add(DeletedThing, Rule(Where.BIN, fields=("name", "place", "rows")))
add(SentMail, Rule(Where.MAILS, fields=("email", "about", "error"), viewers_remove=True))
add(Invitation, Rule(Where.FOLLOWING, fields=("email",), is_address=True))
add(
    AuditEntry,
    Rule(
        Where.AUDIT,
        fields=("subject", "municipality_name"),
        stays=lambda _row: _("The audit log is never changed: it is the proof of what was done."),
    ),
)
add(
    FormerAddress,
    Rule(
        Where.ADDRESSES,
        fields=("segment", "code_key"),
        stays=lambda _row: _("A former address goes on leading there, for links that others have kept."),
    ),
)
