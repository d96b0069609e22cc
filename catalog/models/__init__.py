"""What was resolved: who publishes which report, which measures it names, and who is responsible."""

from catalog.models.measure import SEARCHED, Horizon, Measure, Publication, Responsibility, Role
from catalog.models.municipality import Municipality, Office, OfficeKind, State
from catalog.models.report import Column, Report, ReportKind, RowOrder, Section, SectionKind
from catalog.models.user import User

__all__ = [
    "SEARCHED",
    "Column",
    "Horizon",
    "Measure",
    "Municipality",
    "Office",
    "OfficeKind",
    "Publication",
    "Report",
    "ReportKind",
    "Responsibility",
    "Role",
    "RowOrder",
    "Section",
    "SectionKind",
    "State",
    "User",
]
