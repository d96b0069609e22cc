"""The admin for what was resolved. Measures are edited together with what happened since: see monitoring."""

from catalog.admin.invitations import InvitationAdmin
from catalog.admin.municipalities import MunicipalityAdmin, OfficeAdmin
from catalog.admin.people import PersonAdmin
from catalog.admin.reports import ReportAdmin, SectionAdmin
from catalog.admin.roles import MembershipAdmin

__all__ = [
    "InvitationAdmin",
    "MembershipAdmin",
    "MunicipalityAdmin",
    "OfficeAdmin",
    "PersonAdmin",
    "ReportAdmin",
    "SectionAdmin",
]
