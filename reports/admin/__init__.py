"""The admin for subscribers, council papers and committees."""

from reports.admin.committees import CommitteeAdmin
from reports.admin.consultations import ConsultationAdmin
from reports.admin.papers import CouncilPaperAdmin
from reports.admin.subscribers import SubscriberAdmin
from reports.admin.templates import PaperTemplateAdmin

__all__ = ["CommitteeAdmin", "ConsultationAdmin", "CouncilPaperAdmin", "PaperTemplateAdmin", "SubscriberAdmin"]
