from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.choices import Language
from catalog.fields import DerivedColumns, EmailKeyField
from catalog.permissions.roles import Roles


class User(AbstractUser, DerivedColumns):
    """A person with a login. Their rights follow from memberships, not from Django's permissions."""

    is_administrator = models.BooleanField(
        _("administrator of the installation"),
        default=False,
        help_text=_("Makes municipalities and gives roles everywhere. Sees no drafts without a role of their own."),
    )
    language = models.CharField(_("language of mails"), max_length=2, choices=Language, default=Language.GERMAN)
    email_key = EmailKeyField(max_length=1000, of=["email"], db_index=True)

    @cached_property
    def roles(self) -> Roles:
        """Returns the roles as they were when first asked for; kept for one request."""
        return Roles.of(self)

    @property
    def name(self) -> str:
        return self.get_full_name() or self.username
