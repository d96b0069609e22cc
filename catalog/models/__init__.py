"""What was resolved: who publishes which report, which measures it names, and who is responsible."""

from catalog.models.audit import AppendOnlyError, AuditEntry, AuditKind
from catalog.models.deadline import MovableDeadline
from catalog.models.deleted import DAYS_KEPT, DeletedThing
from catalog.models.former_address import AddressKind, FormerAddress
from catalog.models.invitation import Invitation
from catalog.models.limit import Limit
from catalog.models.measure import SEARCHED, Horizon, Measure, Publication, Responsibility, Role
from catalog.models.membership import Membership
from catalog.models.municipality import Municipality, Office, OfficeKind, State
from catalog.models.report import Column, Report, ReportingInterval, ReportKind, RowOrder, Section, SectionKind
from catalog.models.theme import SectionTheme, Theme
from catalog.models.user import User
from catalog.permissions import MemberRole

__all__ = [
    "DAYS_KEPT",
    "SEARCHED",
    "AddressKind",
    "AppendOnlyError",
    "AuditEntry",
    "AuditKind",
    "Column",
    "DeletedThing",
    "FormerAddress",
    "Horizon",
    "Invitation",
    "Limit",
    "Measure",
    "MemberRole",
    "Membership",
    "MovableDeadline",
    "Municipality",
    "Office",
    "OfficeKind",
    "Publication",
    "Report",
    "ReportKind",
    "ReportingInterval",
    "Responsibility",
    "Role",
    "RowOrder",
    "Section",
    "SectionKind",
    "SectionTheme",
    "State",
    "Theme",
    "User",
]
