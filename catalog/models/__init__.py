"""What was resolved: who publishes which report, which measures it names, and who is responsible."""

from catalog.models.append_only import AppendOnlyError
from catalog.models.audit import AuditEntry
from catalog.models.crest import Crest
from catalog.models.deadline import MovableDeadline
from catalog.models.deleted import DAYS_KEPT, DeletedThing
from catalog.models.former_address import FormerAddress
from catalog.models.invitation import Invitation
from catalog.models.kept_form import KeptForm
from catalog.models.limit import Limit
from catalog.models.mail_preference import MailPreference, StaffNotice
from catalog.models.measure import SEARCHED, Measure, Responsibility
from catalog.models.membership import Membership
from catalog.models.municipality import Municipality, Office
from catalog.models.report import Report, Section
from catalog.models.revision import Revision
from catalog.models.saved_view import SavedView
from catalog.models.sent_mail import SentMail
from catalog.models.theme import MeasureTheme, SectionTheme, Theme
from catalog.models.user import User

__all__ = [
    "DAYS_KEPT",
    "SEARCHED",
    "AppendOnlyError",
    "AuditEntry",
    "Crest",
    "DeletedThing",
    "FormerAddress",
    "Invitation",
    "KeptForm",
    "Limit",
    "MailPreference",
    "Measure",
    "MeasureTheme",
    "Membership",
    "MovableDeadline",
    "Municipality",
    "Office",
    "Report",
    "Responsibility",
    "Revision",
    "SavedView",
    "Section",
    "SectionTheme",
    "SentMail",
    "StaffNotice",
    "Theme",
    "User",
]
