"""Subscriptions, council papers, committees and prepared files."""

from reports.models.committees import Committee, CommitteeSection
from reports.models.consultations import Consultation
from reports.models.following import SCOPES, Subscriber, Subscription, ToldNews
from reports.models.frozen import FrozenPaper
from reports.models.papers import CouncilPaper, PaperAnnex, PaperBudget, PaperOffice, PaperSection
from reports.models.prepared import PreparedFile
from reports.models.templates import PaperTemplate, TemplateBlock

__all__ = [
    "SCOPES",
    "Committee",
    "CommitteeSection",
    "Consultation",
    "CouncilPaper",
    "FrozenPaper",
    "PaperAnnex",
    "PaperBudget",
    "PaperOffice",
    "PaperSection",
    "PaperTemplate",
    "PreparedFile",
    "Subscriber",
    "Subscription",
    "TemplateBlock",
    "ToldNews",
]
