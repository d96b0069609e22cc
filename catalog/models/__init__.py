"""What was resolved: who publishes which report, which measures it names, and who is responsible."""

from catalog.models.deadline import MovableDeadline
from catalog.models.invitation import Invitation
from catalog.models.measure import SEARCHED, Horizon, Measure, Publication, Responsibility, Role
from catalog.models.membership import Membership
from catalog.models.municipality import Municipality, Office, OfficeKind, State
from catalog.models.report import Column, Report, ReportingInterval, ReportKind, RowOrder, Section, SectionKind
from catalog.models.user import User
from catalog.permissions import MemberRole

__all__ = [
    "SEARCHED",
    "Column",
    "Horizon",
    "Invitation",
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
    "State",
    "User",
]
