"""The admin for what was resolved.

Measures are edited together with their updates and milestones, in `monitoring.admin`.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from catalog.admin.audit import AuditEntryAdmin
from catalog.admin.invitations import InvitationAdmin
from catalog.admin.mails import SentMailAdmin
from catalog.admin.municipalities import MunicipalityAdmin, OfficeAdmin
from catalog.admin.people import PersonAdmin
from catalog.admin.reports import ReportAdmin, SectionAdmin
from catalog.admin.roles import MembershipAdmin
from catalog.admin.themes import ThemeAdmin
from catalog.recycle_bin.admin_list import DeletedThingAdmin

# The tables of django-allauth and django-axes hold secrets, and nobody should type into them.
for model in (Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)

admin.site.unregister(DBTaskResult)  # what becomes of a task stands in the row that it works on

__all__ = [
    "AuditEntryAdmin",
    "DeletedThingAdmin",
    "InvitationAdmin",
    "MembershipAdmin",
    "MunicipalityAdmin",
    "OfficeAdmin",
    "PersonAdmin",
    "ReportAdmin",
    "SectionAdmin",
    "SentMailAdmin",
    "ThemeAdmin",
]
